"""A connection of one's own for the few statements that every model call and every answer needs.

The engine's pool checks each connection before it is used and compiles each statement; over a thousand small statements
that costs more than the statements do. Here one connection is kept, its statements prepared by the driver, and one
statement runs at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncpg

    from sight_domain.storage.database import Database

_ROLLBACK_SECONDS = 5.0


class Line:
    """Opened with the first statement and again after it was lost; statements take ``$1`` parameters."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()

    async def fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        """The rows of one statement, committed by itself. Repeated once on a new connection when the server went
        away, so it must be one that may run twice."""
        async with self._turn:
            try:
                return await (await self._opened()).fetch(statement, *arguments)
            except Exception as error:
                if not _is_lost(error):
                    raise
                await self._drop()
                return await (await self._opened()).fetch(statement, *arguments)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[asyncpg.Connection]:
        """A transaction of several statements; rolled back when the block raises."""
        async with self._begun("begin") as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def locked(self, key: int) -> AsyncIterator[asyncpg.Connection]:
        """A transaction that holds the advisory lock `key`; rolled back when the block raises."""
        # Two statements in one round trip; neither takes a parameter.
        async with self._begun(f"begin; select pg_advisory_xact_lock({key:d})") as connection:
            yield connection

    async def aclose(self) -> None:
        """Close the connection; a later statement opens it again."""
        async with self._turn:
            await self._drop()

    @contextlib.asynccontextmanager
    async def _begun(self, begin: str) -> AsyncIterator[asyncpg.Connection]:
        async with self._turn:
            connection = await self._opened()
            try:
                await connection.execute(begin)
            except Exception as error:
                if not _is_lost(error):
                    raise
                await self._drop()
                connection = await self._opened()
                await connection.execute(begin)
            try:
                yield connection
                await connection.execute("commit")
            except BaseException:
                await self._roll_back(connection)
                raise

    async def _opened(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await self._database.connect()
        return self._connection

    async def _roll_back(self, connection: asyncpg.Connection) -> None:
        """Give the lock back; a connection that does not even do that is not used again."""
        import asyncpg

        try:
            async with asyncio.timeout(_ROLLBACK_SECONDS):
                await connection.execute("rollback")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            await self._drop()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            connection.terminate()


def _is_lost(error: Exception) -> bool:
    """Whether the server went away, and not the statement failed."""
    import asyncpg

    gone = (
        asyncpg.PostgresConnectionError,
        asyncpg.InterfaceError,
        # What the driver says when the server ended the connection at the very moment it was used.
        asyncpg.InternalClientError,
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
    )
    return isinstance(error, (*gone, OSError))
