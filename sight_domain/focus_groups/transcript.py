"""The turns of a group as they are stored, numbered and shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.focus_groups.ballots import opinion_change
from sight_domain.focus_groups.likeness import beside_people
from sight_domain.focus_groups.metrics import SpokenTurn, group_metrics
from sight_domain.focus_groups.schemas import GroupMetrics, OpinionShift, Speaker, TurnView
from sight_domain.focus_groups.talk import Move
from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.schemas import Citation
from sight_domain.personas.service import record_answer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import Ballot, FocusGroup, Turn
    from sight_domain.focus_groups.opinion import Shift
    from sight_domain.focus_groups.recollection import Reminder
    from sight_domain.focus_groups.talk import Entry
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona

_MODERATOR = Text(en="Moderator", pl="Moderator")
_MOST_IN_A_ROOM = 1_000
"""Turns of one room on one question, for their numbers; sixty a head and eight heads stay below it."""


async def turns(session: AsyncSession, group_id: UUID) -> list[Turn]:
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    return list(await session.scalars(select(Turn).where(Turn.focus_group_id == group_id).order_by(Turn.seq)))


def number_of(group: FocusGroup, index: int, place: int | None) -> int:
    """Turns are numbered as they read: each question, then its answers in the order of the participants."""
    return index * (len(group.participants) + 1) + (0 if place is None else place + 1)


async def turns_of_room(session: AsyncSession, group_id: UUID, room: int) -> list[Turn]:
    """A room's turns in the order they were taken."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    query = select(Turn).where(Turn.focus_group_id == group_id, Turn.room == room)
    return list(await session.scalars(query.order_by(Turn.seq)))


async def drop_failed_ending(session: AsyncSession, group_id: UUID, room: int) -> None:
    """Forget the turns at the end of a room's talk that came to nothing, so that they are tried again."""
    for turn in reversed(await turns_of_room(session, group_id, room)):
        if turn.outcome == "answered":
            break
        await session.delete(turn)
    await session.flush()


async def store_turn(
    session: AsyncSession,
    group: FocusGroup,
    entry: Entry,
    *,
    room: int,
    rooms: int,
    number: int,
    person: Persona | None,
    outcome: Outcome[str] | None,
    shifts: Sequence[tuple[Persona, Shift]],
    reminder: Reminder,
    language: Language,
) -> None:
    """Keep a turn of a discussion, numbered as it reads: question, room, time. Keeping it twice keeps it once.

    Args:
        number: how many turns the room had taken on the question before.
        person, outcome: ``None`` for the moderator.
        shifts: whose private opinion had moved after it, and how.
        reminder: what was put before the speaker.
    """
    from sight_domain.focus_groups.models import Turn

    if await session.get(Turn, entry.id) is not None:
        return
    failed = outcome is not None and not entry.answered
    turn = Turn(
        id=entry.id,
        focus_group_id=group.id,
        seq=(entry.question * rooms + room) * _MOST_IN_A_ROOM + number,
        speaker_kind="moderator" if person is None else "persona",
        persona_id=person.id if person is not None else None,
        speaker_name=person.full_name if person is not None else _MODERATOR.to(language),
        question_index=entry.question,
        text=entry.text,
        outcome=_why_silent(outcome) if failed else "answered",
        reason=outcome.reason if outcome is not None and failed else "",
        written_by=outcome.model if outcome is not None else None,
        in_reply_to=entry.reply_to,
        room=room,
        act=str(entry.act),
        opinion=entry.opinion,
        shifts=[
            {
                "persona_id": str(moved.id),
                "before": shift.before,
                "after": shift.after,
                "turn_id": to_public(Kind.TURN, shift.because),
            }
            for moved, shift in shifts
        ]
        or None,
        recalled=reminder.ids() or None,
        facts=reminder.kept_facts(outcome.provider if outcome is not None else ""),
    )
    session.add(turn)
    if person is not None and entry.answered:
        question = group.questions[entry.question]
        said = {"turn_id": to_public(Kind.TURN, turn.id), "question": question, "answer": turn.text}
        first = entry.act == Move.ANSWER
        await record_answer(session, person, group.id, said, kind="response_given" if first else "spoke_up")


def _why_silent(outcome: Outcome[str] | None) -> str:
    """A turn without a text never counts as answered, whatever the model made of it."""
    return "empty" if outcome is None or outcome.answered else outcome.status.value


