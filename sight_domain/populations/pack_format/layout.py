"""What a country pack's files may hold: the tables, their columns, and the codes that every pack shares.

A column is a key (its values are categories of a dimension or attribute), a number with its range, or text. Column names
ending in ``*`` stand for one column for each category: ``education*`` is ``primary,secondary,...`` in the pack's order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FORMAT = 1
# All the dimensions there can be, in the order of every joint's axes; a pack has those that its figures allow.
DIMENSIONS = ("region", "settlement", "age_group", "gender", "education", "income_bracket")
REQUIRED_DIMENSIONS = ("age_group", "gender", "education")
YOUNGEST, OLDEST = 18, 100
# Codes with one meaning in every country; a pack has all or some of them. Regions and incomes are a country's own.
SHARED_CODES: Mapping[str, tuple[str, ...]] = {
    "gender": ("female", "male"),
    "education": ("primary", "vocational", "secondary", "post_secondary", "tertiary"),
    "settlement": ("rural", "town_under_100k", "city_100k_499k", "city_500k_plus"),
    "status": (
        "employed_private", "employed_public", "self_employed", "farmer", "student", "retired",
        "disability_pension", "unemployed", "inactive",
    ),
    "household": (
        "with_parents", "alone", "couple", "couple_with_children", "single_parent", "with_relatives",
    ),
}  # fmt: skip
TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
HOFSTEDE = (
    "power_distance", "individualism", "masculinity", "uncertainty_avoidance", "long_term_orientation", "indulgence",
)  # fmt: skip
ALL_COHORTS = "all"
EARLIEST_DECADE, LATEST_DECADE = 1920, 2000


@dataclass(frozen=True, slots=True)
class Number:
    """A column of numbers from ``least`` to ``most``, both included."""

    least: float = 0.0
    most: float = 1e12


COUNT, SHARE = Number(), Number(0, 1)


@dataclass(frozen=True, slots=True)
class Layout:
    """One table: its key columns, which make a row unique, its numbers and its texts.

    ``needs`` names the dimensions and attributes without which there is no such table; ``required`` says that every pack
    has it, as far as ``needs`` are met.
    """

    keys: Sequence[str]
    numbers: Mapping[str, Number]
    texts: Sequence[str] = ()
    needs: Sequence[str] = ()
    required: bool = False


TABLES: Mapping[str, Layout] = {
    "residents": Layout(
        ("region", "settlement", "age_group", "gender"), {"education*": COUNT}, required=True
    ),
    "ages": Layout(("age", "gender"), {"education*": COUNT}, required=True),
    "work_and_income": Layout(
        ("age_group", "gender", "education", "status"), {"income_bracket*": COUNT}, needs=("status",), required=True
    ),
    "households": Layout(
        ("age_group", "gender"), {"household*": SHARE}, needs=("household",), required=True
    ),
    "traits": Layout(
        ("gender", "from_age", "trait"), {"mean": SHARE, "sd": Number(0.01, 0.5)}, required=True
    ),
    "given_names": Layout(("gender", "birth_decade", "name"), {"share": SHARE}, required=True),
    "surnames": Layout(("male", "female"), {"weight": Number(1e-12)}, required=True),
    "cities": Layout(
        ("city", "region", "settlement"), {"population": Number(1)}, needs=("region", "settlement")
    ),
    "occupation_groups": Layout(
        ("gender", "education"), {str(i): SHARE for i in range(1, 10)}, needs=("status",), required=True
    ),
    "occupations": Layout(
        ("en", "levels"),
        {
            "isco": Number(1, 9), "min_age": Number(15, 100), "max_age": Number(15, 100), "women": SHARE,
            "pay": Number(0.1, 20),
        },
        ("pl_male", "pl_female", "sectors", "modern"), needs=("status",), required=True,
    ),
    "studies": Layout(
        ("en",), {"women": SHARE}, ("pl", "second_cycle"), needs=("status",), required=True
    ),
}  # fmt: skip
# Sections of pack.yaml with figures of their own, which need a provenance as the tables do.
SECTIONS = ("hofstede", "trait_correlations", "families", "retirement")


def columns(name: str, categories: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The columns of a table in a pack with these categories, keys first; keys of dimensions it lacks fall away."""
    layout = TABLES[name]
    keys = [k for k in layout.keys if k not in DIMENSIONS or k in categories]
    return (*keys, *numbers(name, categories), *layout.texts)


def numbers(name: str, categories: Mapping[str, Sequence[str]]) -> dict[str, Number]:
    """The columns of numbers of a table in a pack with these categories.

    Without incomes, ``work_and_income`` has the one column ``persons``.
    """
    result: dict[str, Number] = {}
    for column, number in TABLES[name].numbers.items():
        if not column.endswith("*"):
            result[column] = number
            continue
        codes = categories.get(column[:-1]) or ("persons",)
        result |= dict.fromkeys(codes, number)
    return result
