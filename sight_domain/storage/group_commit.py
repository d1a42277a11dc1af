"""Rows that are ready at about the same time, stored in one transaction.

A commit costs the same for one row as for fifty: it waits for the disk. Whoever has a row to store hands it over and
waits for the commit that it shares with all the others; while one transaction is under way, rows gather for the next.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from sight_domain.storage.line import Line
from sight_domain.storage.outages import is_outage, outlasting

if TYPE_CHECKING:
    import asyncpg

    from sight_domain.storage.database import Database

T = TypeVar("T")
Write = Callable[["asyncpg.Connection", Sequence[T]], Awaitable[None]]

_LARGEST_BATCH = 500


class GroupCommit(Generic[T]):
    """``await commits.add(row)`` returns when the row is committed; it is, also when the caller is cancelled meanwhile.

    Args:
        database: what is still to be written is written before it closes.
        write: stores some rows in the open transaction of a connection; it may be done again after an outage, so
            storing the same rows twice must store them once.
        line: the connection to write on; one of its own when left out.
        told: what those who wait for a row are told of the error that kept it out; the error itself when left out.
    """

    def __init__(
        self,
        database: Database,
        write: Write[T],
        *,
        line: Line | None = None,
        told: Callable[[Exception], Exception] | None = None,
    ) -> None:
        self._line = line or Line(database)
        self._write = write
        self._told = told or (lambda error: error)
        self._waiting: list[tuple[T, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        database.before_closing(self.aclose)

    async def add(self, row: T) -> None:
        """Store `row` with whatever else is ready.

        Raises:
            Exception: what the database refused the row with. The rows it shared a transaction with are stored.
        """
        await self.put(row)

    def put(self, row: T) -> asyncio.Future[None]:
        """As `add`; handed over at once, and written also when nobody awaits it."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        stored.add_done_callback(_seen)
        self._waiting.append((row, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="sight-group-commit")
        return stored

    async def flush(self) -> None:
        """Return when everything handed over so far is stored or refused."""
        while self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer])

    async def aclose(self) -> None:
        """Store what was handed over, and close the connection; a later row opens it again."""
        await self.flush()
        await self._line.aclose()

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_LARGEST_BATCH], self._waiting[_LARGEST_BATCH:]
            try:
                await self._store(batch)
            except asyncio.CancelledError:
                # The loop is closing: asyncio cancels this task once, and what was handed over must still be kept.
                rest, self._waiting = [*batch, *self._waiting], []
                await self._store(rest)
                raise

    async def _store(self, batch: Sequence[tuple[T, asyncio.Future[None]]]) -> None:
        try:
            await outlasting(lambda: self._commit([row for row, _ in batch]))
        except Exception as error:  # noqa: BLE001 - whoever waits for a row must learn what became of it
            if len(batch) > 1 and not is_outage(error):
                # One of them cannot be stored: the others must not share its fate.
                for one in batch:
                    await self._store([one])
                return
            told = self._told(error)
            for _, stored in batch:
                if not stored.done():
                    stored.set_exception(told)
        else:
            for _, stored in batch:
                if not stored.done():
                    stored.set_result(None)

    async def _commit(self, rows: Sequence[T]) -> None:
        async with self._line.transaction() as connection:
            await self._write(connection, rows)


def _seen(stored: asyncio.Future[None]) -> None:
    """Take note of a failure nobody awaits any more; asyncio would only log it later."""
    with contextlib.suppress(asyncio.CancelledError):
        stored.exception()
