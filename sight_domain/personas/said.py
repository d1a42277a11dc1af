"""What several respondents answered to the same question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

MOST_QUESTIONS = 3
LONGEST_EXCERPT = 240
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")


@dataclass(frozen=True, slots=True)
class Answer:
    """An exact beginning of a stored answer, and the turn it is from."""

    text: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """A question that all of them answered; ``answers`` in the order of the respondents."""

    question: str
    answers: tuple[Answer, ...]
    overlap: float


async def questions_in_common(session: AsyncSession, persona_ids: Sequence[UUID]) -> list[SharedQuestion]:
    """Up to three questions of one focus group that every one of them answered, the least alike answers first."""
    from sqlalchemy import select

    from sight_domain.personas.models import PersonaEvent

    query = (
        select(PersonaEvent)
        .where(PersonaEvent.persona_id.in_(persona_ids), PersonaEvent.event_type == "response_given")
        .order_by(PersonaEvent.sequence_number)
    )
    asked: dict[tuple[UUID | None, str], dict[UUID, Mapping[str, Any]]] = {}
    for event in await session.scalars(query):
        place = event.focus_group_id, str(event.event_data.get("question") or "")
        asked.setdefault(place, {}).setdefault(event.persona_id, event.event_data)
    shared = [
        shared_question(question, [said[key] for key in persona_ids])
        for (_, question), said in asked.items()
        if question and all(key in said and said[key].get("answer") for key in persona_ids)
    ]
    return sorted(shared, key=lambda one: one.overlap)[:MOST_QUESTIONS]


def shared_question(question: str, said: Sequence[Mapping[str, Any]]) -> SharedQuestion:
    """The answers cut to their beginnings; ``overlap`` is the mean share of words that two of them have in common, 0-1."""
    words = [set(re.findall(r"\w{4,}", str(one["answer"]).casefold())) for one in said]
    overlaps = [len(a & b) / len(a | b) if a | b else 1.0 for a, b in combinations(words, 2)]
    answers = tuple(Answer(excerpt(str(one["answer"])), str(one.get("turn_id") or "")) for one in said)
    return SharedQuestion(question, answers, sum(overlaps) / len(overlaps))


def excerpt(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """The whole text, or its beginning up to the last sentence or word that fits; always an exact substring."""
    text = text.strip()
    if len(text) <= longest:
        return text
    start = text[: longest + 1]
    ends = [found.end() for found in _SENTENCE_END.finditer(start)]
    if ends:
        return start[: ends[-1]]
    return start[:longest].rsplit(None, 1)[0]
