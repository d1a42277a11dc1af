"""Soft deletion, the same for every kind of thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.storage.base import Deletable

RESTORABLE = timedelta(days=7)


class Deletion(BaseModel):
    """What was deleted, until when it can be restored, and how much that belongs to it went out of sight."""

    id: str
    deleted_at: datetime
    reason: str
    restorable_until: datetime
    related: dict[str, int]


class DeletionReason(StrEnum):
    OUTDATED = "outdated"
    DUPLICATE = "duplicate"
    TEST_DATA = "test_data"
    OTHER = "other"


def mark_deleted(row: Deletable, reason: DeletionReason, detail: str | None) -> tuple[datetime, datetime]:
    """Hide a row; returns when it was deleted and until when `restore` brings it back."""
    deleted_at = row.deleted_at = now()
    row.deleted_reason = reason.value
    row.deleted_reason_detail = detail
    return deleted_at, deleted_at + RESTORABLE


def restore(row: Deletable) -> None:
    """Show a hidden row again.

    Raises:
        SightError: ``conflict`` when it is not deleted, or was more than seven days ago.
    """
    if row.deleted_at is None:
        raise SightError(
            ErrorCode.CONFLICT,
            Text(en="This was not deleted.", pl="Ten element nie był usunięty."),
            Text(en="Nothing needs to be done.", pl="Nic nie trzeba robić."),
            field="id",
        )
    if now() > row.deleted_at + RESTORABLE:
        raise SightError(
            ErrorCode.CONFLICT,
            Text(en="This was deleted more than 7 days ago.", pl="Usunięto to ponad 7 dni temu."),
            Text(
                en="It can no longer be restored; create it anew.",
                pl="Nie można już tego przywrócić; utwórz to od nowa.",
            ),
            field="id",
        )
    row.deleted_at = row.deleted_reason = row.deleted_reason_detail = None


async def is_there(session: AsyncSession, table: type[Deletable], key: UUID) -> bool:
    """Whether a row exists and is not hidden."""
    row = await session.get(table, key)
    return row is not None and row.deleted_at is None


async def purge(session: AsyncSession, table: type[Deletable]) -> int:
    """Remove for good the rows of a table that were deleted so long ago that they cannot be restored; how many."""
    from sqlalchemy import delete

    purged = delete(table).where(table.deleted_at < now() - RESTORABLE)
    return (await session.execute(purged)).rowcount  # pyright: ignore[reportAttributeAccessIssue]
