"""The calls under way of each run, so that a run can be cancelled whoever awaits its calls."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID


class CallStopped(Exception):
    """The run of this call was cancelled."""


class RunningCalls:
    """``async with running.of(run_id): …`` ends with `CallStopped` when ``stop(run_id)`` is called meanwhile."""

    def __init__(self) -> None:
        self._scopes: dict[UUID, set[asyncio.Timeout]] = {}

    @contextlib.asynccontextmanager
    async def of(self, run_id: UUID | None) -> AsyncIterator[None]:
        """Raises `CallStopped` instead of finishing the block. Outside a run nothing can stop it."""
        if run_id is None:
            yield
            return
        scope = asyncio.timeout(None)
        scopes = self._scopes.setdefault(run_id, set())
        scopes.add(scope)
        try:
            async with scope:
                yield
        except TimeoutError:
            if scope.expired():
                raise CallStopped from None
            raise
        finally:
            scopes.discard(scope)
            if not scopes:
                self._scopes.pop(run_id, None)

    def stop(self, run_id: UUID) -> int:
        """Cancel the run's calls under way, waiting ones too; how many there were."""
        scopes = self._scopes.get(run_id, set())
        for scope in scopes:
            scope.reschedule(asyncio.get_running_loop().time())
        return len(scopes)
