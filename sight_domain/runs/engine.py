"""The durable engine underneath: DBOS, which hands queued work to exactly one process and gives back what a dead one had.

A run is one workflow of DBOS, a part of a large run another; their ids are the run's with its attempt (and the
part's number), so that sending one twice sends it once. What a run has done is in Sight's own tables, written in the
transactions that store its results; DBOS keeps who has to do what. DBOS is one per process: it executes for the
installation whose `Engine` launched it last.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import threading
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.runs.executor import Leaving

if TYPE_CHECKING:
    from dbos import DBOSClient

    from sight_domain.runs.executor import Executor
    from sight_domain.runs.schedules import Schedules
    from sight_domain.storage.database import Database

SCHEMA = "durable"
INTERACTIVE, BULK, PARTS = "interactive", "bulk", "parts"
QUEUES = (INTERACTIVE, BULK, PARTS)
_APPLICATION = "sight"
_PROTOCOL = "1"
"""DBOS's application version: what the workflows below take. It changes only when they do, so a newer Sight goes on
with what an older one began; the versions of use cases are checked run by run."""
_RUN, _PART, _SCHEDULE = "sight.run", "sight.part", "sight.schedule"
_POLL_SECONDS = 0.5
_MOST_TAKEOVERS = 100

_hosting = threading.Lock()
_host: Engine | None = None


class Engine:
    """DBOS for one database. Calls may wait for the database; none of them blocks the event loop."""

    def __init__(
        self,
        database: Database,
        executor: Executor,
        name: str,
        configuration: str,
        limits: dict[str, tuple[int, int | None]],
        schedules: Schedules,
    ) -> None:
        """`limits`: per queue, how much of it one process does at a time, and all processes together."""
        self._schedules = schedules
        self._configuration = configuration
        self._database = database
        self._executor = executor
        self._name = name
        self._limits = limits
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: DBOSClient | None = None
        self._connecting = asyncio.Lock()

    @property
    def launched(self) -> bool:
        """Whether this process executes for this installation now."""
        return _host is self

    @property
    def free(self) -> bool:
        """Whether this process executes for no installation yet."""
        return _host is None

    async def launch(self, queues: Sequence[str]) -> bool:
        """Begin to execute what is in `queues`; ``False`` while the process is busy for another installation."""
        from sight_domain.storage.migrate import with_migration_lock

        if self.launched:
            return True
        await self._database.open()
        self._loop = asyncio.get_running_loop()
        async with with_migration_lock(self._database.url):
            return await asyncio.to_thread(self._launch, tuple(queues))

    async def send_run(
        self, run_id: UUID, attempt: int, queue: str, configuration: str | None = None
    ) -> None:
        """Put an attempt into its queue, this configuration's unless another is named."""
        await self._send(_RUN, run_name(run_id, attempt), queue, configuration, str(run_id), attempt)

    async def send_parts(self, run_id: UUID, attempt: int, numbers: Iterable[int]) -> None:
        """Put parts of an attempt into their queue."""
        for number in numbers:
            name = f"{run_name(run_id, attempt)}.{number}"
            await self._send(_PART, name, PARTS, None, str(run_id), attempt, number)

    async def begin_here(self, run_id: UUID, attempt: int) -> None:
        """Execute an attempt in this process without its waiting in a queue."""
        await asyncio.to_thread(self._begin_here, run_id, attempt)

    async def take_over(self, dead: set[str]) -> int:
        """Give back to the queues what these dead processes had; returns how much that was."""
        if not dead or not self.launched:
            return 0
        from dbos import DBOS

        handles = await asyncio.to_thread(DBOS._recover_pending_workflows, sorted(dead))
        return len(handles)

    async def close(self) -> None:
        """Stop executing here, and close connections. Give up the work before: see `Executor.leave`."""
        await asyncio.to_thread(self._close)

    async def _send(
        self, workflow: str, name: str, queue: str, configuration: str | None, *arguments: Any
    ) -> None:
        client = await self._connected()
        priority = 1 if queue == INTERACTIVE else 10
        options = {
            "workflow_name": workflow,
            "queue_name": self._full(queue, configuration),
            "workflow_id": name,
            "app_version": _PROTOCOL,
            "priority": priority,
        }
        await asyncio.to_thread(client.enqueue, options, *arguments)  # pyright: ignore[reportArgumentType]

    def _full(self, queue: str, configuration: str | None = None) -> str:
        """A queue's name with the configuration whose processes serve it."""
        return f"{queue}:{self._configuration if configuration is None else configuration}"

    async def _connected(self) -> DBOSClient:
        from sight_domain.storage.migrate import with_migration_lock

        async with self._connecting:
            if self._client is None:
                await self._database.open()
                if not self.launched:
                    # Another process may be in the middle of it.
                    async with with_migration_lock(self._database.url):
                        await asyncio.to_thread(self._migrate)
                self._client = await asyncio.to_thread(self._new_client)
            return self._client

    def _new_client(self) -> DBOSClient:
        from dbos import DBOSClient

        _quiet()
        return DBOSClient(
            system_database_url=_sqlalchemy_url(self._database.url),
            dbos_system_schema=SCHEMA,
            application_name=_APPLICATION,
            system_database_pool_size=2,
            lazy=True,
        )

    def _migrate(self) -> None:
        from dbos import DBOS

        _quiet()
        DBOS.migrate(_sqlalchemy_url(self._database.url), schema=SCHEMA)

    def _launch(self, queues: tuple[str, ...]) -> bool:
        global _host
        from dbos import DBOS

        with _hosting:
            if _host is self:
                return True
            if _host is not None and not _host._give_way():
                return False
            _workflows()
            _scheduled()
            _quiet()
            DBOS(
                config={
                    "name": _APPLICATION,
                    "system_database_url": _sqlalchemy_url(self._database.url),
                    "dbos_system_schema": SCHEMA,
                    "executor_id": self._name,
                    "application_version": _PROTOCOL,
                    "sys_db_pool_size": 5,
                    "max_executor_threads": 64,
                    "log_level": "CRITICAL",
                }
            )
            try:
                DBOS.listen_queues([self._full(queue) for queue in queues])
                DBOS.launch()
                for queue in QUEUES:
                    here, everywhere = self._limits[queue]
                    DBOS.register_queue(
                        self._full(queue),
                        worker_concurrency=here,
                        global_concurrency=everywhere,
                        polling_interval_sec=_POLL_SECONDS,
                        on_conflict="always_update",
                    )
                DBOS.apply_schedules(
                    [
                        {
                            "schedule_name": schedule.name,
                            "workflow_fn": _scheduled(),
                            "schedule": schedule.cron,
                            "context": schedule.name,
                            "automatic_backfill": schedule.catch_up,
                        }
                        for schedule in self._schedules.all()
                    ]
                )
            except BaseException:
                DBOS.destroy()
                raise
            _host = self
            return True

    def _begin_here(self, run_id: UUID, attempt: int) -> None:
        from dbos import DBOS, SetWorkflowID

        run, _ = _workflows()
        with SetWorkflowID(run_name(run_id, attempt)):
            DBOS.start_workflow(run, str(run_id), attempt)

    def _give_way(self) -> bool:
        """Stop executing for this installation if nothing is going on; called under the lock of `_host`."""
        global _host
        loop = self._loop
        if loop is not None and not loop.is_closed() and self._executor.active:
            return False
        self._destroy()
        _host = None
        return True

    def _close(self) -> None:
        global _host
        with _hosting:
            if _host is self:
                self._destroy()
                _host = None
        if self._client is not None:
            self._client.destroy()
            self._client = None

    @staticmethod
    def _destroy() -> None:
        from dbos import DBOS

        DBOS.destroy()

    def perform(self, work: Callable[[Executor], Coroutine[Any, Any, None]]) -> None:
        """Do something in this installation's event loop, from a thread of DBOS, and wait for its end.

        Raises:
            Leaving: when the process gives the work back; DBOS then keeps it as pending.
        """
        outcome: concurrent.futures.Future[None] = concurrent.futures.Future()

        def begin() -> None:
            task = asyncio.ensure_future(work(self._executor))
            task.add_done_callback(lambda ended: _pass_on(ended, outcome))

        if self._loop is None or self._loop.is_closed():
            raise Leaving
        try:
            # A context of its own: the work is not to think that it is inside DBOS.
            self._loop.call_soon_threadsafe(begin, context=contextvars.Context())
        except RuntimeError as error:
            raise Leaving from error
        outcome.result()


