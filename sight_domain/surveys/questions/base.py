"""What every question type knows: its answers, how they are asked of a respondent, how one is drawn."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, AnswerMethod, Condition, QuestionDraft, QuestionType

Example = tuple[dict[str, Any], object]
"""``(the question's own fields beside id, type and text, an answer)``."""


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """One question, checked.

    A respondent is asked for an instance of `shape`; from it `draw` makes the answer, which `validated` would accept.
    The examples are the type's tests.
    """

    type: ClassVar[QuestionType]
    method: ClassVar[str]
    """How an answer comes about when the question does not say otherwise; recorded with the answer."""
    valid_examples: ClassVar[tuple[Example, ...]]
    invalid_examples: ClassVar[tuple[Example, ...]]

    id: str
    text: str
    show_if: Condition | None = None
    reverse_of: str | None = None
    asked_by: AnswerMethod | None = None

    @classmethod
    @abstractmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Self:
        """The question of a draft; ``invalid_argument`` naming the part of `field` that cannot be used."""

    @abstractmethod
    def shape(self) -> type[BaseModel]:
        """What a respondent is asked to give, options in the order shown."""

    @abstractmethod
    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        """The answer from an instance of `shape`; `order[i]` is the option shown in place i."""

    @abstractmethod
    def validated(self, answer: object) -> Answer:
        """`answer` in its stored form; ValueError when it is none of this question's."""

    @abstractmethod
    def in_words(self, answer: Answer) -> str:
        """The answer as it is put into later questions and prompts."""

    def order(self, chance: random.Random) -> list[int]:
        """The order in which this respondent is shown the options; empty where there are none."""
        return []

    @property
    def categories(self) -> tuple[str, ...]:
        """The closed list of what can be answered, in order; empty for numbers and texts."""
        return ()

    @property
    def units(self) -> int:
        """How many answers it asks for: the rows of a matrix, else 1."""
        return 1


def common(draft: QuestionDraft) -> dict[str, Any]:
    """The fields every question takes from its draft."""
    return {
        "id": draft.id or "",
        "text": draft.text.strip(),
        "show_if": draft.show_if,
        "reverse_of": draft.reverse_of,
        "asked_by": draft.method,
    }
