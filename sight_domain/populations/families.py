"""A person's family: partner, children and their ages, who lives under one roof, and the stage of life.

No public table joins these facts with age, sex and education, so they follow from the household by the pack's stated
assumptions (``families`` in ``pack.yaml``): ages of mothers at a first birth by birth cohort, numbers of children, shares of
the married, the divorced and the widowed. Every draw is possible: a parent is at least 17 years older than a child.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.populations.chance import choose
from sight_domain.populations.pack import Pack
from sight_domain.populations.schemas import Family

if TYPE_CHECKING:
    from numpy.random import Generator

WITH_CHILDREN = ("couple_with_children", "single_parent")
COUPLES = ("couple", "couple_with_children")
YOUNGEST_PARENT = 17
LATEST_CHILD = {"female": 45, "male": 55}
GROWN_UP = 19
# Before these ages hardly anybody has been divorced or widowed; from them on the pack's shares hold.
YOUNGEST_DIVORCED, YOUNGEST_WIDOWED = 23, 28
# From this age on, most who bring children up alone have been married.
MARRIED_BEFORE = 30
# Chance that a grown child still lives with its parents, by the child's age.
STAYS = ((19, 0.75), (23, 0.5), (26, 0.25), (31, 0.06))
# Years between siblings: a minimum and the mean of what comes on top.
GAP = (1.5, 2.3)
TRIES = 60


def draw_family(pack: Pack, *, household: str, age: int, gender: str, generator: Generator) -> Family:
    """The family of somebody who lives in this kind of household.

    Args:
        household: a code of the pack's ``household``.
        age: years.
    """
    marital = _draw_marital(pack, household, age, gender, generator)
    at_home, away = _draw_children(pack, household, marital, age, gender, generator)
    parents = 0
    others = 0
    if household == "with_parents":
        parents = 2 if generator.random() < (0.85 if age < 35 else 0.6 if age < 50 else 0.2) else 1
        others = int(generator.random() < (0.5 if age < 25 else 0.2))
    elif household == "with_relatives" and not at_home:
        others = 1 + int(generator.random() < 0.35)
    partner = int(marital in ("married", "partnered"))
    return Family(
        marital=marital,
        children_at_home=sorted(at_home),
        children_away=away,
        parents_at_home=parents,
        others_at_home=others,
        household_size=1 + partner + len(at_home) + parents + others,
    )


def life_stage(household: str, age: int, family: Family) -> str:
    """Code of the stage of life (labels: ``life_stage`` of the vocabulary)."""
    if household == "with_parents":
        return "with_parents"
    if household == "single_parent":
        return "single_parent"
    if family.children_at_home:
        youngest = family.children_at_home[0]
        if youngest >= GROWN_UP:
            return "grown_children_at_home"
        return "young_children" if youngest < 7 else "school_children"
    if household == "couple":
        if age >= 65:
            return "older_couple"
        return "empty_nest" if family.children_away else "couple_without_children"
    return "older_single" if age >= 65 else "single" if age >= 35 else "young_single"


def family_contradictions(person: Mapping[str, Any]) -> list[str]:
    """Codes of what cannot be in a stored person's family; empty where nothing is known of it."""
    family, age = person.get("family"), person.get("age")
    if not isinstance(family, Mapping) or not isinstance(age, int):
        return []
    broken = []
    children = [c for c in family.get("children_at_home") or () if isinstance(c, int)]
    if children and age - max(children) < YOUNGEST_PARENT:
        broken.append("child_too_old")
    if family.get("children_away") and age < YOUNGEST_PARENT + GROWN_UP:
        broken.append("child_too_old")
    with_children = person.get("household") in WITH_CHILDREN
    if with_children and not children:
        broken.append("household_without_its_children")
    together = family.get("marital") in ("married", "partnered")
    if together != (person.get("household") in COUPLES):
        broken.append("partner_at_odds_with_household")
    return broken


def _draw_marital(pack: Pack, household: str, age: int, gender: str, generator: Generator) -> str:
    assumed = pack.settings["families"]
    if household in COUPLES:
        return "married" if generator.random() < _at(assumed["married_couples"], age) else "partnered"
    widowed = _at(assumed["widowed"][gender], age) if age >= YOUNGEST_WIDOWED else 0.0
    divorced = _at(assumed["divorced"], age) * (1 - widowed) if age >= YOUNGEST_DIVORCED else 0.0
    if household == "with_parents":
        widowed, divorced = widowed * 0.2, divorced * 0.3
    if household == "single_parent" and age >= MARRIED_BEFORE:
        divorced = min(max(divorced, 0.45), 1 - widowed)
    return choose(("single", "divorced", "widowed"), (1 - widowed - divorced, divorced, widowed), generator)


def _draw_children(
    pack: Pack, household: str, marital: str, age: int, gender: str, generator: Generator
) -> tuple[list[int], int]:
    """Ages of the children at home, and the number of those who live elsewhere (all grown up)."""
    if household in WITH_CHILDREN:
        for _ in range(TRIES):
            at_home, away = _parted(_births(pack, age, gender, generator), generator)
            if at_home:
                return at_home, away
        return [max(0, min(age - YOUNGEST_PARENT - 5, 24))], 0
    ever = (
        0.0
        if marital == "single"
        else _at(pack.settings["families"]["parents_without_children_at_home"], age)
    )
    if household == "with_parents" or generator.random() >= ever:
        return [], 0
    for _ in range(TRIES):
        children = _births(pack, age, gender, generator)
        if children and min(children) >= GROWN_UP:
            if household == "with_relatives":
                return [min(children)], len(children) - 1
            return [], len(children)
    return [], 0


def _births(pack: Pack, age: int, gender: str, generator: Generator) -> list[int]:
    """Present ages of all children somebody of this age has had; the first is born by the pack's cohort means."""
    assumed = pack.settings["families"]
    first = assumed["first_child"]
    mean = _at(first["mean_age_of_mothers"], pack.reference_year - age)
    if gender == "male":
        mean += first["fathers_older_by"]
    number = choose(
        range(1, len(assumed["numbers_of_children"]) + 1), assumed["numbers_of_children"], generator
    )
    at = max(YOUNGEST_PARENT + 1.0, generator.normal(mean, first["spread"]))
    ages = []
    for _ in range(number):
        if at > min(age, LATEST_CHILD[gender]):
            break
        ages.append(min(int(age - at), age - YOUNGEST_PARENT))
        at += GAP[0] + generator.exponential(GAP[1])
    return ages


def _parted(children: Sequence[int], generator: Generator) -> tuple[list[int], int]:
    at_home = []
    for child in children:
        stays = 1.0 if child < GROWN_UP else STAYS[bisect_right([a for a, _ in STAYS], child) - 1][1]
        if generator.random() < stays:
            at_home.append(child)
    return at_home, len(children) - len(at_home)


def _at(steps: Mapping[int, float], position: float) -> float:
    """The value at a position, linear between the steps and level beyond them."""
    known = sorted(steps)
    if position <= known[0]:
        return float(steps[known[0]])
    if position >= known[-1]:
        return float(steps[known[-1]])
    right = bisect_right(known, position)
    low, high = known[right - 1], known[right]
    return float(steps[low] + (steps[high] - steps[low]) * (position - low) / (high - low))
