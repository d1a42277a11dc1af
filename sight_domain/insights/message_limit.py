"""How many sets of messages a person may have written an hour, counted in the database for all processes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.insights import refusals
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

PERIOD = timedelta(hours=1)
_SPACE = derive_seed(0, "message limit")


async def left(session: AsyncSession, user_id: UUID | None, per_hour: int) -> int:
    """How many more sets the user may have now."""
    return max(0, per_hour - len(await _recent(session, user_id)))


async def require_one_left(session: AsyncSession, user_id: UUID | None, per_hour: int) -> None:
    """Refuse when there is none left now.

    Raises:
        SightError: ``rate_limited`` with the moment from which there is one again.
    """
    times = await _recent(session, user_id)
    if len(times) >= per_hour:
        raise refusals.too_many_messages(per_hour, times[len(times) - per_hour] + PERIOD)


async def hold(session: AsyncSession, user_id: UUID | None) -> None:
    """Let nobody else count or add sets of this user until the transaction ends."""
    from sqlalchemy import text

    key = derive_seed(0, "messages", str(user_id))
    await session.execute(text("select pg_advisory_xact_lock(:space, :key)"), {"space": _SPACE, "key": key})


async def _recent(session: AsyncSession, user_id: UUID | None) -> list[datetime]:
    """When the sets of the last hour were asked for, oldest first; what failed does not count."""
    from sqlalchemy import select

    from sight_domain.insights.models import MessageSet

    query = (
        select(MessageSet.created_at)
        .where(
            MessageSet.user_id.is_not_distinct_from(user_id),
            MessageSet.created_at > now() - PERIOD,
            MessageSet.status != "failed",
        )
        .order_by(MessageSet.created_at)
    )
    return list(await session.scalars(query))
