"""What follows from a person's cell: single age, city, status, place among incomes, household and family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sight_domain.populations.chance import choose
from sight_domain.populations.families import draw_family, life_stage
from sight_domain.populations.joint import ages_given
from sight_domain.populations.pack import Pack
from sight_domain.populations.possibility import status_possible
from sight_domain.populations.target import OLDEST, YOUNGEST, TargetPopulation

if TYPE_CHECKING:
    from numpy.random import Generator

# Assumption: farms by settlement class, relative to the country.
FARMING = {"rural": 1.0, "town_under_100k": 0.2, "city_100k_499k": 0.02, "city_500k_plus": 0.01}


def draw_facts(target: TargetPopulation, cell: Sequence[int], generator: Generator) -> dict[str, Any]:
    """The facts of one person: those of the cell, and what follows from them. What the pack lacks is ``None``.

    Args:
        cell: indices in the order of ``pack.sampled``.

    Returns:
        The fields of ``Respondent`` from ``country`` to ``life_stage``, without names and occupation.
    """
    pack = target.pack
    place = dict(zip(pack.sampled, cell, strict=True))
    person: dict[str, Any] = {
        "country": pack.country,
        "region": None,
        "settlement": None,
        "income_bracket": None,
    }
    person |= {d: pack.codes(d)[c] for d, c in place.items()}
    of_age = [place[d] for d in ("age_group", "gender", "education", "income_bracket") if d in place]
    person["age"] = draw_age(target, of_age, generator)
    person["status"] = draw_status(pack, person, generator) if "status" in pack.attributes else None
    person["city"] = draw_city(pack, person["region"], person["settlement"], generator)
    person["income_rank"] = income_rank(pack, person["income_bracket"], generator)
    return person | _home(pack, person, generator)


def _home(pack: Pack, person: dict[str, Any], generator: Generator) -> dict[str, Any]:
    if "household" not in pack.attributes:
        return {"household": None, "family": None, "life_stage": None}
    known = {k: person[k] for k in ("age", "gender")}
    household = draw_household(
        pack, age_group=person["age_group"], status=person["status"], generator=generator, **known
    )
    family = draw_family(pack, household=household, generator=generator, **known)
    return {
        "household": household,
        "family": family.model_dump(),
        "life_stage": life_stage(household, person["age"], family),
    }


def draw_age(target: TargetPopulation, cell: Sequence[int], generator: Generator) -> int:
    """Single age within the cell's age group and the target's filter, as frequent as in the population.

    Args:
        cell: indices of age group, gender, education and, where the pack has it, income bracket.
    """
    weights = _age_weights(target.pack, target.youngest, target.oldest, *cell)
    return choose(range(YOUNGEST, OLDEST + 1), weights, generator)


@lru_cache(maxsize=4096)
def _age_weights(pack: Pack, youngest: int, oldest: int, *cell: int) -> list[float]:
    limits = TargetPopulation.model_construct(country=pack.country, age_min=youngest, age_max=oldest)
    return ages_given(limits, *cell).tolist()


def draw_city(pack: Pack, region: str | None, settlement: str | None, generator: Generator) -> str | None:
    """A city of 100,000 or more of that region and class, by population; None for villages and towns."""
    if region is None or settlement is None:
        return None
    cities = [r for r in pack.table("cities") if r["region"] == region and r["settlement"] == settlement]
    if not cities:
        return None
    return choose([r["city"] for r in cities], [float(r["population"]) for r in cities], generator)


def draw_status(pack: Pack, person: Mapping[str, Any], generator: Generator) -> str:
    """Socio-occupational status given age, sex, education and income, and (for farmers) settlement.

    Args:
        person: ``age``, ``age_group``, ``gender``, ``education``, ``income_bracket``, ``settlement``.
    """
    age, gender, settlement = person["age"], person["gender"], person["settlement"]
    row = _status_counts(pack)[person["age_group"], gender, person["education"]]
    statuses = list(pack.attributes["status"])
    weights = [
        row.get((status, person["income_bracket"]), 0.0)
        * age_factor(status, age, pack.settings["retirement"][gender])
        * (FARMING[settlement] if settlement is not None and status == "farmer" else 1.0)
        for status in statuses
    ]
    if sum(weights) <= 0:
        weights = [float(status_possible(s, age) and s != "student") for s in statuses]
    return choose(statuses, weights, generator)


@lru_cache(maxsize=8)
def _status_counts(pack: Pack) -> dict[tuple[str, str, str], dict[tuple[str, str | None], float]]:
    counts: dict[tuple[str, str, str], dict[tuple[str, str | None], float]] = {}
    for row in pack.table("work_and_income"):
        cell = counts.setdefault((row["age_group"], row["gender"], row["education"]), {})
        for bracket in pack.codes("income_bracket"):
            cell[row["status"], bracket] = float(row[bracket])
        if "persons" in row:
            cell[row["status"], None] = float(row["persons"])
    return counts


def age_factor(status: str, age: int, retirement_age: int) -> float:
    """How a status leans within its age group: an assumption that follows the statutory ages.

    Most retire from the statutory age of their sex, a few before; study ends mostly by 25; work after 65 fades out by 80.
    """
    if not status_possible(status, age):
        return 0.0
    if status == "retired":
        return 1.0 if age >= 65 else 3.0 if age >= retirement_age else 0.25
    if status == "student":
        return 3.0 if age < 20 else 1.0 if age < 26 else 0.25
    if age >= 65:
        return 1.0 if status == "inactive" else 3.0 if age < 70 else 0.8 if age < 75 else 0.2
    if status in ("self_employed", "farmer") and age < 21:
        return 0.1
    return 1.0


def income_rank(pack: Pack, income_bracket: str | None, generator: Generator) -> float | None:
    """Place among the country's adults by income, 0 (lowest) to 1, even within the bracket; None without brackets."""
    if income_bracket is None:
        return None
    low, high = _bracket_ranks(pack)[income_bracket]
    return round(low + (high - low) * generator.random(), 4)


@lru_cache(maxsize=8)
def _bracket_ranks(pack: Pack) -> dict[str, tuple[float, float]]:
    totals = {
        b: sum(float(r[b]) for r in pack.table("work_and_income")) for b in pack.codes("income_bracket")
    }
    everybody, reached, ranks = sum(totals.values()), 0.0, {}
    for bracket, people in totals.items():
        ranks[bracket] = reached / everybody, (reached + people) / everybody
        reached += people
    return ranks


def draw_household(
    pack: Pack, *, age: int, age_group: str, gender: str, status: str | None, generator: Generator
) -> str:
    """With whom somebody lives, given age group and sex (rounded assumptions, named in the pack)."""
    row = next(r for r in pack.table("households") if r["age_group"] == age_group and r["gender"] == gender)
    kinds = list(pack.attributes["household"])
    weights = [float(row[kind]) * _household_factor(kind, age, status) for kind in kinds]
    return choose(kinds, weights, generator)


def _household_factor(kind: str, age: int, status: str | None) -> float:
    children = kind in ("couple_with_children", "single_parent")
    if age < 21:
        return 0.0 if children or kind == "couple" else 1.0
    if status == "student":
        return 0.1 if children else 1.0
    if age >= 25 and age < 30:
        return 0.5 if children else 1.5 if kind == "with_parents" else 1.0
    if age >= 30 and age < 35:
        return 1.5 if children else 0.6 if kind == "with_parents" else 1.0
    if age >= 75:
        return 0.0 if children else 0.5 if kind == "couple" and age >= 80 else 1.0
    return 1.0