async def answered(
    session: AsyncSession, group: FocusGroup, places: Sequence[int]
) -> dict[tuple[int, int], str]:
    """(place of the participant, question) -> text, for the answers of some participants that are stored."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    numbers = {
        number_of(group, index, place): (place, index)
        for place in places
        for index in range(len(group.questions))
    }
    query = select(Turn.seq, Turn.text).where(
        Turn.focus_group_id == group.id, Turn.seq.in_(numbers), Turn.outcome == "answered"
    )
    return {numbers[seq]: text for seq, text in await session.execute(query)}


async def answers_stored(session: AsyncSession, group: FocusGroup) -> list[int]:
    """How many answers of each participant are stored, by place."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    width = len(group.participants) + 1
    query = select(Turn.seq).where(
        Turn.focus_group_id == group.id, Turn.speaker_kind == "persona", Turn.outcome == "answered"
    )
    counts = [0] * len(group.participants)
    for seq in await session.scalars(query):
        counts[seq % width - 1] += 1
    return counts


async def store_questions(session: AsyncSession, group: FocusGroup, language: Language) -> None:
    from sight_domain.focus_groups.models import Turn

    asked = {
        turn.question_index for turn in await turns(session, group.id) if turn.speaker_kind == "moderator"
    }
    session.add_all(
        Turn(
            focus_group_id=group.id,
            seq=number_of(group, index, None),
            speaker_kind="moderator",
            speaker_name=_MODERATOR.to(language),
            question_index=index,
            text=question,
            outcome="answered",
        )
        for index, question in enumerate(group.questions)
        if index not in asked
    )


def metrics(
    group: FocusGroup,
    turns: Sequence[Turn],
    votes: Sequence[Ballot],
    language: Language,
) -> GroupMetrics:
    """How the talk went, beside what is known of people's."""
    by_people = {turn.id for turn in turns if turn.persona_id is not None}
    spoken = [
        SpokenTurn(
            speaker=str(turn.persona_id) if turn.persona_id else None,
            text=turn.text,
            answered=turn.outcome == "answered",
            replies_to_participant=turn.in_reply_to in by_people,
        )
        for turn in turns
    ]
    computed = group_metrics(spoken, len(group.participants))
    changed, towards = opinion_change(_pairs(group, votes))
    computed.opinions_changed = None if changed is None else round(changed, 4)
    computed.changes_towards_majority = None if towards is None else round(towards, 4)
    reaches = [theme["reach_share"] for theme in (group.summary or {}).get("themes", [])]
    computed.theme_reach = round(sum(reaches) / len(reaches), 4) if reaches else None
    if computed.answers:
        computed.human = beside_people(computed.model_dump(), language, together=group.mode == "discussion")
    return computed


def rooms(group: FocusGroup) -> list[list[int]]:
    """The places of the participants in each room of a discussion; none where everybody was by themselves."""
    return (group.guide or {}).get("rooms", [])


def _pairs(group: FocusGroup, votes: Sequence[Ballot]) -> list[tuple[str, int, int]]:
    room_of = {place: number for number, room in enumerate(rooms(group)) for place in room}
    voted: dict[tuple[int, int], dict[str, int]] = {}
    for vote in votes:
        if vote.opinion is not None:
            voted.setdefault((vote.question_index, vote.place), {})[vote.phase] = vote.opinion
    return [
        (f"{question}/{room_of.get(place, 0)}", both["before"], both["after"])
        for (question, place), both in voted.items()
        if len(both) == 2
    ]


def turn_view(turn: Turn, language: Language) -> TurnView:
    """A turn as it is shown."""
    is_moderator = turn.speaker_kind == "moderator"
    return TurnView(
        id=to_public(Kind.TURN, turn.id),
        seq=turn.seq,
        speaker=Speaker(
            kind="moderator" if is_moderator else "persona",
            id=to_public(Kind.PERSONA, turn.persona_id) if turn.persona_id else None,
            name=_MODERATOR.to(language) if is_moderator else turn.speaker_name,
        ),
        question_index=turn.question_index,
        text=turn.text,
        outcome=turn.outcome,
        reason=turn.reason,
        written_by=turn.written_by,
        in_reply_to=to_public(Kind.TURN, turn.in_reply_to) if turn.in_reply_to else None,
        room=turn.room,
        act=turn.act,
        opinion=turn.opinion,
        shifts=[
            OpinionShift(
                persona_id=to_public(Kind.PERSONA, UUID(one["persona_id"])),
                before=one["before"],
                after=one["after"],
                turn_id=one.get("turn_id"),
            )
            for one in turn.shifts or ()
        ],
        recalled=turn.recalled or [],
        facts=[Citation.model_validate(fact) for fact in turn.facts or ()],
    )
