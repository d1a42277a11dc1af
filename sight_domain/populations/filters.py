"""Filters on a country's adults: which of them may be in a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.populations.pack import Pack

YOUNGEST, OLDEST = 18, 100
# The field of a target, and the dimension it filters.
FILTERS = {
    "genders": "gender", "regions": "region", "settlements": "settlement",
    "education": "education", "income": "income_bracket",
}  # fmt: skip


class Filters(BaseModel):
    """Whom a target or a boost admits. Everything left out means everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    age_min: int | None = Field(default=None, description="Youngest age, 18-100.")
    age_max: int | None = Field(default=None, description="Oldest age, 18-100.")
    genders: list[str] | None = Field(default=None, description="female, male.")
    regions: list[str] | None = Field(default=None, description="E.g. mazowieckie.")
    settlements: list[str] | None = Field(
        default=None, description="rural, town_under_100k, city_100k_499k, city_500k_plus."
    )
    education: list[str] | None = Field(default=None, description="primary, vocational, secondary, tertiary.")
    income: list[str] | None = Field(
        default=None,
        description="Net monthly: under_3000, 3000_4500, 4500_6000, 6000_7500, 7500_10000, over_10000.",
    )

    @property
    def youngest(self) -> int:
        """Youngest age admitted, in years."""
        return self.age_min if self.age_min is not None else YOUNGEST

    @property
    def oldest(self) -> int:
        """Oldest age admitted, in years; 100 stands for 100 and over."""
        return self.age_max if self.age_max is not None else OLDEST

    @property
    def given(self) -> dict[str, Any]:
        """The filters that are set, by field."""
        return {f: v for f in Filters.model_fields if (v := getattr(self, f)) is not None}

    def admitted_of(self, pack: Pack, dimension: str) -> tuple[str, ...]:
        """Categories of a pack's dimension that the filters let through, in the pack's order."""
        codes = pack.codes(dimension)
        if dimension == "age_group":
            return tuple(
                c for c in codes if age_bounds(c)[0] <= self.oldest and self.youngest <= age_bounds(c)[1]
            )
        chosen = next((getattr(self, field) for field, d in FILTERS.items() if d == dimension), None)
        return codes if chosen is None else tuple(c for c in codes if c in chosen)

    def holds(self, person: Mapping[str, Any]) -> bool:
        """Whether a person's facts pass every filter; a fact that is missing does not."""
        age = person.get("age")
        if (self.age_min is not None or self.age_max is not None) and not (
            isinstance(age, int) and self.youngest <= age <= self.oldest
        ):
            return False
        chosen = {dimension: getattr(self, field) for field, dimension in FILTERS.items()}
        return all(codes is None or person.get(d) in codes for d, codes in chosen.items())


def age_bounds(age_group: str) -> tuple[int, int]:
    """First and last age of an age group's code: ``25-34`` -> (25, 34), ``65+`` -> (65, 100)."""
    if age_group.endswith("+"):
        return int(age_group[:-1]), OLDEST
    first, last = age_group.split("-")
    return int(first), int(last)
