"""What requests under way may cost at the most, stored for all processes of an installation.

Read and written under one lock of the database, so that no two processes give away the same money.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.llm.budget import Balance, project_scope
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.line import Line

if TYPE_CHECKING:
    import asyncpg

_LOCK = 0x51648
_LIMITS = "select id, coalesce(budget_usd, $1::numeric) as budget from projects where id = any($2::uuid[])"
_SUMS = """
select scope, usd, false as is_reserved from llm_spending where scope = any($1::text[])
union all
select 'project:' || coalesce(project_id::text, 'None'), sum(usd), true
from llm_reservations where expires_at > now() group by project_id
"""
_RESERVE = """
with expired as (delete from llm_reservations where expires_at < now())
insert into llm_reservations (id, project_id, usd, expires_at)
select id, project_id, usd, now() + make_interval(secs => seconds)
from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::float8[]) as t(id, project_id, usd, seconds)
"""


@dataclass(frozen=True, slots=True)
class Reservation:
    """`usd` of a project's budget (and the month's), for so many `seconds` unless it is given back before."""

    id: UUID
    project_id: UUID | None
    usd: Decimal
    seconds: float


class Reservations:
    """``async with reservations.locked() as books: …`` sees every budget as it stands."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._line = Line(database)
        self._of_month = settings.monthly_budget_usd
        self._of_project = settings.project_budget_usd

    async def limits(self, projects: set[UUID | None]) -> dict[UUID | None, Decimal]:
        """The budgets of those projects that have one."""
        if not projects:
            return {}
        rows = await self._line.fetch(_LIMITS, self._of_project, list(projects))
        return {row["id"]: row["budget"] for row in rows if row["budget"] is not None}

    @contextlib.asynccontextmanager
    async def locked(self) -> AsyncIterator[Books]:
        """The books, for nobody else while the block lasts; what it stored is kept when it ends well."""
        async with self._line.locked(_LOCK) as connection:
            yield Books(connection, self._of_month)

    async def give_back(self, reservations: Sequence[UUID]) -> None:
        """Free what was reserved for requests that were not sent."""
        await self._line.fetch("delete from llm_reservations where id = any($1::uuid[])", list(reservations))

    async def aclose(self) -> None:
        """Close the connection."""
        await self._line.aclose()


class Books:
    """The sums while the lock is held."""

    def __init__(self, connection: asyncpg.Connection, of_month: Decimal | None) -> None:
        self._connection = connection
        self._of_month = of_month

    async def balances(self, limits: dict[UUID | None, Decimal], month: str) -> dict[str, Balance]:
        """Every budget concerned, by scope."""
        limit_of = {project_scope(key): limit for key, limit in limits.items()}
        if self._of_month is not None:
            limit_of[month] = self._of_month
        spent: dict[str, Decimal] = {}
        reserved: dict[str, Decimal] = {}
        for row in await self._connection.fetch(_SUMS, list(limit_of)):
            (reserved if row["is_reserved"] else spent)[row["scope"]] = row["usd"]
        reserved[month] = sum(reserved.values(), Decimal(0))
        nothing = Decimal(0)
        return {
            scope: Balance(scope, limit, spent.get(scope, nothing), reserved.get(scope, nothing))
            for scope, limit in limit_of.items()
        }

    async def store(self, reservations: Sequence[Reservation]) -> None:
        """Reserve what was let through."""
        if reservations:
            await self._connection.execute(
                _RESERVE,
                [each.id for each in reservations],
                [each.project_id for each in reservations],
                [each.usd for each in reservations],
                [each.seconds for each in reservations],
            )
