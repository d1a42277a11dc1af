"""The target population of a study: who may be in the sample, and in which proportions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from sight_domain.errors import invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filter_reading import read_filters, refuse_unknown_fields
from sight_domain.populations.filters import FILTERS, OLDEST, YOUNGEST, Filters, age_bounds
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import available_packs, find_pack, load_pack
from sight_domain.populations.quota_shares import read_quotas

__all__ = ["FILTERS", "OLDEST", "YOUNGEST", "TargetPopulation", "age_bounds", "parse_target"]

MOST_WISHES, LONGEST_WISH = 10, 200


class TargetPopulation(Filters):
    """A country's adults, or a part of them. Everything left out means everybody.

    Spellings are normalised to the pack's codes ("Masovian", "14" and "mazowieckie" are one). What cannot be used
    raises ``SightError`` with the field at fault (``target.age_min``, ``target.quotas.gender``).
    """

    country: str = Field(
        description="PL, DE, GB, US, UA or your own pack; only PL has regions and settlements."
    )
    quotas: dict[str, dict[str, float]] | None = Field(
        default=None,
        description="Shares (0-1) by dimension (gender, age_group, region, settlement, education, income_bracket) and "
        'category; those not named share the rest. Crossed: {"gender x age_group": {"female x 25-34": 0.3}}.',
    )
    not_expressed: list[str] | None = Field(
        default=None,
        description="Wishes about respondents that no field expresses, as said.",
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

    def admitted(self, dimension: str) -> tuple[str, ...]:
        """Categories of a sampling dimension that the filters let through, in the pack's order."""
        return self.admitted_of(self.pack, dimension)


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
    refuse_unknown_fields(raw, ["country", *Filters.model_fields, "quotas", "not_expressed"], within="target")
    given = {k: v for k, v in raw.items() if v is not None}
    if not str(given.get("country", "")).strip():
        raise invalid_argument(
            "target.country", Text(en="The target names no country.", pl="Nie podano kraju."), _example()
        )
    pack = find_pack(str(given["country"]))
    filters = read_filters(pack, given, within="target")
    result: dict[str, Any] = {"country": pack.country} | filters
    if "quotas" in given:
        result["quotas"] = read_quotas(pack, given["quotas"], Filters.model_construct(**filters))
    if wishes := _wishes(given.get("not_expressed")):
        result["not_expressed"] = wishes
    return result


def _wishes(raw: Any) -> list[str]:
    said = [raw] if isinstance(raw, str) else raw or []
    if not isinstance(said, list | tuple) or not all(isinstance(s, str) for s in said):
        raise invalid_argument(
            "target.not_expressed",
            Text(en="not_expressed must be a list of texts.", pl="not_expressed musi być listą tekstów."),
            Text(en='E.g. ["half with children"].', pl='Np. ["połowa z dziećmi"].'),
        )
    wishes = list(dict.fromkeys(" ".join(s.split()) for s in said if s.strip()))
    if len(wishes) > MOST_WISHES or any(len(w) > LONGEST_WISH for w in wishes):
        raise invalid_argument(
            "target.not_expressed",
            Text(en="not_expressed is too long.", pl="Pole not_expressed jest za długie."),
            Text(
                en=f"Give at most {MOST_WISHES} texts of at most {LONGEST_WISH} characters.",
                pl=f"Podaj najwyżej {MOST_WISHES} tekstów, każdy do {LONGEST_WISH} znaków.",
            ),
        )
    return wishes


def _example() -> Text:
    countries = ", ".join(available_packs())
    return Text(
        en=f'Give at least the country (one of: {countries}), e.g. {{"country": "PL", "age_min": 25}}.',
        pl=f'Podaj co najmniej kraj (jeden z: {countries}), np. {{"country": "PL", "age_min": 25}}.',
    )
