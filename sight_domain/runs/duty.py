"""When and where this process executes: whether it has the seat, and what of its own it begins at once.

A run that this process may execute is begun before the engine is launched, which takes a moment; the engine learns of it
while its first calls are under way. Every second a round sees to the seat and to what dead processes left (`takeover`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.runs.engine import QUEUES, Engine
from sight_domain.runs.executor import Executor
from sight_domain.runs.presence import Presence
from sight_domain.runs.takeover import Takeover
from sight_domain.storage.outages import is_outage

if TYPE_CHECKING:
    from sight_domain.runs.limits import RunLimits
    from sight_domain.runs.models import Run
    from sight_domain.runs.schedules import Schedules
    from sight_domain.runs.store import RunStore
    from sight_domain.runs.usecases import UseCases
    from sight_domain.storage.database import Database

_ROUND_EVERY_SECONDS = 1.0
_LAUNCH_AFTER_SECONDS = 1.0
"""Until then the first calls are prepared and sent; launching takes as much of a processor as that does."""


class Duty:
    """What one process does of all that is to be executed; `RunService` has the meaning of the arguments."""

    def __init__(
        self,
        database: Database,
        store: RunStore,
        use_cases: UseCases,
        schedules: Schedules,
        limits: RunLimits,
        configuration: str,
        *,
        worker: bool,
        queues: Sequence[str],
    ) -> None:
        self._store = store
        self._queues = tuple(queues)
        self._limits = limits
        self.presence = Presence(database, configuration, worker=worker)
        self.executor = Executor(
            store, use_cases, self.presence.name, configuration, self._send_parts, self._send_away
        )
        self.engine = Engine(
            database,
            self.executor,
            self.presence.name,
            configuration,
            dict.fromkeys(QUEUES, limits.per_queue()),
            schedules,
        )
        self.takeover = Takeover(
            database, store, self.presence, self.engine, configuration, use_cases.gave_up
        )
        self._standing_by = asyncio.Lock()
        self._rounding = asyncio.Lock()
        self._watchman: asyncio.Task[None] | None = None
        self._stood_by = False
        self._for_good = worker
        self._unlisted: dict[UUID, Run] = {}
        self._listing: asyncio.Task[None] | None = None

    def take_up(self) -> None:
        """Begin in a moment to execute what waits, and stay at it."""
        self._for_good = True
        if self._watchman is None:
            self._watchman = asyncio.create_task(self._watch_over(), name="sight-runs")

    async def stand_by(self) -> None:
        """Be ready to execute, if it is this process's turn, for as long as the process lives."""
        async with self._standing_by:
            if not self._stood_by:
                await self._round()
                self._stood_by = True
            if self._watchman is None:
                self._watchman = asyncio.create_task(self._watch_over(), name="sight-runs")

    async def execute(self, run: Run) -> None:
        """Have a stored run executed: here, if this process may and can, else by whoever takes it from its queue."""
        if await self._may_begin(run):
            self._unlisted[run.id] = run
            self.executor.begin(run.id, run.attempt)
            if self._listing is None or self._listing.done():
                self._listing = asyncio.create_task(self._list_soon(), name="sight-runs-listing")
            return
        await self.stand_by()
        if not self.engine.launched:
            await self._round()
        if (
            self.engine.launched
            and run.queue in self._queues
            and self.executor.active_runs < self._limits.at_once
        ):
            await self.engine.begin_here(run.id, run.attempt)
        else:
            await self.engine.send_run(run.id, run.attempt, run.queue)

    async def leave(self) -> None:
        """Give back what this process executes, for others to go on with at once, and leave."""
        if self._watchman is not None:
            self._watchman.cancel()
            await asyncio.gather(self._watchman, return_exceptions=True)
            self._watchman = None
        if self._listing is not None:
            self._listing.cancel()
            await asyncio.gather(self._listing, return_exceptions=True)
        unfinished = [run for run in self._unlisted.values() if self.executor.has_begun(run.id)]
        await self.executor.leave()
        for run in unfinished:
            await self.engine.send_run(run.id, run.attempt, run.queue)
        await self.engine.close()
        await self.presence.leave()

    async def _may_begin(self, run: Run) -> bool:
        """Whether a run can be begun before the engine is there, which takes a moment to launch.

        Whoever has the seat may: nobody else takes up a run of which the engine does not know, unless this process dies.
        """
        return (
            self.engine.free
            and run.queue in self._queues
            and self.executor.active_runs + len(self._unlisted) < self._limits.at_once
            and await self.presence.keep()
            and not self.presence.worker
        )

    async def _list_soon(self) -> None:
        """Launch the engine when the first calls of what was begun are under way."""
        while self._unlisted:
            await asyncio.sleep(_LAUNCH_AFTER_SECONDS)
            try:
                await self.stand_by()
                if self._unlisted:
                    await self._round()
            except Exception as error:
                if not is_outage(error):
                    raise

    async def _list_begun(self) -> None:
        """Tell the engine of the runs that were begun without it, so that it gives them to others if this process dies."""
        for run in list(self._unlisted.values()):
            if not self.executor.has_begun(run.id):
                del self._unlisted[run.id]
            elif self.engine.launched:
                await self.engine.begin_here(run.id, run.attempt)
                del self._unlisted[run.id]

    async def _send_parts(self, run: Run, numbers: Sequence[int]) -> None:
        await self.engine.send_parts(run.id, run.attempt, numbers)

    async def _send_away(self, run: Run) -> None:
        """Give a run that belongs to another configuration back to the processes of that one."""
        attempt = await self._store.again(run.id, run.attempt)
        if attempt is not None:
            await self.engine.send_run(run.id, attempt, run.queue, run.configuration)

    async def _watch_over(self) -> None:
        import asyncpg
        import structlog

        while True:
            await asyncio.sleep(_ROUND_EVERY_SECONDS)
            try:
                await self._round()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                continue
            except Exception as error:  # noqa: BLE001 - the watch goes on whatever one round met
                if not is_outage(error):
                    structlog.get_logger("sight.runs").exception("a round of the watch failed")

    async def _round(self) -> None:
        async with self._rounding:
            await self._go_round()

    async def _go_round(self) -> None:
        if not await self.presence.keep():
            return
        if not self.engine.launched:
            if not (self._for_good or await self.takeover.is_work_left()):
                self._unlisted.clear()
                return
            await self.engine.launch(self._queues)
        await self._list_begun()
        await self.takeover.go_round()
