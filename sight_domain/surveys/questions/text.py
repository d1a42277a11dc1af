"""An answer in the respondent's own words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.faults import refuse_unused
from sight_domain.surveys.questions.stated import LONGEST_TEXT, StatedText


@dataclass(frozen=True, kw_only=True)
class OpenText(Question):
    """A text, stored as it was written."""

    type: ClassVar[QuestionType] = "open_text"
    method: ClassVar[str] = "verbatim"
    valid_examples: ClassVar[tuple[Example, ...]] = (({}, "It is too dear for me."), ({}, "Żółć."))
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({}, ""),
        ({}, "   "),
        ({}, 5),
        ({}, "x" * (LONGEST_TEXT + 1)),
    )

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> OpenText:
        refuse_unused(draft, field)
        return cls(**common(draft))

    def shape(self) -> type[BaseModel]:
        return StatedText

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return given.text.strip()

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, str) or not answer.strip() or len(answer) > LONGEST_TEXT:
            raise ValueError(f"a text of 1 to {LONGEST_TEXT} characters")
        return answer.strip()

    def in_words(self, answer: Answer) -> str:
        return str(answer)
