"""What a respondent has in mind when a researcher asks: remembered events, the talk so far, facts of the study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.focus_groups.service import (
    Event,
    EventKind,
    StudyFacts,
    basis,
    group_events,
    known_to,
    put_before,
    recalled,
    turn_vectors,
)
from sight_domain.ids import Kind, to_public
from sight_domain.interviews import store
from sight_domain.llm.row_vectors import row_vectors

if TYPE_CHECKING:
    from sight_domain.interviews.models import Interview, InterviewExchange
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.personas.schemas import Citation
    from sight_domain.storage.database import Database

REMEMBERED = 8
"""Events that are put before the respondent."""
CONSIDERED = 32
"""Events whose meaning is compared: the best of all by their words, so that a long past costs no more than a short one."""
CONVERSATION = 6
"""Exchanges of the interview that are given word for word; older ones are remembered like everything else."""


@dataclass(slots=True)
class Mind:
    """What is put before the model.

    Attributes:
        recalled_by: what the events' relevance was judged by: ``meaning`` or ``words``; empty where all there are fit in.
    """

    events: list[Event] = field(default_factory=list)
    recalled_by: str = ""
    conversation: list[dict[str, str]] = field(default_factory=list)
    facts: list[Citation] = field(default_factory=list)

    def inputs(self) -> dict[str, Any]:
        return {
            "remembered": [event.told() for event in self.events],
            "conversation": self.conversation,
            "facts": put_before(self.facts),
        }

    def recalled(self) -> list[dict[str, Any]]:
        """The events as they are stored with the exchange."""
        return [
            {
                "kind": event.kind.value,
                "id": _public_id(event),
                "speaker": event.speaker,
                "text": event.text,
            }
            for event in self.events
        ]


class Minds:
    """Makes up minds from what is stored."""

    def __init__(self, database: Database, gateway: Gateway) -> None:
        self._database = database
        self._gateway = gateway

    async def of(
        self,
        persona: Persona,
        respondent: dict[str, Any],
        interview: Interview,
        exchange: InterviewExchange,
        facts: StudyFacts | None,
    ) -> Mind:
        """The mind of a respondent at a message; the `exchange` it belongs to and later ones are not in it."""
        async with self._database.session() as session:
            events = await group_events(session, persona)
            earlier = [
                one
                for _, one in await store.answered_before(session, [persona.id], exchange.created_at)
                if one.id != exchange.id
            ]
        here = [one for one in earlier if one.interview_id == interview.id]
        talk = here[-CONVERSATION:]
        in_talk = {one.id for one in talk}
        events += [told(one) for one in earlier if one.id not in in_talk]
        cue = "\n".join([*(one.message for one in talk[-1:]), exchange.message])
        kept, by = await self._recall(events, cue, exchange.message, persona.project_id)
        known = known_to(respondent, cue, await facts.about(cue)) if facts is not None else []
        return Mind(kept, by, [{"question": one.message, "answer": one.text} for one in talk], known)

    async def _recall(
        self, events: Sequence[Event], cue: str, message: str, project_id: UUID
    ) -> tuple[list[Event], str]:
        """What comes to mind; of whom the message names up to half of it, as a name says whose words are asked for."""
        if len(events) <= REMEMBERED:
            return list(events), ""
        asked_of = _by_those_named(events, message)
        theirs = recalled(asked_of, cue, most=REMEMBERED // 2)
        rest = [event for event in events if event not in theirs]
        considered = recalled(rest, cue, most=CONSIDERED)
        vectors, cue_vector = await self._meaning(considered, cue, project_id)
        by = basis(considered, vectors, cue_vector)
        others = recalled(
            considered, cue, most=REMEMBERED - len(theirs), vectors=vectors, cue_vector=cue_vector
        )
        return [event for event in events if event in theirs or event in others], by

    async def _meaning(
        self, events: Sequence[Event], cue: str, project_id: UUID
    ) -> tuple[dict[UUID, list[float]], list[float] | None]:
        """Vectors of the events and the cue; none without an embedder, or when it fails: then words have to do."""
        if self._gateway.embedding_model() is None:
            return {}, None
        from sight_domain.interviews.models import InterviewExchange

        texts = {event.source: event.text for event in events if event.source is not None}
        own = {event.source for event in events if event.kind is EventKind.TOLD}
        answers = {key: text for key, text in texts.items() if key in own}
        turns = {key: text for key, text in texts.items() if key not in own}
        try:
            vectors = await turn_vectors(self._database, self._gateway, turns, project_id=project_id)
            vectors |= await row_vectors(
                self._database, self._gateway, InterviewExchange, answers, project_id=project_id
            )
            made = await self._gateway.embed([cue], purpose="query", project_id=project_id)
        except SightError:
            return {}, None
        return vectors, made.vectors[0]


def _by_those_named(events: Sequence[Event], message: str) -> list[Event]:
    from sight_domain.llm.offline.naming import is_named

    named = {one for one in {event.speaker for event in events} if one and is_named(one, message)}
    return [event for event in events if event.speaker in named]


def told(exchange: InterviewExchange) -> Event:
    """An answer to an interviewer, as its giver remembers it."""
    return Event(EventKind.TOLD, exchange.text, exchange.id, exchange.message)


def _public_id(event: Event) -> str | None:
    if event.source is None:
        return None
    return to_public(Kind.EXCHANGE if event.kind is EventKind.TOLD else Kind.TURN, event.source)
