"""The drawn facts of a respondent in the terms of the claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = ("primary", "vocational", "secondary", "tertiary")
WITH_PARTNER = frozenset({"partnered", "married"})
_FORMER = re.compile(r"(?:dawniej|ostatnio|formerly|last worked as:?)\s+(?P<job>.+)$")
_WORKING = frozenset({"employed_private", "employed_public", "self_employed", "farmer"})
# What a household code alone says, for respondents drawn without a family: partner, children, parents (None: unknown).
_HOUSEHOLDS: Mapping[str, tuple[str | None, int | None, int]] = {
    "with_parents": ("single", 0, 1),
    "alone": ("single", 0, 0),
    "couple": ("partner", 0, 0),
    "couple_with_children": ("partner", None, 0),
    "single_parent": ("single", None, 0),
}


@dataclass(frozen=True, slots=True)
class Family:
    """`marital` is ``partner`` where only a partner is known of, ``None`` where nothing is.

    `children` holds every number of children that a text may name; ``None``: there are some, how many is not known.
    """

    marital: str | None
    children: frozenset[int] | None
    grown_children: bool
    alone: bool | None
    parents: bool | None

    @property
    def childless(self) -> bool:
        return self.children == frozenset({0})

    @property
    def partner(self) -> bool | None:
        return None if self.marital is None else self.marital in (*WITH_PARTNER, "partner")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one respondent; ``None`` where the country's figures say nothing."""

    given_name: str
    surname: str
    gender: str
    age: int
    city: str | None
    region: str | None
    settlement: str | None
    education: str | None
    status: str | None
    job: str | None
    past_job: str | None
    occupation: str | None
    income: tuple[int, int | None] | None
    income_rank: float | None
    family: Family | None

    @property
    def working(self) -> bool:
        return self.status in _WORKING


def known_of(respondent: Mapping[str, Any]) -> Known:
    """Read a stored respondent (`populations.schemas.Respondent` as a dictionary)."""
    given, full = str(respondent["given_name"]), str(respondent["full_name"])
    occupation, status = respondent.get("occupation"), respondent.get("status")
    former = _FORMER.search(occupation or "")
    return Known(
        given_name=given,
        surname=full.removeprefix(given).strip(),
        gender=respondent["gender"],
        age=respondent["age"],
        city=respondent.get("city"),
        region=respondent.get("region"),
        settlement=respondent.get("settlement"),
        education=respondent.get("education"),
        status=status,
        job=occupation if status in _WORKING else None,
        past_job=former["job"] if former else None,
        occupation=occupation,
        income=_bracket(respondent.get("income_bracket")),
        income_rank=respondent.get("income_rank"),
        family=_family(respondent),
    )


def _bracket(code: str | None) -> tuple[int, int | None] | None:
    """Lowest and highest monthly amount of a bracket such as ``3000_4500``; None for fifths and unknown incomes."""
    amounts = [int(amount) for amount in re.findall(r"\d{3,}", code or "")]
    match code, amounts:
        case str(), [low, high]:
            return low, high
        case str(), [limit] if code.startswith("under"):
            return 0, limit
        case str(), [limit] if code.startswith("over"):
            return limit, None
        case _:
            return None


def _family(respondent: Mapping[str, Any]) -> Family | None:
    if drawn := respondent.get("family"):
        at_home, away = len(drawn["children_at_home"]), int(drawn["children_away"])
        return Family(
            marital=drawn["marital"],
            children=frozenset({at_home + away} | ({at_home} if at_home else set())),
            grown_children=away > 0 or any(age >= 18 for age in drawn["children_at_home"]),
            alone=drawn["household_size"] == 1,
            parents=drawn["parents_at_home"] > 0,
        )
    household = _HOUSEHOLDS.get(str(respondent.get("household")))
    if household is None:
        return None
    marital, children, parents = household
    return Family(
        marital=marital,
        children=None if children is None else frozenset({children}),
        grown_children=False,
        alone=respondent.get("household") == "alone",
        parents=bool(parents),
    )
