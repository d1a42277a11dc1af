"""A number: an amount, a frequency."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.drawing import draw_number
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.faults import checked_bounds, refuse_unused
from sight_domain.surveys.questions.stated import StatedRange


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A number from `least` to `most`; whole where both bounds are and lie more than 1 apart."""

    type: ClassVar[QuestionType] = "numeric"
    method: ClassVar[str] = "quantiles"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        ({"min": 0, "max": 300}, 45),
        ({"min": 0, "max": 1}, 0.25),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"min": 0, "max": 300}, 301),
        ({"min": 0, "max": 300}, 45.5),
        ({"min": 0, "max": 300}, "45"),
        ({"min": 0, "max": 300}, float("nan")),
        ({"min": 0, "max": 300}, False),
    )

    least: float
    most: float

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Numeric:
        refuse_unused(draft, field, "min", "max")
        least, most = checked_bounds(draft.min, draft.max, field)
        return cls(**common(draft), least=least, most=most)

    @property
    def whole(self) -> bool:
        return self.least.is_integer() and self.most.is_integer() and self.most - self.least > 1

    def shape(self) -> type[BaseModel]:
        return StatedRange

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        number = draw_number(given.low, given.middle, given.high, chance, least=self.least, most=self.most)
        return round(number) if self.whole else round(number, 4)

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, int | float) or isinstance(answer, bool) or not math.isfinite(answer):
            raise ValueError("a number")
        if not self.least <= answer <= self.most or (self.whole and answer != int(answer)):
            raise ValueError(f"a {'whole ' if self.whole else ''}number from {self.least:g} to {self.most:g}")
        return int(answer) if self.whole else float(answer)

    def in_words(self, answer: Answer) -> str:
        return f"{answer:g}" if isinstance(answer, int | float) else str(answer)
