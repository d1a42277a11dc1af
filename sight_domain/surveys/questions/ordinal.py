"""Ordered answers: agreement with a statement, points of a scale."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.drawing import draw_category
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.choice import one_of
from sight_domain.surveys.questions.faults import (
    checked_bounds,
    checked_options,
    checked_reference,
    fault,
    refuse_unused,
)
from sight_domain.surveys.questions.stated import StatedText, stated_probabilities

MOST_POINTS = 11
_AGREES = re.compile(r"\b(?:agree|yes|tak|zgadzam|definitely|zdecydowanie)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:disagree|not|no|nie|never|nigdy)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Ordered(Question):
    reference: tuple[float, ...] | None = None

    def shape(self) -> type[BaseModel]:
        return StatedText if self.asked_by == "semantic" else stated_probabilities(len(self.categories))


@dataclass(frozen=True, kw_only=True)
class Likert(_Ordered):
    """Agreement with a statement. Options run from the least agreement to the most; half see them the other way round."""

    type: ClassVar[QuestionType] = "likert"
    method: ClassVar[str] = "probabilities"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Disagree", "Neither", "Agree"]}, "Neither"),
        ({"options": ["No", "Yes"]}, "Yes"),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Disagree", "Neither", "Agree"]}, 2),
        ({"options": ["Disagree", "Neither", "Agree"]}, "agree"),
        ({"options": ["Disagree", "Neither", "Agree"]}, {"answer": "Agree"}),
    )

    options: tuple[str, ...]
    shuffle: bool = True

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Likert:
        refuse_unused(draft, field, "options", "reverse_of", "method", "reference")
        options = checked_options(draft.options, f"{field}.options")
        if _AGREES.search(options[0]) and not _DENIES.search(options[0]) and _DENIES.search(options[-1]):
            raise fault(
                f"{field}.options",
                f"The options of a likert begin with the least agreement, not with '{options[0]}'.",
                f"Opcje pytania likert zaczynają się od najmniejszej zgody, a nie od „{options[0]}”.",
                "Turn their order round; respondents see both orders anyway.",
                "Odwróć ich kolejność; respondenci i tak widzą obie.",
            )
        return cls(
            **common(draft),
            options=options,
            shuffle=draft.shuffle,
            reference=checked_reference(draft, options, field),
        )

    @property
    def categories(self) -> tuple[str, ...]:
        return self.options

    def order(self, chance: random.Random) -> list[int]:
        return direction(len(self.options), chance, self.shuffle)

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return self.options[order[draw_category(given.probabilities, chance)]]

    def validated(self, answer: object) -> Answer:
        return one_of(answer, self.options)

    def in_words(self, answer: Answer) -> str:
        return str(answer)


@dataclass(frozen=True, kw_only=True)
class Scale(_Ordered):
    """A whole point from `least` to `most`, at most 11 points; `labels` say what the two ends mean."""

    type: ClassVar[QuestionType] = "scale"
    method: ClassVar[str] = "probabilities"
    valid_examples: ClassVar[tuple[Example, ...]] = (({"min": 1, "max": 5}, 5), ({"min": 0, "max": 10}, 0))
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"min": 1, "max": 5}, 6),
        ({"min": 1, "max": 5}, 2.5),
        ({"min": 1, "max": 5}, "5"),
        ({"min": 1, "max": 5}, True),
    )

    least: int
    most: int
    labels: tuple[str, str] | None = None

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> Scale:
        refuse_unused(draft, field, "min", "max", "labels", "method", "reference")
        low, high = checked_bounds(draft.min, draft.max, field)
        if low != int(low) or high != int(high) or high - low + 1 > MOST_POINTS:
            raise fault(
                f"{field}.max",
                f"A scale from {low:g} to {high:g} has no whole points, or too many.",
                f"Skala od {low:g} do {high:g} nie ma całkowitych punktów albo ma ich za dużo.",
                f"Use whole bounds and at most {MOST_POINTS} points, or the type numeric.",
                f"Użyj granic całkowitych i najwyżej {MOST_POINTS} punktów albo typu numeric.",
            )
        labels = draft.labels
        if labels is not None:
            labels = list(checked_options(labels, f"{field}.labels"))
            if len(labels) != 2:
                raise fault(
                    f"{field}.labels",
                    f"A scale has 2 labels, not {len(labels)}.",
                    f"Skala ma 2 etykiety, a nie {len(labels)}.",
                    "Say what its lowest and its highest point mean.",
                    "Podaj, co znaczą jej najniższy i najwyższy punkt.",
                )
        points = [str(point) for point in range(int(low), int(high) + 1)]
        return cls(
            **common(draft),
            least=int(low),
            most=int(high),
            labels=(labels[0], labels[1]) if labels else None,
            reference=checked_reference(draft, points, field),
        )

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(str(point) for point in range(self.least, self.most + 1))

    def order(self, chance: random.Random) -> list[int]:
        return list(range(self.most - self.least + 1))

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return self.least + order[draw_category(given.probabilities, chance)]

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, int) or isinstance(answer, bool) or not self.least <= answer <= self.most:
            raise ValueError(f"a whole number from {self.least} to {self.most}")
        return answer

    def in_words(self, answer: Answer) -> str:
        return f"{answer} ({self.least}-{self.most})"


def direction(options: int, chance: random.Random, both: bool) -> list[int]:
    """As listed, or (for half of the respondents, where `both`) from the end."""
    listed = list(range(options))
    return listed[::-1] if both and chance.random() < 0.5 else listed
