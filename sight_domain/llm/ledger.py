"""Writes the ledger: every request sent to a provider is a row before its outcome is handed out.

Rows that end at about the same time share one statement (group commit), which also gives back what was reserved for
them and raises the sums that budgets are held against; so a budget sees a request as reserved or as spent, never as
both or neither. A killed process loses the rows of requests whose answers it had not handed out yet, and no other.
"""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.storage.database import Database
from sight_domain.storage.group_commit import GroupCommit
from sight_domain.storage.line import Line

if TYPE_CHECKING:
    import asyncpg

_INSERT = """
with entry as (
    insert into llm_calls select * from json_populate_recordset(null::llm_calls, $1::json)
    on conflict do nothing returning project_id, run_id, created_at, cost_usd
), settled as (
    delete from llm_reservations where id = any($2::uuid[])
), paid as (
    select 'project:' || project_id as scope, cost_usd from entry where project_id is not null and cost_usd > 0
    union all
    select 'run:' || run_id, cost_usd from entry where run_id is not null and cost_usd > 0
    union all
    select 'month:' || to_char(created_at at time zone 'UTC', 'YYYY-MM'), cost_usd from entry where cost_usd > 0
)
insert into llm_spending (scope, usd) select scope, sum(cost_usd) from paid group by scope order by scope
on conflict (scope) do update set usd = llm_spending.usd + excluded.usd
"""
_open: weakref.WeakKeyDictionary[Database, weakref.WeakSet[GroupCommit[LedgerEntry]]] = (
    weakref.WeakKeyDictionary()
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One attempt. Times are UTC, `latency_ms` milliseconds, `cost_usd` US dollars at the prices of `priced_on`;
    `reservation` is what a budget holds for it."""

    call_id: UUID
    attempt: int
    task: str
    provider: str
    model: str
    prompt_id: str
    prompt_version: int
    prompt_language: str
    usage: Usage
    cost_usd: Decimal
    latency_ms: float
    status: OutcomeStatus
    reason: str
    run_id: UUID | None
    project_id: UUID | None
    thread: str | None
    seed: int | None
    priced_on: date | None = None
    reservation: UUID | None = None
    created_at: datetime = field(default_factory=now)
    id: UUID = field(default_factory=new_uuid)

    def row(self) -> dict[str, Any]:
        """The entry as columns of ``llm_calls``."""
        aside = ("usage", "reservation")
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in aside}
        return {**columns, **asdict(self.usage), "status": self.status.value}


class Ledger:
    """``await ledger.add(entry)`` returns when the row is committed; not awaited, it is written all the same.

    Args:
        line: the connection to write on; one of its own when left out.
        settled: called when reservations were given back, so that whoever waits for room may try again.
    """

    def __init__(
        self, database: Database, settled: Callable[[], None] = lambda: None, line: Line | None = None
    ) -> None:
        self._rows = GroupCommit(database, _insert, line=line, told=_unwritten)
        self._settled = settled
        _open.setdefault(database, weakref.WeakSet()).add(self._rows)

    def add(self, entry: LedgerEntry) -> asyncio.Future[None]:
        """Queue one row. The future fails with `SightError` (``unavailable``) when it cannot be written."""
        written = self._rows.put(entry)
        if entry.reservation is not None:
            written.add_done_callback(lambda _: self._settled())
        return written

    async def flush(self) -> None:
        """Return when everything added so far is committed or has failed."""
        await self._rows.flush()


async def _insert(connection: asyncpg.Connection, entries: Sequence[LedgerEntry]) -> None:
    # A row repeated after a lost connection is the same row.
    settled = [entry.reservation for entry in entries if entry.reservation is not None]
    rows = json.dumps([entry.row() for entry in entries], default=str)
    await connection.execute(_INSERT, rows, settled)


async def flush_ledgers(database: Database) -> None:
    """Wait until this process's rows for `database` are written, so that a query counts them all."""
    for rows in list(_open.get(database, ())):
        await rows.flush()


def _unwritten(error: Exception) -> SightError:
    if isinstance(error, SightError):
        return error
    # SQLAlchemy's own text repeats the statement with all its rows; the driver's says what was wrong.
    cause = " ".join(str(getattr(error, "orig", None) or error).split())[:300]
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en=f"The ledger of model calls cannot be written: {cause}",
            pl=f"Nie można zapisać rejestru wywołań modeli: {cause}",
        ),
        Text(
            en="Run `sight doctor` to see whether the database is reachable and migrated.",
            pl="Uruchom `sight doctor`, by sprawdzić, czy baza danych jest osiągalna i zmigrowana.",
        ),
    )
