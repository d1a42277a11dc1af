"""Respondents without a mind, to try our own checks on: whoever answers like one of them must be flagged.

They fill in the same sheets through the same draws as anybody else.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from sight_domain.seeds import derive_seed
from sight_domain.surveys.questions import Likert, Matrix, MultipleChoice, Numeric, Ranking, Scale
from sight_domain.surveys.questions.stated import StatedRange, StatedText
from sight_domain.surveys.sheet import Ask, Asked, Reply

_YES = ("yes", "tak", "agree", "zgadzam", "definitely", "zdecydowanie", "very", "bardzo")
_NO = ("no", "not", "nie", "disagree", "niezbyt")


class _Mindless:
    """Answers each question by one rule that looks at nothing but the options."""

    def _pick(self, asked: Asked, chance: random.Random) -> int:
        raise NotImplementedError

    async def answer(self, ask: Ask) -> Reply:
        chance = random.Random(ask.seed)
        given = {asked.question.id: self._given(asked, chance) for asked in ask.asked}
        return Reply("answered", given=given, written_by=type(self).__name__)

    def _given(self, asked: Asked, chance: random.Random) -> BaseModel:
        question, shape = asked.question, asked.question.shape()
        options = len(question.categories)

        def only(place: int) -> list[float]:
            return [float(i == place) for i in range(options)]

        if shape is StatedText:
            return StatedText(text="Yes.")
        if isinstance(question, Numeric):
            at = question.least + (question.most - question.least) * self._share(chance)
            return StatedRange(low=at, middle=at, high=at)
        stated: dict[str, Any]
        if isinstance(question, Matrix):
            stated = {"rows": [only(self._pick(asked, chance)) for _ in question.rows]}
        elif isinstance(question, Ranking):
            best_first = self._ranked(asked, chance)
            # So far apart that the draw leaves their order as it is.
            stated = {"strengths": [100.0 * 1e-6 ** best_first.index(i) for i in range(options)]}
        elif isinstance(question, MultipleChoice):
            stated = {"chances": only(self._pick(asked, chance))}
        else:
            stated = {"probabilities": only(self._pick(asked, chance))}
        return shape(**stated)

    def _ranked(self, asked: Asked, chance: random.Random) -> list[int]:
        """Places among the options as shown, best first."""
        first = self._pick(asked, chance)
        rest = [i for i in range(len(asked.options)) if i != first]
        return [first, *chance.sample(rest, len(rest))]

    def _share(self, chance: random.Random) -> float:
        return chance.random()


class RandomAgent(_Mindless):
    """Any option, each as likely as the others."""

    def _pick(self, asked: Asked, chance: random.Random) -> int:
        return chance.randrange(len(asked.options))


class AlwaysFirst(_Mindless):
    """Whatever is shown first."""

    def _pick(self, asked: Asked, chance: random.Random) -> int:
        return 0

    def _share(self, chance: random.Random) -> float:
        return 0.0


class YesSayer(_Mindless):
    """Agrees with every statement, says yes where there is one, and gives the highest mark; else any option."""

    def _pick(self, asked: Asked, chance: random.Random) -> int:
        if isinstance(asked.question, Likert | Scale | Matrix):
            return asked.order.index(len(asked.order) - 1)
        for place, option in enumerate(asked.options):
            words = option.casefold().replace(",", " ").split()
            if any(word in words for word in _YES) and not any(word in words for word in _NO):
                return place
        return chance.randrange(len(asked.options))

    def _share(self, chance: random.Random) -> float:
        return 1.0


class CopyCat(_Mindless):
    """Copies the sheet of one of a few others, whatever order the options come in."""

    def __init__(self, originals: int = 5) -> None:
        self._originals = originals

    async def answer(self, ask: Ask) -> Reply:
        whose = derive_seed(0, "copied", _name(ask)) % self._originals
        given = {
            asked.question.id: self._given(asked, random.Random(derive_seed(whose, asked.question.id)))
            for asked in ask.asked
        }
        return Reply("answered", given=given, written_by=type(self).__name__)

    def _pick(self, asked: Asked, chance: random.Random) -> int:
        return asked.order.index(chance.randrange(len(asked.order)))

    def _ranked(self, asked: Asked, chance: random.Random) -> list[int]:
        return [asked.order.index(i) for i in chance.sample(range(len(asked.order)), len(asked.order))]


def _name(ask: Ask) -> str:
    return f"{ask.respondent.get('full_name')} {ask.respondent.get('seq')}"


NULL_AGENTS: dict[str, Callable[[], _Mindless]] = {
    "random": RandomAgent,
    "always_first": AlwaysFirst,
    "yes_sayer": YesSayer,
    "copy_cat": CopyCat,
}
"""A new agent of each kind, by the name of the check that must flag it."""
