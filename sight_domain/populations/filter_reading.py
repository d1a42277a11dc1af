"""Filters as people write them, turned into the pack's codes or refused with the field at fault."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filters import FILTERS, OLDEST, YOUNGEST
from sight_domain.populations.pack import Pack
from sight_domain.populations.packs import fold
from sight_domain.populations.spelling import category_code


def read_filters(pack: Pack, given: Mapping[str, Any], *, within: str) -> dict[str, Any]:
    """The filters among ``given``, normalised; ``within`` (``target``, ``boost``) starts the names of fields in errors.

    Raises:
        SightError: ``invalid_argument`` or, for a dimension the pack lacks, ``unsupported``.
    """
    result: dict[str, Any] = dict(_ages(given, within))
    for field, dimension in FILTERS.items():
        if given.get(field) is not None:
            result[field] = _categories(pack, dimension, given[field], f"{within}.{field}")
    return result


def refuse_unknown_fields(raw: Mapping[str, Any], fields: Sequence[str], *, within: str) -> None:
    """``invalid_argument`` for a key that is no field, with the nearest that is."""
    for key in raw:
        if key in fields:
            continue
        near = difflib.get_close_matches(fold(str(key)), fields, n=1, cutoff=0.5)
        guess = near[0] if near else None
        rest = within == "target"
        raise invalid_argument(
            f"{within}.{key}",
            Text(
                en=f"Unknown field {key!r}." + (f" Did you mean {guess!r}?" if guess else ""),
                pl=f"Nieznane pole {key!r}." + (f" Czy chodziło o {guess!r}?" if guess else ""),
            ),
            Text(
                en=f"Fields: {', '.join(fields)}."
                + (" What no field expresses goes into not_expressed, in words." if rest else ""),
                pl=f"Pola: {', '.join(fields)}."
                + (" To, czego nie wyraża żadne pole, podaj słowami w not_expressed." if rest else ""),
            ),
        )


def _ages(given: Mapping[str, Any], within: str) -> dict[str, int]:
    ages: dict[str, int] = {}
    for field in ("age_min", "age_max"):
        if given.get(field) is None:
            continue
        age = _whole_number(given[field])
        if age is None or not YOUNGEST <= age <= OLDEST:
            nearest = None if age is None else min(max(age, YOUNGEST), OLDEST)
            raise invalid_argument(
                f"{within}.{field}",
                Text(
                    en=f"{given[field]!r} is not an age we can draw.",
                    pl=f"{given[field]!r} to wiek spoza zakresu.",
                ),
                Text(
                    en=f"Give whole years from {YOUNGEST} to {OLDEST}"
                    + (f"; the nearest is {nearest}." if nearest else "."),
                    pl=f"Podaj pełne lata od {YOUNGEST} do {OLDEST}"
                    + (f"; najbliższa możliwa wartość to {nearest}." if nearest else "."),
                ),
            )
        ages[field] = age
    if ages.get("age_min", YOUNGEST) > ages.get("age_max", OLDEST):
        raise _ages_swapped(ages, within)
    return ages


def _ages_swapped(ages: Mapping[str, int], within: str) -> SightError:
    low, high = ages["age_min"], ages["age_max"]
    return invalid_argument(
        f"{within}.age_min",
        Text(
            en=f"age_min {low} is above age_max {high}.", pl=f"age_min {low} jest większe niż age_max {high}."
        ),
        Text(
            en=f"Swap them (age_min {high}, age_max {low}) or change one.",
            pl=f"Zamień je miejscami (age_min {high}, age_max {low}) albo zmień jedną z wartości.",
        ),
    )


def _whole_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    return None


def _categories(pack: Pack, dimension: str, chosen: Any, field: str) -> list[str]:
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
