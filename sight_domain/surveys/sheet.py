"""One respondent's answer sheet: block by block, each with the answers that came before it in mind."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel

from sight_domain.language import Language, Text
from sight_domain.seeds import derive_seed
from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.flow import can_join, in_their_words, is_shown
from sight_domain.surveys.questionnaire import PIPED, Questionnaire
from sight_domain.surveys.questions import Question

ANSWERED, SKIPPED, REFUSED, MALFORMED, FAILED = "answered", "skipped", "refused", "malformed", "failed"
SETTLED = frozenset({ANSWERED, SKIPPED, REFUSED})
"""Outcomes that are not asked for again."""

_REMEMBERED = 20
_NO_ANSWER = Text(en="(no answer)", pl="(brak odpowiedzi)")
_DECLINED = Text(en="The respondent declined to answer.", pl="Respondent odmówił odpowiedzi.")
_DEPENDS = Text(
    en="The question it depends on has no answer.", pl="Brak odpowiedzi na pytanie, od którego to zależy."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one respondent meets it: piped words, options in the order shown."""

    question: Question
    text: str
    order: tuple[int, ...]

    @property
    def options(self) -> list[str]:
        """The options as shown; empty where there are none."""
        return [self.question.categories[i] for i in self.order]


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: who is asked what, and what they have said before. `again`: an earlier answer was no use, so that
    the same one must not come back."""

    respondent: Mapping[str, Any]
    asked: tuple[Asked, ...]
    memory: tuple[dict[str, str], ...]
    seed: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a call. `given` maps question ids to instances of their shapes, ``None`` for a declined answer."""

    outcome: str
    reason: str = ""
    given: Mapping[str, BaseModel | None] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    written_by: str | None = None


class Answerer(Protocol):
    """Whoever fills in the sheet: a model behind the gateway, or a null agent."""

    async def answer(self, ask: Ask) -> Reply: ...


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one question: the fields of a stored answer."""

    question_id: str
    outcome: str
    seed: int
    reason: str = ""
    value: Answer | None = None
    method: str | None = None
    given: dict[str, Any] | None = None
    shown: tuple[int, ...] = ()
    written_by: str | None = None


def unsettled(questionnaire: Questionnaire, sheet: Mapping[str, Filled]) -> list[str]:
    """Ids of the questions of a sheet that are still to be asked."""
    return [
        question.id
        for question in questionnaire.questions
        if question.id not in sheet or sheet[question.id].outcome not in SETTLED
    ]


class Rated(BaseModel):
    """A free answer with the probabilities it was rated at, options in the order shown."""

    text: str
    probabilities: list[float]
    rated_by: str


async def fill_in(
    questionnaire: Questionnaire,
    respondent: Mapping[str, Any],
    answerer: Answerer,
    *,
    seed: int,
    language: Language,
    before: Mapping[str, Filled] | None = None,
) -> AsyncIterator[list[Filled]]:
    """What becomes of each question that is not settled yet, a list for each call made; all in the questionnaire's order.

    Args:
        seed: the respondent's; the order of options and the draws derive from it.
        before: what is stored of this respondent already; what is settled of it stands.
    """
    sheet = _Sheet(questionnaire, respondent, answerer, seed, language, before or {})
    while sheet.pending:
        filled = await sheet.next_call()
        if filled:
            yield filled


class _Sheet:
    def __init__(
        self,
        questionnaire: Questionnaire,
        respondent: Mapping[str, Any],
        answerer: Answerer,
        seed: int,
        language: Language,
        before: Mapping[str, Filled],
    ) -> None:
        self.questionnaire, self.respondent, self.answerer = questionnaire, respondent, answerer
        self.seed: int = seed
        self.language: Language = language
        self.outcomes = {name: filled for name, filled in before.items() if filled.outcome in SETTLED}
        self.rejected = {name for name, filled in before.items() if filled.outcome == MALFORMED}
        self.pending = list(questionnaire.questions)

    @property
    def answers(self) -> dict[str, Answer]:
        return {
            identifier: filled.value
            for identifier, filled in self.outcomes.items()
            if filled.outcome == ANSWERED and filled.value is not None
        }

    async def next_call(self) -> list[Filled]:
        block: list[Question] = []
        passed: list[Filled] = []
        while self.pending and can_join(self.questionnaire, block, self.pending[0]):
            question = self.pending.pop(0)
            if question.id in self.outcomes:
                continue
            without_call = self._without_call(question)
            if without_call is None:
                block.append(question)
            else:
                self.outcomes[question.id] = without_call
                passed.append(without_call)
        if not block:
            return passed
        asked = tuple(self._as_shown(question) for question in block)
        call_seed = derive_seed(self.seed, "call", block[0].id)
        again = any(question.id in self.rejected for question in block)
        reply = await self.answerer.answer(Ask(self.respondent, asked, self._memory(), call_seed, again))
        answered = [self._outcome_of(one, reply) for one in asked]
        self.outcomes |= {filled.question_id: filled for filled in answered}
        return passed + answered

    def _without_call(self, question: Question) -> Filled | None:
        """The outcome of a question that cannot or need not be asked."""
        seed = derive_seed(self.seed, "draw", question.id)
        condition = question.show_if
        needed = set(PIPED.findall(question.text)) | ({condition.question} if condition else set())
        if any(self.outcomes[one].outcome not in SETTLED for one in needed):
            return Filled(question.id, FAILED, seed, _DEPENDS.to(self.language))
        on = self.questionnaire.questions[self.questionnaire.index(condition.question)] if condition else None
        if is_shown(question, on, self.answers):
            return None
        return Filled(question.id, SKIPPED, seed)

    def _as_shown(self, question: Question) -> Asked:
        order = question.order(random.Random(derive_seed(self.seed, "order", question.id)))
        unanswered = _NO_ANSWER.to(self.language)
        return Asked(
            question,
            in_their_words(question.text, self.questionnaire, self.answers, unanswered),
            tuple(order),
        )

    def _memory(self) -> tuple[dict[str, str], ...]:
        answers = self.answers
        said = [
            {
                "type": question.type,
                "question": question.text,
                "answer": question.in_words(answers[question.id]),
            }
            for question in self.questionnaire.questions
            if question.id in answers
        ]
        return tuple(said[-_REMEMBERED:])

    def _outcome_of(self, asked: Asked, reply: Reply) -> Filled:
        question = asked.question
        seed = derive_seed(self.seed, "draw", question.id)

        def without_answer(outcome: str, reason: str) -> Filled:
            return Filled(question.id, outcome, seed, reason, shown=asked.order, written_by=reply.written_by)

        if reply.outcome != ANSWERED:
            return without_answer(reply.outcome, reply.reason)
        if question.id in reply.faults:
            return without_answer(FAILED, reply.faults[question.id])
        given = reply.given.get(question.id)
        if given is None:
            return without_answer(REFUSED, _DECLINED.to(self.language))
        try:
            value = question.validated(question.draw(given, asked.order, random.Random(seed)))
        except ValueError as error:
            return without_answer(MALFORMED, str(error))
        return Filled(
            question.id,
            ANSWERED,
            seed,
            value=value,
            method="semantic" if isinstance(given, Rated) else question.method,
            given=given.model_dump(mode="json"),
            shown=asked.order,
            written_by=reply.written_by,
        )
