"""What somebody has been through in groups: own turns, turns heard, votes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.focus_groups.memory import Event, EventKind
from sight_domain.focus_groups.talk import Act
from sight_domain.ids import Kind, to_public
from sight_domain.llm.row_vectors import row_vectors
from sight_domain.personas.service import personas_by_keys

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import Ballot, FocusGroup, Turn
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.storage.database import Database

MOST_TURNS = 2_000
"""Of one group's room, the last of which are gone through for memories."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Whose turn it was, for somebody who heard it."""

    name: str
    gender: str


async def group_events(session: AsyncSession, persona: Persona) -> list[Event]:
    """All that a respondent said, heard and voted in the groups of their study, oldest first.

    In a parallel group people hear nobody; in a discussion they hear their own room.
    """
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Ballot, FocusGroup

    query = select(FocusGroup).where(
        FocusGroup.project_id == persona.project_id, FocusGroup.deleted_at.is_(None)
    )
    events: list[Event] = []
    for group in await session.scalars(query.order_by(FocusGroup.id)):
        if str(persona.id) not in group.participants:
            continue
        turns = await _turns_of(session, group, persona.id)
        cast = select(Ballot).where(Ballot.focus_group_id == group.id, Ballot.persona_id == persona.id)
        keys = {str(turn.persona_id) for turn in turns if turn.persona_id}
        people = {
            one.id: Speech(one.full_name, str(one.respondent["gender"]))
            for one in await personas_by_keys(session, sorted(keys))
        }
        events += events_of_group(group, turns, list(await session.scalars(cast)), persona, people)
    return events


def events_of_group(
    group: FocusGroup,
    turns: Sequence[Turn],
    ballots: Sequence[Ballot],
    persona: Persona,
    people: dict[UUID, Speech],
) -> list[Event]:
    """One group as `persona` went through it: each question's turns as they came, then the votes on it."""
    called = re.compile(
        rf"(?<!\w){re.escape(str(persona.respondent.get('given_name') or persona.full_name))}(?!\w)"
    )
    own = {turn.id for turn in turns if turn.persona_id == persona.id}
    moved = {
        shift.get("turn_id") or to_public(Kind.TURN, turn.id): (float(shift["before"]), float(shift["after"]))
        for turn in turns
        for shift in turn.shifts or ()
        if shift["persona_id"] == str(persona.id)
    }
    events: list[Event] = []
    for index, question in enumerate(group.questions):
        put = None
        for turn in turns:
            if turn.question_index != index or turn.outcome != "answered":
                continue
            if turn.persona_id is None:
                put = turn.id if turn.act in ("", Act.MOVE_ON) else put
            elif turn.persona_id == persona.id:
                events.append(Event(EventKind.SAID, turn.text, turn.id, question))
            elif group.mode == "discussion":
                speech = people[turn.persona_id]
                addressed = turn.in_reply_to in own or called.search(turn.text) is not None
                events.append(
                    Event(
                        EventKind.HEARD,
                        turn.text,
                        turn.id,
                        question,
                        speech.name,
                        speech.gender,
                        addressed,
                        moved.get(to_public(Kind.TURN, turn.id)),
                    )
                )
        cast = {vote.phase: vote.opinion for vote in ballots if vote.question_index == index}
        before, after = cast.get("before"), cast.get("after")
        if before is not None or after is not None:
            changed = (float(before), float(after)) if before and after and before != after else None
            events.append(
                Event(EventKind.VOTED, question, put, question, moved=changed, vote=(before, after))
            )
    return events


async def turn_vectors(
    database: Database,
    gateway: Gateway,
    texts: Mapping[UUID, str],
    *,
    project_id: UUID,
    run_id: UUID | None = None,
) -> dict[UUID, list[float]]:
    """Embeddings of turns by their keys, made where they are missing; see `row_vectors`."""
    from sight_domain.focus_groups.models import Turn

    return await row_vectors(database, gateway, Turn, texts, project_id=project_id, run_id=run_id)


async def _turns_of(session: AsyncSession, group: FocusGroup, persona_id: UUID) -> list[Turn]:
    """The turns of the room a participant sits in, in a parallel group their own and the questions; in order."""
    from sqlalchemy import or_, select

    from sight_domain.focus_groups.models import Turn

    query = select(Turn).where(Turn.focus_group_id == group.id)
    if group.mode == "discussion":
        place = group.participants.index(str(persona_id))
        rooms = (group.guide or {}).get("rooms", [])
        room = next((number for number, places in enumerate(rooms) if place in places), 0)
        query = query.where(Turn.room == room)
    else:
        query = query.where(or_(Turn.persona_id == persona_id, Turn.persona_id.is_(None)))
    last = await session.scalars(query.order_by(Turn.seq.desc()).limit(MOST_TURNS))
    return list(last)[::-1]
