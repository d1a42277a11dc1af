"""Filters that leave nobody: which of them exclude each other, and what each could be instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filters import FILTERS, OLDEST, YOUNGEST, Filters
from sight_domain.populations.target import TargetPopulation

AGES = ("age_min", "age_max")


def nobody(target: TargetPopulation, persons: Callable[[TargetPopulation], float]) -> SightError:
    """The refusal of a target without people.

    Args:
        persons: how many people a target has; quotas play no part.
    """
    conflict = _conflict(target, persons)
    choices = [c for fields in conflict if (c := _instead(target, fields, persons))]
    named = ", ".join("/".join(fields) for fields in conflict)
    return invalid_argument(
        "target",
        Text(
            en=f"These filters leave nobody in the population; together they exclude each other: {named}.",
            pl=f"Te filtry nie pozostawiają nikogo w populacji; razem wykluczają się: {named}.",
        ),
        Text(
            en=f"Nearest possible: {'; or '.join(choices)}." if choices else "Leave one of them out.",
            pl=f"Najbliższy możliwy wybór: {'; albo '.join(choices)}." if choices else "Pomiń jeden z nich.",
        ),
    )


def _conflict(
    target: TargetPopulation, persons: Callable[[TargetPopulation], float]
) -> list[tuple[str, ...]]:
    """The fewest filters that already leave nobody; the two ages count as one."""
    kept: list[tuple[str, ...]] = [(f,) for f in FILTERS if getattr(target, f) is not None]
    if ages := tuple(f for f in AGES if getattr(target, f) is not None):
        kept.append(ages)
    for fields in list(kept):
        without = [k for k in kept if k != fields]
        if without and persons(_only(target, without)) <= 0:
            kept = without
    return kept


def _instead(
    target: TargetPopulation, fields: tuple[str, ...], persons: Callable[[TargetPopulation], float]
) -> str:
    """What a filter could be with all the others as they are: its categories with people, or the nearest ages."""
    if fields[0] in FILTERS:
        dimension = FILTERS[fields[0]]
        found = [
            code
            for code in target.pack.codes(dimension)
            if persons(target.model_copy(update={fields[0]: [code]})) > 0
        ]
        return f"{fields[0]} {found}".replace("'", "") if found else ""
    for years in range(1, OLDEST - YOUNGEST + 1):
        for wider in _widened(target, years):
            if persons(wider) > 0:
                return ", ".join(
                    f"{f} {getattr(wider, f)}" for f in AGES if getattr(wider, f) != getattr(target, f)
                )
    return ""


def _widened(target: TargetPopulation, years: int) -> list[TargetPopulation]:
    wider: list[TargetPopulation] = []
    if target.age_max is not None and target.age_max + years <= OLDEST:
        wider.append(target.model_copy(update={"age_max": target.age_max + years}))
    if target.age_min is not None and target.age_min - years >= YOUNGEST:
        wider.append(target.model_copy(update={"age_min": target.age_min - years}))
    return wider


def _only(target: TargetPopulation, kept: list[tuple[str, ...]]) -> TargetPopulation:
    keep = {f for fields in kept for f in fields}
    dropped: dict[str, Any] = {f: None for f in Filters.model_fields if f not in keep}
    return target.model_copy(update=dropped)