def run_name(run_id: UUID, attempt: int) -> str:
    """The id of the workflow that executes an attempt."""
    return f"{run_id}.{attempt}"


def is_current(version: str | None) -> bool:
    """Whether this version of Sight executes workflows of an application version of DBOS."""
    return version == _PROTOCOL


def _pass_on(ended: asyncio.Task[None], outcome: concurrent.futures.Future[None]) -> None:
    if ended.cancelled():
        outcome.set_exception(Leaving())
        return
    error = ended.exception()
    if error is None:
        outcome.set_result(None)
    else:
        outcome.set_exception(error)


@lru_cache(maxsize=1)
def _workflows() -> tuple[Callable[[str, int], None], Callable[[str, int, int], None]]:
    """The two workflows, registered with DBOS once a process."""
    from dbos import DBOS

    @DBOS.workflow(name=_RUN, max_recovery_attempts=_MOST_TAKEOVERS)
    def run(run_id: str, attempt: int) -> None:
        _perform(lambda executor: executor.run(UUID(run_id), attempt))

    @DBOS.workflow(name=_PART, max_recovery_attempts=_MOST_TAKEOVERS)
    def part(run_id: str, attempt: int, number: int) -> None:
        _perform(lambda executor: executor.part(UUID(run_id), attempt, number))

    return run, part


@lru_cache(maxsize=1)
def _scheduled() -> Callable[[datetime, str], None]:
    """The workflow behind every schedule, registered with DBOS once a process."""
    from dbos import DBOS

    @DBOS.workflow(name=_SCHEDULE)
    def scheduled(at: datetime, name: str) -> None:
        host = _host
        if host is None:
            raise Leaving
        host.perform(lambda _: host._schedules.perform(name))

    return scheduled


def _perform(work: Callable[[Executor], Coroutine[Any, Any, None]]) -> None:
    host = _host
    if host is None:
        raise Leaving
    host.perform(work)


def _quiet() -> None:
    """Keep DBOS's own notes off standard error: what a user has to know is in the run."""
    import logging

    logging.getLogger("dbos").setLevel(logging.CRITICAL)


def _sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
