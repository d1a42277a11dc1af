"""The target population of a study: who may be in the sample, and in which proportions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.packs import Pack, available_packs, find_pack, fold, load_pack
from sight_domain.populations.spelling import category_code, dimension_code

YOUNGEST, OLDEST = 18, 100
QUOTA_TOLERANCE = 0.001
FILTERS = {
    "genders": "gender", "regions": "region", "settlements": "settlement",
    "education": "education", "income": "income_bracket",
}  # fmt: skip


class TargetPopulation(BaseModel):
    """A country's adults, or a part of them. Everything left out means everybody.

    Spellings are normalised to the pack's codes ("Masovian", "14" and "mazowieckie" are one). What cannot be used
    raises ``SightError`` with the field at fault (``target.age_min``, ``target.quotas.gender``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str = Field(description="Country code of a population pack, e.g. PL.")
    age_min: int | None = Field(None, description="Youngest age, 18-100.")
    age_max: int | None = Field(None, description="Oldest age, 18-100.")
    genders: list[str] | None = Field(None, description="female, male.")
    regions: list[str] | None = Field(None, description="Voivodeships, e.g. mazowieckie.")
    settlements: list[str] | None = Field(
        None, description="rural, town_under_100k, city_100k_499k, city_500k_plus."
    )
    education: list[str] | None = Field(None, description="primary, vocational, secondary, tertiary.")
    income: list[str] | None = Field(
        None,
        description="Own net monthly income: under_3000, 3000_4500, 4500_6000, 6000_7500, 7500_10000, over_10000.",
    )
    quotas: dict[str, dict[str, float]] | None = Field(
        None,
        description="Shares that replace the population's own, by dimension (gender, age_group, region, settlement, "
        "education, income_bracket) and category; each dimension's shares sum to 1.",
    )

    @model_validator(mode="before")
    @classmethod
    def _normalise(cls, raw: Any) -> Any:
        if isinstance(raw, TargetPopulation):
            return raw
        if not isinstance(raw, Mapping):
            raise invalid_argument(
                "target",
                Text(
                    en="The target must be an object with named fields.",
                    pl="Populacja docelowa musi być obiektem z nazwami pól.",
                ),
                _example(),
            )
        return _normalised(raw)

    @property
    def pack(self) -> Pack:
        """The country pack that this target selects from."""
        return load_pack(self.country)

    @property
    def youngest(self) -> int:
        """Youngest age admitted, in years."""
        return self.age_min if self.age_min is not None else YOUNGEST

    @property
    def oldest(self) -> int:
        """Oldest age admitted, in years; 100 stands for 100 and over."""
        return self.age_max if self.age_max is not None else OLDEST

    def admitted(self, dimension: str) -> tuple[str, ...]:
        """Categories of a sampling dimension that the filters let through, in the pack's order."""
        codes = self.pack.codes(dimension)
        if dimension == "age_group":
            return tuple(
                c for c in codes if age_bounds(c)[0] <= self.oldest and self.youngest <= age_bounds(c)[1]
            )
        chosen = {d: getattr(self, field) for field, d in FILTERS.items()}[dimension]
        return codes if chosen is None else tuple(c for c in codes if c in chosen)


def age_bounds(age_group: str) -> tuple[int, int]:
    """First and last age of an age group's code: ``25-34`` -> (25, 34), ``65+`` -> (65, 100)."""
    if age_group.endswith("+"):
        return int(age_group[:-1]), OLDEST
    first, last = age_group.split("-")
    return int(first), int(last)


def parse_target(raw: Mapping[str, Any]) -> TargetPopulation:
    """A target from what a door received.

    Raises:
        SightError: ``invalid_argument`` or ``unsupported``, with the field at fault.
    """
    return TargetPopulation.model_validate(raw)


def _normalised(raw: Mapping[str, Any]) -> dict[str, Any]:
    if not raw:
        raise invalid_argument(
            "target",
            Text(en="The target population is empty.", pl="Populacja docelowa jest pusta."),
            _example(),
        )
    _refuse_unknown_fields(raw)
    given = {k: v for k, v in raw.items() if v is not None}
    if not str(given.get("country", "")).strip():
        raise invalid_argument(
            "target.country", Text(en="The target names no country.", pl="Nie podano kraju."), _example()
        )
    pack = find_pack(str(given["country"]))
    result: dict[str, Any] = {"country": pack.country} | _ages(given)
    for field, dimension in FILTERS.items():
        if field in given:
            result[field] = _filter(pack, dimension, given[field], f"target.{field}")
    if "quotas" in given:
        result["quotas"] = _quotas(pack, given["quotas"], result)
    return result


def _refuse_unknown_fields(raw: Mapping[str, Any]) -> None:
    import difflib

    fields = list(TargetPopulation.model_fields)
    for key in raw:
        if key not in fields:
            near = difflib.get_close_matches(fold(str(key)), fields, n=1, cutoff=0.5)
            guess = near[0] if near else None
            raise invalid_argument(
                f"target.{key}",
                Text(
                    en=f"Unknown field {key!r}." + (f" Did you mean {guess!r}?" if guess else ""),
                    pl=f"Nieznane pole {key!r}." + (f" Czy chodziło o {guess!r}?" if guess else ""),
                ),
                Text(en=f"Fields: {', '.join(fields)}.", pl=f"Pola: {', '.join(fields)}."),
            )


def _ages(given: Mapping[str, Any]) -> dict[str, int]:
    ages: dict[str, int] = {}
    remedy = Text(
        en=f"Give whole years from {YOUNGEST} to {OLDEST}.", pl=f"Podaj pełne lata od {YOUNGEST} do {OLDEST}."
    )
    for field in ("age_min", "age_max"):
        if field not in given:
            continue
        age = _whole_number(given[field])
        if age is None or not YOUNGEST <= age <= OLDEST:
            raise invalid_argument(
                f"target.{field}",
                Text(
                    en=f"{given[field]!r} is not an age we can draw.",
                    pl=f"{given[field]!r} to wiek spoza zakresu.",
                ),
                remedy,
            )
        ages[field] = age
    if ages.get("age_min", YOUNGEST) > ages.get("age_max", OLDEST):
        raise invalid_argument(
            "target.age_min",
            Text(
                en=f"age_min {ages['age_min']} is above age_max {ages['age_max']}.",
                pl=f"age_min {ages['age_min']} jest większe niż age_max {ages['age_max']}.",
            ),
            Text(en="Swap them or change one.", pl="Zamień je miejscami albo zmień jedną z wartości."),
        )
    return ages


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    return None


def _filter(pack: Pack, dimension: str, chosen: Any, field: str) -> list[str]:
    spellings = [chosen] if isinstance(chosen, str | int) else chosen
    if not isinstance(spellings, list | tuple | set | frozenset) or not spellings:
        raise invalid_argument(
            field,
            Text(
                en="The list is empty, so nobody would fit.", pl="Lista jest pusta, więc nikt by nie pasował."
            ),
            Text(
                en="Name at least one category or leave the field out.",
                pl="Podaj choć jedną kategorię albo pomiń pole.",
            ),
        )
    codes = {category_code(pack, dimension, s, field=field) for s in spellings}
    return [c for c in pack.codes(dimension) if c in codes]


def _quotas(pack: Pack, raw: Any, filters: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    if not isinstance(raw, Mapping) or not raw:
        raise _bad_quota("target.quotas", "Quotas are empty.", "Kwoty są puste.")
    admitting = TargetPopulation.model_construct(**filters)
    quotas: dict[str, dict[str, float]] = {}
    for name, shares in raw.items():
        dimension = dimension_code(str(name), field=f"target.quotas.{name}")
        field = f"target.quotas.{dimension}"
        if dimension in quotas:
            raise _bad_quota(field, f"{dimension} is given twice.", f"Wymiar {dimension} podano dwa razy.")
        if not isinstance(shares, Mapping) or not shares:
            raise _bad_quota(field, "No shares are given.", "Nie podano udziałów.")
        quotas[dimension] = _shares(pack, dimension, shares, field)
        _check_quota(admitting, dimension, quotas[dimension], field)
    return quotas


def _shares(pack: Pack, dimension: str, shares: Mapping[Any, Any], field: str) -> dict[str, float]:
    result: dict[str, float] = {}
    for spelling, share in shares.items():
        code = category_code(pack, dimension, spelling, field=field)
        if (
            isinstance(share, bool)
            or not isinstance(share, int | float)
            or not math.isfinite(share)
            or share < 0
        ):
            raise _bad_quota(
                field, f"The share of {code} is {share!r}.", f"Udział kategorii {code} to {share!r}."
            )
        if code in result:
            raise _bad_quota(field, f"{code} is given twice.", f"Kategorię {code} podano dwa razy.")
        result[code] = float(share)
    return {c: result[c] for c in pack.codes(dimension) if c in result}


def _check_quota(target: TargetPopulation, dimension: str, shares: Mapping[str, float], field: str) -> None:
    total = sum(shares.values())
    if abs(total - 1) > QUOTA_TOLERANCE:
        raise _bad_quota(
            field, f"The shares sum to {total:.4g}, not 1.", f"Udziały sumują się do {total:.4g}, a nie do 1."
        )
    for code, share in shares.items():
        if share > 0 and code not in target.admitted(dimension):
            raise invalid_argument(
                field,
                Text(
                    en=f"The quota asks for {code}, which the target's filter excludes.",
                    pl=f"Kwota dotyczy kategorii {code}, którą wyklucza filtr.",
                ),
                Text(
                    en=f"The filter admits: {', '.join(target.admitted(dimension))}.",
                    pl=f"Filtr dopuszcza: {', '.join(target.admitted(dimension))}.",
                ),
            )


def _bad_quota(field: str, en: str, pl: str) -> SightError:
    return invalid_argument(
        field,
        Text(en=en, pl=pl),
        Text(
            en="Give each dimension shares from 0 to 1 that sum to 1, e.g. {female: 0.6, male: 0.4}.",
            pl="Podaj dla każdego wymiaru udziały od 0 do 1 o sumie 1, np. {female: 0.6, male: 0.4}.",
        ),
    )


def _example() -> Text:
    countries = ", ".join(available_packs())
    return Text(
        en=f'Give at least the country (one of: {countries}), e.g. {{"country": "PL", "age_min": 25}}.',
        pl=f'Podaj co najmniej kraj (jeden z: {countries}), np. {{"country": "PL", "age_min": 25}}.',
    )
