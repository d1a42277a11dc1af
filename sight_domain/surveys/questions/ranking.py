"""Options put in order of preference."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.drawing import draw_ranking
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.choice import one_of
from sight_domain.surveys.questions.faults import checked_options, refuse_unused
from sight_domain.surveys.questions.stated import stated_strengths


@dataclass(frozen=True, kw_only=True)
class Ranking(Question):
    """All options, best first."""

    type: ClassVar[QuestionType] = "ranking"
    method: ClassVar[str] = "strengths"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Price", "Taste", "Time"]}, ["Time", "Price", "Taste"]),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Price", "Taste", "Time"]}, ["Time", "Price"]),
        ({"options": ["Price", "Taste", "Time"]}, ["Time", "Time", "Price"]),
        ({"options": ["Price", "Taste", "Time"]}, "Time"),
    )

    options: tuple[str, ...]
    shuffle: bool = True

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Ranking:
        refuse_unused(draft, field, "options")
        options = checked_options(draft.options, f"{field}.options")
        return cls(**common(draft), options=options, shuffle=draft.shuffle)

    @property
    def categories(self) -> tuple[str, ...]:
        return self.options

    def order(self, chance: random.Random) -> list[int]:
        listed = list(range(len(self.options)))
        if self.shuffle:
            chance.shuffle(listed)
        return listed

    def shape(self) -> type[BaseModel]:
        return stated_strengths(len(self.options))

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return [self.options[order[place]] for place in draw_ranking(given.strengths, chance)]

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, list):
            raise ValueError("a list of all options, best first")
        ranked = [one_of(option, self.options) for option in answer]
        if len(ranked) != len(self.options) or len(set(ranked)) != len(ranked):
            raise ValueError("every option exactly once")
        return ranked

    def in_words(self, answer: Answer) -> str:
        return " > ".join(answer) if isinstance(answer, list) else str(answer)
