"""Several rows answered on the same columns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.drawing import draw_category
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.choice import one_of
from sight_domain.surveys.questions.faults import checked_options, refuse_unused
from sight_domain.surveys.questions.ordinal import direction
from sight_domain.surveys.questions.stated import stated_rows


@dataclass(frozen=True, kw_only=True)
class Matrix(Question):
    """One column for each row; columns are ordered, lowest first, and half see them the other way round."""

    type: ClassVar[QuestionType] = "matrix"
    method: ClassVar[str] = "probabilities"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        (
            {"rows": ["Price", "Taste"], "options": ["Bad", "Fair", "Good"]},
            {"Price": "Bad", "Taste": "Good"},
        ),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"rows": ["Price", "Taste"], "options": ["Bad", "Good"]}, {"Price": "Bad"}),
        ({"rows": ["Price", "Taste"], "options": ["Bad", "Good"]}, {"Price": "Bad", "Taste": "Fair"}),
        ({"rows": ["Price", "Taste"], "options": ["Bad", "Good"]}, {"Price": "Bad", "Time": "Good"}),
        ({"rows": ["Price", "Taste"], "options": ["Bad", "Good"]}, ["Bad", "Good"]),
    )

    rows: tuple[str, ...]
    options: tuple[str, ...]
    shuffle: bool = True

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Matrix:
        refuse_unused(draft, field, "rows", "options")
        return cls(
            **common(draft),
            rows=checked_options(draft.rows, f"{field}.rows", fewest=1),
            options=checked_options(draft.options, f"{field}.options"),
            shuffle=draft.shuffle,
        )

    @property
    def categories(self) -> tuple[str, ...]:
        return self.options

    @property
    def units(self) -> int:
        return len(self.rows)

    def order(self, chance: random.Random) -> list[int]:
        return direction(len(self.options), chance, self.shuffle)

    def shape(self) -> type[BaseModel]:
        return stated_rows(len(self.rows), len(self.options))

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return {
            row: self.options[order[draw_category(probabilities, chance)]]
            for row, probabilities in zip(self.rows, given.rows, strict=True)
        }

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, dict) or set(answer) != set(self.rows):
            raise ValueError(f"a column for each of: {', '.join(self.rows)}")
        return {row: one_of(answer[row], self.options) for row in self.rows}

    def in_words(self, answer: Answer) -> str:
        return (
            "; ".join(f"{row}: {column}" for row, column in answer.items())
            if isinstance(answer, dict)
            else ""
        )
