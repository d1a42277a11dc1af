"""What a room said in a section that is closed, in a few sentences that cite turns.

Whoever speaks in a later section is given these instead of the transcript, so that long talks keep short prompts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.focus_groups.guide_views import CitedPoint, SectionDigestView
from sight_domain.ids import Kind, to_public

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import SectionDigest
    from sight_domain.focus_groups.talk import Entry
    from sight_domain.llm.outcomes import Outcome

DIGEST = "focus_groups.digest"
MOST_POINTS = 5


class DigestPoint(BaseModel):
    """One sentence on what was said, and the turns it rests on."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=5, max_length=400)
    turn_ids: list[str]


class DigestDraft(BaseModel):
    """A model's digest, before its citations are checked."""

    model_config = ConfigDict(extra="forbid")

    points: list[DigestPoint] = Field(min_length=1)


def cited_points(draft: DigestDraft, said: Sequence[Entry]) -> tuple[list[DigestPoint], int]:
    """The points that cite a turn of the section, without citations of others; how many cited none and were dropped."""
    known = {to_public(Kind.TURN, entry.id) for entry in said}
    points = [
        DigestPoint(text=point.text, turn_ids=[key for key in dict.fromkeys(point.turn_ids) if key in known])
        for point in draft.points
    ]
    kept = [point for point in points if point.turn_ids]
    return kept[:MOST_POINTS], len(points) - len(kept)


def inputs(
    topic: str, title: str, questions: Sequence[str], said: Sequence[Entry], names: Mapping[int, str]
) -> dict[str, Any]:
    """What is asked with; `names` are those of the speakers by place."""
    return {
        "topic": topic,
        "section": title,
        "questions": list(questions),
        "turns": [
            {
                "turn_id": to_public(Kind.TURN, entry.id),
                "persona_name": names[entry.speaker],
                "text": entry.text,
            }
            for entry in said
            if entry.speaker is not None
        ],
    }  # fmt: skip


async def stored(session: AsyncSession, group_id: UUID, room: int | None = None) -> list[SectionDigest]:
    """A group's digests, of all rooms or of one, in the order of sections and rooms."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import SectionDigest

    query = select(SectionDigest).where(SectionDigest.focus_group_id == group_id)
    if room is not None:
        query = query.where(SectionDigest.room == room)
    return list(await session.scalars(query.order_by(SectionDigest.section, SectionDigest.room)))


async def store(
    session: AsyncSession,
    group_id: UUID,
    room: int,
    section: int,
    points: Sequence[DigestPoint],
    dropped: int,
    outcome: Outcome[DigestDraft],
) -> None:
    """Keep a digest, or that there is none and why; the first one stays."""
    from sqlalchemy.dialects.postgresql import insert

    from sight_domain.clock import now
    from sight_domain.focus_groups.models import SectionDigest
    from sight_domain.ids import new_uuid

    row = {
        "id": new_uuid(),
        "created_at": now(),
        "focus_group_id": group_id,
        "room": room,
        "section": section,
        "points": [point.model_dump() for point in points],
        "dropped": dropped,
        "outcome": outcome.status.value,
        "reason": outcome.reason,
        "written_by": outcome.model,
    }
    await session.execute(insert(SectionDigest).values(row).on_conflict_do_nothing())


def view(digest: SectionDigest) -> SectionDigestView:
    """A digest as it is shown."""
    return SectionDigestView(
        section=digest.section,
        room=digest.room,
        points=[CitedPoint.model_validate(point) for point in digest.points],
        dropped=digest.dropped,
        outcome=digest.outcome,
        reason=digest.reason,
        written_by=digest.written_by,
    )
