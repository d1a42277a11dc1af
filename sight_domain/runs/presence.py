"""Who is alive, and who may execute: advisory locks that PostgreSQL drops by itself when their process is gone.

Every process that executes runs holds a lock of its own name. Where nobody runs `sight worker`, one of the processes
of an installation and configuration has the *seat*, and it alone executes; workers share the seat, so that a chat beside them only
watches.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import asyncpg

    from sight_domain.storage.database import Database

_SEAT = "sight.runs.seat"
_GRACE_SECONDS = 3.0
"""How long a name must be unlocked before its process counts as dead: after a restart of PostgreSQL everybody's lock
is gone, and the living take theirs again within a second."""
_KEEPALIVE = {"tcp_keepalives_idle": "2", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "3"}
"""A machine that vanished without a word is noticed by the server within some five seconds."""


class Presence:
    """This process's place among those that share a database. ``await keep()`` at least every second."""

    def __init__(self, database: Database, configuration: str, *, worker: bool) -> None:
        self._seat = f"{_SEAT}:{configuration}"
        self.name = f"{_machine()}:{os.getpid()}:{uuid4().hex[:8]}"
        self.worker = worker
        self.seated = False
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self._present = False
        self._using = asyncio.Lock()
        self._unlocked_since: dict[str, float] = {}

    @property
    def held(self) -> bool:
        """Whether this process holds its name over a connection that stands."""
        return self._present and self._connection is not None and not self._connection.is_closed()

    async def keep(self) -> bool:
        """Hold what is held, also after the database was away; returns whether this process may execute.

        Raises:
            OSError, asyncpg.PostgresError: while the database is away.
        """
        async with self._using:
            connection = await self._connected()
            if not self._present:
                self._present = await _lock(connection, self.name)
            if self.worker:
                self.seated = self.seated or await _lock(connection, self._seat, shared=True)
                return True
            if not self.seated:
                self.seated = await _lock(connection, self._seat)
            return self.seated

    async def dead_among(self, names: set[str]) -> set[str]:
        """Those of these processes that are gone for good."""
        names = names - {self.name}
        self._unlocked_since = {name: since for name, since in self._unlocked_since.items() if name in names}
        if not names:
            return set()
        async with self._using:
            connection = await self._connected()
            living = {name for name in names if await _is_locked(connection, name)}
        at = time.monotonic()
        dead = set()
        for name in names:
            if name in living:
                self._unlocked_since.pop(name, None)
            elif _gone_from_here(name) or at - self._unlocked_since.setdefault(name, at) >= _GRACE_SECONDS:
                dead.add(name)
        return dead

    async def is_alive(self, name: str) -> bool:
        """Whether a process holds the lock of this name just now."""
        if name == self.name and self._present:
            return True
        async with self._using:
            return await _is_locked(await self._connected(), name)

    async def is_seated(self, configuration: str) -> bool:
        """Whether any process executes for a configuration."""
        async with self._using:
            return await _is_locked(await self._connected(), f"{_SEAT}:{configuration}")

    async def leave(self) -> None:
        """Give up name and seat, so that others take over at once."""
        async with self._using:
            connection, self._connection = self._connection, None
            self._present = self.seated = False
            if connection is not None:
                with contextlib.suppress(OSError):
                    await connection.close(timeout=2)

    async def _connected(self) -> asyncpg.Connection:
        import asyncpg

        if self._connection is not None and not self._connection.is_closed():
            return self._connection
        self._present = self.seated = False
        await self._database.open()
        url = self._database.url
        connection = await asyncpg.connect(url, timeout=5, server_settings=_keepalive(url))
        self._connection = connection
        return connection


def _keepalive(url: str) -> dict[str, str]:
    return {} if "host=/" in url else _KEEPALIVE


def _machine() -> str:
    """This machine, or container: process numbers mean the same thing only within one."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"


def _gone_from_here(name: str) -> bool:
    """Whether the name is of a process of this machine that does not exist any more."""
    import psutil

    machine, pid, _ = name.rsplit(":", 2)
    return machine == _machine() and not psutil.pid_exists(int(pid))


def _key(name: str) -> int:
    """A signed 64-bit number for a name, as PostgreSQL's advisory locks take them."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


async def _lock(connection: asyncpg.Connection, name: str, *, shared: bool = False) -> bool:
    kind = "_shared" if shared else ""
    return bool(await connection.fetchval(f"select pg_try_advisory_lock{kind}($1)", _key(name)))


async def _is_locked(connection: asyncpg.Connection, name: str) -> bool:
    return bool(
        await connection.fetchval(
            "select exists(select from pg_locks where locktype = 'advisory' and granted and objsubid = 1"
            " and database = (select oid from pg_database where datname = current_database())"
            " and ((classid::bigint << 32) | objid::bigint) = $1)",
            _key(name),
        )
    )
