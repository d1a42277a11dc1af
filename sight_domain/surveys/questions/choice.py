"""One option, or several."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel

from sight_domain.surveys.drafts import Answer, QuestionDraft, QuestionType
from sight_domain.surveys.drawing import draw_category, draw_subset
from sight_domain.surveys.questions.base import Example, Question, common
from sight_domain.surveys.questions.faults import checked_options, checked_reference, fault, refuse_unused
from sight_domain.surveys.questions.stated import StatedText, stated_choices, stated_probabilities


@dataclass(frozen=True, kw_only=True)
class _OfOptions(Question):
    options: tuple[str, ...]
    exclusive: frozenset[str] = frozenset()
    shuffle: bool = True
    reference: tuple[float, ...] | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        return self.options

    def order(self, chance: random.Random) -> list[int]:
        """Shuffled; exclusive options such as "None of these" stay last."""
        moving = [i for i, option in enumerate(self.options) if option not in self.exclusive]
        if self.shuffle:
            chance.shuffle(moving)
        return moving + [i for i, option in enumerate(self.options) if option in self.exclusive]


@dataclass(frozen=True, kw_only=True)
class SingleChoice(_OfOptions):
    """Exactly one of the options."""

    type: ClassVar[QuestionType] = "single_choice"
    method: ClassVar[str] = "probabilities"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Tea", "Coffee"]}, "Tea"),
        ({"options": ["Tea", "Coffee", "Neither"], "exclusive": ["Neither"]}, "Neither"),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Tea", "Coffee"]}, "Cocoa"),
        ({"options": ["Tea", "Coffee"]}, ["Tea"]),
        ({"options": ["Tea", "Coffee"]}, ""),
        ({"options": ["Tea", "Coffee"]}, None),
    )

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> SingleChoice:
        refuse_unused(draft, field, "options", "exclusive", "method", "reference")
        options = checked_options(draft.options, f"{field}.options")
        return cls(
            **common(draft),
            options=options,
            exclusive=checked_exclusive(draft, options, field),
            shuffle=draft.shuffle,
            reference=checked_reference(draft, options, field),
        )

    def shape(self) -> type[BaseModel]:
        return StatedText if self.asked_by == "semantic" else stated_probabilities(len(self.options))

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        return self.options[order[draw_category(given.probabilities, chance)]]

    def validated(self, answer: object) -> Answer:
        return one_of(answer, self.options)

    def in_words(self, answer: Answer) -> str:
        return str(answer)


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(_OfOptions):
    """One or more of the options, at most `most`; an exclusive one stands alone. Stored in the questionnaire's order."""

    type: ClassVar[QuestionType] = "multiple_choice"
    method: ClassVar[str] = "independent_probabilities"
    valid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Tea", "Coffee", "Cocoa"]}, ["Tea", "Cocoa"]),
        ({"options": ["Tea", "Coffee", "None"], "exclusive": ["None"]}, ["None"]),
        ({"options": ["Tea", "Coffee", "Cocoa"], "max": 2}, ["Coffee"]),
    )
    invalid_examples: ClassVar[tuple[Example, ...]] = (
        ({"options": ["Tea", "Coffee"]}, []),
        ({"options": ["Tea", "Coffee"]}, "Tea"),
        ({"options": ["Tea", "Coffee"]}, ["Tea", "Tea"]),
        ({"options": ["Tea", "Coffee"]}, ["Cocoa"]),
        ({"options": ["Tea", "Coffee", "None"], "exclusive": ["None"]}, ["Tea", "None"]),
        ({"options": ["Tea", "Coffee", "Cocoa"], "max": 1}, ["Tea", "Cocoa"]),
    )

    most: int

    @classmethod
    def from_draft(cls, draft: QuestionDraft, field: str) -> MultipleChoice:
        refuse_unused(draft, field, "options", "exclusive", "max")
        options = checked_options(draft.options, f"{field}.options")
        most = len(options) if draft.max is None else draft.max
        if most != int(most) or not 1 <= most <= len(options):
            raise fault(
                f"{field}.max",
                f"At most {most:g} of {len(options)} options cannot be chosen.",
                f"Nie można wybrać najwyżej {most:g} z {len(options)} opcji.",
                f"Give a whole number from 1 to {len(options)}.",
                f"Podaj liczbę całkowitą od 1 do {len(options)}.",
            )
        return cls(
            **common(draft),
            options=options,
            exclusive=checked_exclusive(draft, options, field),
            shuffle=draft.shuffle,
            most=int(most),
        )

    def shape(self) -> type[BaseModel]:
        return stated_choices(len(self.options))

    def draw(self, given: Any, order: Sequence[int], chance: random.Random) -> Answer:
        by_option = dict(zip(order, given.chances, strict=True))
        chosen = draw_subset(
            [by_option[i] for i in range(len(self.options))], chance, fewest=1, most=self.most
        )
        alone = [i for i in chosen if self.options[i] in self.exclusive]
        if alone and len(chosen) > 1:
            # "None of these" beside something: the likelier of the two readings holds.
            rest = [i for i in chosen if i not in alone]
            strongest = max(by_option[i] for i in rest)
            best_alone = max(alone, key=lambda i: by_option[i])
            chosen = [best_alone] if by_option[best_alone] > strongest else rest
        return [self.options[i] for i in chosen]

    def validated(self, answer: object) -> Answer:
        if not isinstance(answer, list) or not answer:
            raise ValueError("a list of at least one option")
        chosen = [one_of(option, self.options) for option in answer]
        if len(set(chosen)) != len(chosen) or len(chosen) > self.most:
            raise ValueError(f"at most {self.most} different options")
        if len(chosen) > 1 and self.exclusive.intersection(chosen):
            raise ValueError("an exclusive option stands alone")
        return [option for option in self.options if option in chosen]

    def in_words(self, answer: Answer) -> str:
        return ", ".join(answer) if isinstance(answer, list) else str(answer)


def one_of(answer: object, options: Sequence[str]) -> str:
    """`answer` when it is one of the options, else ValueError."""
    if not isinstance(answer, str) or answer not in options:
        raise ValueError(f"one of: {', '.join(options)}")
    return answer


def checked_exclusive(draft: QuestionDraft, options: Sequence[str], field: str) -> frozenset[str]:
    """The exclusive options; ``invalid_argument`` for one that is no option, or when nothing else is left."""
    exclusive = [option.strip() for option in draft.exclusive or ()]
    if any(option not in options for option in exclusive) or len(set(exclusive)) == len(options):
        raise fault(
            f"{field}.exclusive",
            "`exclusive` does not name some of the options.",
            "`exclusive` nie wskazuje części opcji.",
            f"Use only: {', '.join(options)}, and leave at least one out.",
            f"Użyj tylko: {', '.join(options)} i co najmniej jedną pomiń.",
        )
    return frozenset(exclusive)
