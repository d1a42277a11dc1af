"""The steps of an analysis as they are stored, so that what was paid for once is not asked for again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


def fingerprint(turns: Iterable[str]) -> str:
    """What tells these turns from others."""
    return hashlib.sha256(" ".join(sorted(turns)).encode()).hexdigest()[:32]


async def stored(
    session: AsyncSession, group_id: UUID, step: str, turns: str
) -> tuple[dict[str, Any], str] | None:
    """What a step came to and which model wrote it; ``None`` where it has not been taken, or read other turns."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import AnalysisStep

    found = await session.scalar(
        select(AnalysisStep).where(
            AnalysisStep.focus_group_id == group_id, AnalysisStep.step == step, AnalysisStep.turns == turns
        )
    )
    return None if found is None else (found.content, found.written_by)


async def keep(
    session: AsyncSession, group_id: UUID, step: str, turns: str, content: dict[str, Any], written_by: str
) -> None:
    """Store a step in place of what it came to before."""
    from sqlalchemy.dialects.postgresql import insert

    from sight_domain.clock import now
    from sight_domain.focus_groups.models import AnalysisStep
    from sight_domain.ids import new_uuid

    values = {"turns": turns, "content": content, "written_by": written_by}
    taken = insert(AnalysisStep).values(
        id=new_uuid(), created_at=now(), focus_group_id=group_id, step=step, **values
    )
    await session.execute(taken.on_conflict_do_update(index_elements=["focus_group_id", "step"], set_=values))
