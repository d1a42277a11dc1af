"""The turns of a group as they are stored, numbered and shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.focus_groups.metrics import SpokenTurn, group_metrics
from sight_domain.focus_groups.schemas import GroupMetrics, Speaker, TurnView
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.service import record_answer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import FocusGroup, Turn
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona

_MODERATOR = Text(en="Moderator", pl="Moderator")


async def turns(session: AsyncSession, group_id: UUID) -> list[Turn]:
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    return list(await session.scalars(select(Turn).where(Turn.focus_group_id == group_id).order_by(Turn.seq)))


def number_of(group: FocusGroup, index: int, place: int | None) -> int:
    """Turns are numbered as they read: each question, then its answers in the order of the participants."""
    return index * (len(group.participants) + 1) + (0 if place is None else place + 1)


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


async def store_answer(
    session: AsyncSession, group: FocusGroup, person: Persona, place: int, index: int, outcome: Outcome[str]
) -> None:
    from sqlalchemy.dialects.postgresql import insert

    from sight_domain.focus_groups.models import Turn

    key = new_uuid()
    text = (outcome.value or "") if outcome.answered else ""
    said = insert(Turn).values(
        id=key,
        focus_group_id=group.id,
        seq=number_of(group, index, place),
        speaker_kind="persona",
        persona_id=person.id,
        speaker_name=person.full_name,
        question_index=index,
        text=text,
        outcome=outcome.status.value,
        reason=outcome.reason,
        written_by=outcome.model,
    )
    # What is there already is an attempt that was no answer.
    renewed = ("id", "created_at", "text", "outcome", "reason", "written_by")
    await session.execute(
        said.on_conflict_do_update(
            index_elements=["focus_group_id", "seq"], set_={name: said.excluded[name] for name in renewed}
        )
    )
    if outcome.answered:
        event = {"turn_id": to_public(Kind.TURN, key), "question": group.questions[index], "answer": text}
        await record_answer(session, person, group.id, event)


def metrics(turns: Sequence[Turn], participants: int) -> GroupMetrics:
    spoken = [
        SpokenTurn(
            speaker=str(turn.persona_id) if turn.persona_id else None,
            text=turn.text,
            answered=turn.outcome == "answered",
            replies_to_participant=turn.in_reply_to is not None,
        )
        for turn in turns
    ]
    return group_metrics(spoken, participants)


def turn_view(turn: Turn, language: Language) -> TurnView:
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
    )


def turn_inputs(turn: Turn) -> dict[str, Any]:
    assert turn.persona_id is not None
    return {
        "turn_id": to_public(Kind.TURN, turn.id),
        "persona_id": to_public(Kind.PERSONA, turn.persona_id),
        "persona_name": turn.speaker_name,
        "question_index": turn.question_index,
        "text": turn.text,
    }
