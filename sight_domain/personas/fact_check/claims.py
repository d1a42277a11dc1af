"""What a text says about a respondent, as far as it can be held against the drawn facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The sort of fact a claim is about; findings carry it as their code."""

    AGE = "age"
    NAME = "name"
    PLACE = "place"
    OCCUPATION = "occupation"
    EDUCATION = "education"
    FAMILY = "family"
    INCOME = "income"
    GENDER = "gender"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about the respondent.

    Attributes:
        kind: what it is about.
        says: what it says, in the terms of `kind`:
            age ``(lowest, highest)`` in years; name ``(given, surname or "")``;
            place ``("city" | "other_place" | "region" | "settlement", name)``;
            occupation ``("status", code)``, ``("job", title)`` or ``("past_job", title)``;
            education ``("has" | "only", level)``;
            family ``(relation,)`` or ``("children", number)``;
            income ``("amount", lowest, highest)`` a month or ``("means", "low" | "high")``;
            gender ``("female" | "male",)``.
        excerpt: the words of the text.
    """

    kind: Kind
    says: tuple[str | int, ...]
    excerpt: str
