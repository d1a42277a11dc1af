"""Going on after the database was away for a moment: restarted, failed over, or cut off."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
_SHUTTING_DOWN = ("57P01", "57P02", "57P03")
"""SQLSTATE: admin_shutdown, crash_shutdown, cannot_connect_now."""


async def outlasting(work: Callable[[], Awaitable[T]], *, seconds: float = 120.0) -> T:
    """``await work()``, again while the database is away, for up to `seconds`.

    `work` must be a whole transaction that may be repeated: of one that broke at its commit nobody knows whether it
    was kept.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_outage(error) or asyncio.get_running_loop().time() + pause > deadline:
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def is_outage(error: BaseException) -> bool:
    """Whether an exception, or what it came from, says that the database went away rather than that it refused."""
    import asyncpg
    from sqlalchemy.exc import DBAPIError

    from sight_domain.storage.embedded import ServerAway

    for cause in causes_of(error):
        if isinstance(cause, DBAPIError) and cause.connection_invalidated:
            return True
        if isinstance(cause, asyncpg.PostgresConnectionError | ConnectionError | ServerAway):
            return True
        if getattr(cause, "sqlstate", None) in _SHUTTING_DOWN:
            return True
        if isinstance(cause, asyncpg.InterfaceError) and "clos" in str(cause):
            return True
        if isinstance(cause, FileNotFoundError) and ".s.PGSQL" in str(cause):
            return True
    return False


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it came from, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        original = getattr(one, "orig", None)
        waiting += [one.__cause__, one.__context__, original if isinstance(original, BaseException) else None]
