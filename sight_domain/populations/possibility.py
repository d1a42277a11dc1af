"""Who cannot exist: the rules that the sampler never breaks and the report checks again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.populations.families import family_contradictions
from sight_domain.populations.pack import Pack
from sight_domain.populations.target import age_bounds

EARLIEST_DEGREE = 22
YOUNGEST_ADULT = 18
EARLIEST_RETIREMENT = 55
LATEST_STUDENT = 34
WORKING = ("employed_private", "employed_public", "self_employed", "farmer")
LATEST_WORK = 79


def earliest_age(pack: Pack, education: str, income_bracket: str | None) -> int:
    """Youngest age at which somebody of this country has this education and income, in years."""
    degree = EARLIEST_DEGREE if education == "tertiary" else YOUNGEST_ADULT
    return max(degree, earliest_income(pack, income_bracket))


def earliest_income(pack: Pack, income_bracket: str | None) -> int:
    """Youngest age at which somebody of this country has such an income, in years; an unknown one asks for no age."""
    known = pack.dimensions.get("income_bracket", {})
    bracket = known.get(income_bracket) if income_bracket is not None else None
    return YOUNGEST_ADULT if bracket is None or bracket.from_age is None else bracket.from_age


def status_possible(status: str, age: int) -> bool:
    """Whether somebody of this age can have this status.

    Pensions start at 55 (early schemes; the statutory ages are 60 and 65), disability pensions turn into old-age ones
    at 65, nobody studies after 34 or works after 79.
    """
    if status == "retired":
        return age >= EARLIEST_RETIREMENT
    if status == "student":
        return age <= LATEST_STUDENT
    if status in ("disability_pension", "unemployed"):
        return age < 65
    return status not in WORKING or age <= LATEST_WORK


def contradictions(person: Mapping[str, Any], pack: Pack) -> list[str]:
    """Codes of the rules a person breaks; empty for a possible one. Facts that are missing break none."""
    age = person.get("age")
    if not isinstance(age, int):
        return []
    broken = []
    if person.get("education") == "tertiary" and age < EARLIEST_DEGREE:
        broken.append("degree_too_early")
    if age < earliest_income(pack, str(person.get("income_bracket"))):
        broken.append("income_too_early")
    if not status_possible(str(person.get("status")), age):
        broken.append("status_at_odds_with_age")
    group = person.get("age_group")
    if isinstance(group, str) and group[:1].isdigit() and not _inside(age, group):
        broken.append("age_outside_its_group")
    if person.get("status") == "student" and person.get("household") == "couple_with_children" and age < 21:
        broken.append("family_too_early")
    return broken + family_contradictions(person)


def _inside(age: int, group: str) -> bool:
    try:
        first, last = age_bounds(group)
    except ValueError:
        return False
    return first <= age <= last
