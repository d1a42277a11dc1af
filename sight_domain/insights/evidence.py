"""What respondents said in their own words, from wherever it was said, under short names that a model can cite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.focus_groups.service import answers_of, stands_in
from sight_domain.ids import Kind, to_public
from sight_domain.insights.drafts import DraftQuote
from sight_domain.insights.schemas import NeedQuote
from sight_domain.interviews.service import answers_in
from sight_domain.surveys.service import Given, given_in

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona

_NAME_AND_QUESTION = 40
"""Characters a prompt spends on an answer beside its text and question."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in somebody's own words; `occasion` is the group, interview or survey it was given in.

    `turn_id` names a turn of a group (``trn_…``) or an exchange of an interview (``exc_…``); an answer to an open question of
    a survey has `survey_id` and `question_id` instead.
    """

    key: UUID
    occasion: UUID
    persona_id: UUID
    persona_name: str
    question: str
    text: str
    turn_id: str | None
    survey_id: str | None = None
    question_id: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was answered in a project, or by one respondent: in own words, and on scales.

    `fingerprint` tells these answers from others: it changes when one is added, deleted or restored.
    """

    said: Sequence[Said]
    given: Sequence[Given]

    @property
    def keys(self) -> set[UUID]:
        return {one.key for one in self.said} | {one.key for one in self.given}

    @property
    def newest(self) -> UUID | None:
        return max(self.keys, default=None)

    @property
    def answers(self) -> int:
        return len(self.keys)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(b"".join(sorted(key.bytes for key in self.keys))).hexdigest()[:32]


async def gathered(
    session: AsyncSession, project_id: UUID, people: Sequence[Persona], persona_id: UUID | None
) -> Evidence:
    """The evidence of a project, or of one respondent, oldest occasion first; `people` are whose it may be."""
    names = {person.id: person.full_name for person in people}
    said = [
        Said(
            key=turn.id,
            occasion=turn.focus_group_id,
            persona_id=turn.persona_id,
            persona_name=turn.speaker_name,
            question=question,
            text=turn.text,
            turn_id=to_public(Kind.TURN, turn.id),
        )
        for turn, question in await answers_of(session, project_id, persona_id)
        if turn.persona_id is not None and turn.persona_id in names and turn.text.strip()
    ]
    said += [
        Said(
            key=exchange.id,
            occasion=exchange.interview_id,
            persona_id=key,
            persona_name=names[key],
            question=exchange.message,
            text=exchange.text,
            turn_id=to_public(Kind.EXCHANGE, exchange.id),
        )
        for key, exchange in await answers_in(session, project_id, persona_id)
        if key in names
    ]
    given = [one for one in await given_in(session, project_id, persona_id) if one.persona_id in names]
    said += [
        Said(
            key=one.key,
            occasion=one.survey_id,
            persona_id=one.persona_id,
            persona_name=names[one.persona_id],
            question=one.question.text,
            text=one.in_words,
            turn_id=None,
            survey_id=to_public(Kind.SURVEY, one.survey_id),
            question_id=one.question.id,
        )
        for one in given
        if one.is_open and one.in_words.strip()
    ]
    # Keys of occasions are in the order of time; within one, answers stay as they read.
    said.sort(key=lambda one: one.occasion)
    return Evidence(said, [one for one in given if not one.is_open])


class Cited:
    """Answers under the short names by which a prompt shows them (``a1``), and the quotes of them that are real.

    Attributes:
        dropped: quotes asked about that do not stand in the answer they name, word for word; and where quotes were due
            and none was given, one.
    """

    def __init__(self, said: Sequence[Said]) -> None:
        self._said: Mapping[str, Said] = {f"a{number}": one for number, one in enumerate(said, 1)}
        self.dropped = 0

    def inputs(self, people: Mapping[UUID, str]) -> list[dict[str, Any]]:
        """The answers as prompts get them; `people` are the short names of those who gave them (``r1``)."""
        return [
            {
                "turn_id": name,
                "persona_id": people[one.persona_id],
                "question": one.question,
                "text": one.text,
            }
            for name, one in self._said.items()
        ]

    def quotes(self, drafts: Iterable[DraftQuote]) -> list[NeedQuote]:
        """The drafts that stand in the answers they name, each once; the others are counted."""
        drafts = list(drafts)
        self.dropped += not drafts
        found: dict[tuple[str, str], NeedQuote] = {}
        for draft in drafts:
            one = self._said.get(draft.turn_id.strip().strip("[]"))
            text = draft.text.strip()
            if one is None or not stands_in(text, one.text):
                self.dropped += 1
                continue
            found[draft.turn_id, text] = quote_of(one, text)
        return list(found.values())


def quote_of(one: Said, text: str) -> NeedQuote:
    return NeedQuote(
        text=text,
        turn_id=one.turn_id,
        persona_id=to_public(Kind.PERSONA, one.persona_id),
        persona_name=one.persona_name,
        survey_id=one.survey_id,
        question_id=one.question_id,
    )


def by_person(said: Sequence[Said]) -> dict[UUID, list[Said]]:
    """Everybody's answers, people in the order in which they first spoke."""
    found: dict[UUID, list[Said]] = {}
    for one in said:
        found.setdefault(one.persona_id, []).append(one)
    return found


def batches(said: Sequence[Said], *, characters: int, people: int | None = None) -> list[list[Said]]:
    """The answers in batches for one prompt each: a person's stay together unless they alone are too long.

    Args:
        characters: of text and question that a batch holds at most; a single answer is never cut.
        people: how many people's answers a batch holds at most.
    """
    found: list[list[Said]] = []
    held, heads = 0, 0
    for answers in by_person(said).values():
        length = sum(_length(one) for one in answers)
        if not found or held + length > characters or (people is not None and heads >= people):
            found.append([])
            held = heads = 0
        heads += 1
        for one in answers:
            if held + _length(one) > characters and found[-1]:
                found.append([])
                held, heads = 0, 1
            found[-1].append(one)
            held += _length(one)
    return found


def _length(one: Said) -> int:
    return len(one.text) + len(one.question) + _NAME_AND_QUESTION
