"""Executing runs and parts in this process: begun by the engine, stopped when somebody says so."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.runs import refusals
from sight_domain.runs.job import Job
from sight_domain.runs.schemas import RunStatus
from sight_domain.storage.outages import is_outage, outlasting
from sight_domain.storage.shortages import as_told

if TYPE_CHECKING:
    from sight_domain.runs.models import Run
    from sight_domain.runs.store import RunStore
    from sight_domain.runs.usecases import UseCases

_ORDERS_EVERY_SECONDS = 0.5
_OUTAGES_OUTLASTED = 20
_PAUSE_AFTER_OUTAGE_SECONDS = 1.0


class Leaving(BaseException):
    """This process gives a run back unfinished, for another to go on with."""


class Executor:
    """What this process works on."""

    def __init__(
        self,
        store: RunStore,
        use_cases: UseCases,
        name: str,
        configuration: str,
        send_parts: Callable[[Run, Sequence[int]], Awaitable[None]],
        send_away: Callable[[Run], Awaitable[None]],
    ) -> None:
        self._store = store
        self._use_cases = use_cases
        self._name = name
        self._configuration = configuration
        self._send_parts = send_parts
        self._send_away = send_away
        self._active: dict[asyncio.Task[None], Job] = {}
        self._begun: dict[tuple[UUID, int], asyncio.Task[None]] = {}
        self._on_cancel: list[Callable[[UUID], object]] = []
        self._ended: dict[UUID, asyncio.Event] = {}
        self._orders: asyncio.Task[None] | None = None
        self._leaving = False

    def on_cancel(self, listener: Callable[[UUID], object]) -> None:
        """Have `listener` told of every run that was cancelled while this process worked on it."""
        self._on_cancel.append(listener)

    @property
    def active(self) -> int:
        """How many runs and parts are being worked on here."""
        return len(self._active)

    @property
    def active_runs(self) -> int:
        return sum(job.part is None for job in self._active.values())

    def ended(self, run_id: UUID) -> asyncio.Event:
        """Set when this process has ended its work on a run; for waiting without asking the database."""
        return self._ended.setdefault(run_id, asyncio.Event())

    def forget(self, run_id: UUID) -> None:
        self._ended.pop(run_id, None)

    def begin(self, run_id: UUID, attempt: int) -> None:
        """Execute an attempt without waiting for the engine, which may `run` it later and joins in then."""
        key = (run_id, attempt)
        # A context of its own: the work is not part of the request that began it.
        task = asyncio.create_task(
            self._execute(run_id, attempt), name="sight-run", context=contextvars.Context()
        )
        self._begun[key] = task
        task.add_done_callback(lambda ended: self._over(key, ended))

    def has_begun(self, run_id: UUID) -> bool:
        """Whether an attempt that `begin` began is still going on."""
        return any(begun == run_id for begun, _ in self._begun)

    async def run(self, run_id: UUID, attempt: int) -> None:
        """Execute an attempt to its end, and store how it ended.

        Raises:
            Leaving: when this process is about to end; the run stays as it is.
        """
        begun = self._begun.get((run_id, attempt))
        if begun is None:
            await self._execute(run_id, attempt)
        else:
            await asyncio.shield(begun)

    def _over(self, key: tuple[UUID, int], ended: asyncio.Task[None]) -> None:
        self._begun.pop(key, None)
        error = None if ended.cancelled() else ended.exception()
        if error is not None and not isinstance(error, Leaving):
            import structlog

            structlog.get_logger("sight.runs").error("run lost", run_id=str(key[0]), exc_info=error)

    async def _execute(self, run_id: UUID, attempt: int) -> None:
        if self._leaving:
            raise Leaving
        waiting = await self._store.get(run_id)
        if waiting.configuration != self._configuration:
            await self._send_away(waiting)
            return
        run = await self._store.begin(run_id, attempt, self._name)
        if run is None:
            return
        try:
            use_case = self._use_cases.for_run(run)
        except SightError as error:
            await self._store.end(run_id, attempt, RunStatus.FAILED, error)
            return
        job = Job(run, use_case, self._store, self._name, self._send_parts, done=run.done)
        if run.cancel_requested:
            status, error = RunStatus.CANCELLED, None
        else:
            status, error = await self._worked(job, lambda: use_case.body(job))
        if status is None:
            self._signal(run_id)
            return
        stopped = use_case.stopped
        # Who cancelled it may have ended it, and resumed it meanwhile: then its subject is another attempt's.
        if (
            status is not RunStatus.SUCCEEDED
            and stopped is not None
            and await self._store.is_on(run_id, attempt)
        ):
            await outlasting(lambda: stopped(run.subject_id))
        await self._store.end(run_id, attempt, status, error)
        self._signal(run_id)

    async def part(self, run_id: UUID, attempt: int, number: int) -> None:
        """Execute one part of an attempt.

        Raises:
            Leaving: as `run`.
        """
        part = await self._store.begin_part(run_id, attempt, number, self._name)
        if part is None:
            return
        run = await self._store.get(run_id)
        use_case = self._use_cases.find(run.kind)
        work = use_case.part if use_case is not None else None
        if use_case is None or work is None or use_case.version != run.version:
            error: SightError | None = refusals.unknown_version(run.kind, run.version)
            await self._store.end_part(run_id, attempt, number, self._name, error)
            return
        job = Job(run, use_case, self._store, self._name, self._send_parts, part=number, done=part.done)
        status, error = await self._worked(job, lambda: work(job, part.items))
        if status is not None:
            await self._store.end_part(run_id, attempt, number, self._name, error)

    def stop(self, run_id: UUID) -> None:
        """Cancel what this process does for a run."""
        for job in list(self._active.values()):
            if job.run_id == run_id:
                self._stop(job, cancelled=True)

    async def leave(self) -> None:
        """Give everything back unfinished."""
        self._leaving = True
        tasks = list({*self._active, *self._begun.values()})
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=10)
        if self._orders is not None:
            self._orders.cancel()
            await asyncio.gather(self._orders, return_exceptions=True)

    async def _worked(
        self, job: Job, work: Callable[[], Awaitable[None]]
    ) -> tuple[RunStatus | None, SightError | None]:
        """How the work ended; a status of ``None`` when it is no longer this process's to say."""
        if self._leaving:
            raise Leaving
        task = asyncio.current_task()
        assert task is not None
        self._active[task] = job
        if self._orders is None or self._orders.done():
            self._orders = asyncio.create_task(self._follow_orders(), name="sight-run-orders")
        try:
            await self._through_outages(work)
            await job.settle()
        except asyncio.CancelledError as error:
            if not task.cancelling():
                return RunStatus.FAILED, _defect(job, error)
            task.uncancel()
            # Cancelled by nobody who knows runs: the event loop is ending, without having left before.
            if self._leaving or not (job.cancelled or job.taken_away):
                raise Leaving from None
            return (None if job.taken_away else RunStatus.CANCELLED), None
        except SightError as error:
            return RunStatus.FAILED, error
        except Exception as error:  # noqa: BLE001 - the end of the line: whatever broke becomes the run's error
            return RunStatus.FAILED, as_told(error) or _defect(job, error)
        finally:
            self._active.pop(task, None)
            if job.cancelled:
                self._end_calls(job.run_id)
        return RunStatus.SUCCEEDED, None

    async def _through_outages(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work, from what is stored, again whenever the database was away."""
        for _ in range(_OUTAGES_OUTLASTED):
            try:
                await work()
            except Exception as error:
                if not is_outage(error):
                    raise
                await asyncio.sleep(_PAUSE_AFTER_OUTAGE_SECONDS)
            else:
                return
        await work()

    async def _follow_orders(self) -> None:
        while self._active:
            jobs = list(self._active.values())
            try:
                orders = await self._store.orders([(job.run_id, job.attempt) for job in jobs])
            except Exception as error:
                if not is_outage(error):
                    raise
                orders = {}
            for job in jobs:
                decided = orders.get(job.run_id)
                if decided is not None and (decided.cancel or decided.taken_away):
                    self._stop(job, cancelled=decided.cancel)
            await asyncio.sleep(_ORDERS_EVERY_SECONDS)

    def _stop(self, job: Job, *, cancelled: bool) -> None:
        """End a job; one that was told so before and goes on all the same loses its calls too."""
        was_cancelled = job.cancelled
        job.stop(cancelled=cancelled)
        if was_cancelled:
            self._end_calls(job.run_id)

    def _end_calls(self, run_id: UUID) -> None:
        """Tell whoever holds calls of a cancelled run, unless it was resumed and is worked on here again."""
        if any(job.run_id == run_id and not job.cancelled for job in self._active.values()):
            return
        for listener in self._on_cancel:
            listener(run_id)

    def _signal(self, run_id: UUID) -> None:
        if run_id in self._ended:
            self._ended[run_id].set()


def _defect(job: Job, error: BaseException) -> SightError:
    import structlog

    structlog.get_logger("sight.runs").error("run failed", run_id=str(job.run_id), exc_info=error)
    return refusals.defect(error)
