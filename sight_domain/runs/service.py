"""Long jobs: started, followed, cancelled, resumed; executed by one process and, when that dies, by the next.

::

    runs.register(UseCase("personas.generate", Kind.PROJECT, body, part))
    run_id = await runs.start("personas.generate", project_id=…, subject_id=…, arguments={…}, total=20)
    view = await runs.wait(run_id, 50, "en", watch)

Every step of a job stores its own result in the transaction that says it is done, so whoever goes on with a job does
only what is missing. Of the processes that share a database one has the seat and executes, unless workers do
(`presence`); which of them executes what is decided by the engine's queues (`engine`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.language import Language, Text
from sight_domain.runs import refusals
from sight_domain.runs.engine import BULK, INTERACTIVE, QUEUES, Engine
from sight_domain.runs.executor import Executor
from sight_domain.runs.job import Job
from sight_domain.runs.limits import LARGEST_INTERACTIVE, RunLimits
from sight_domain.runs.presence import Presence
from sight_domain.runs.schedules import Schedule, Schedules
from sight_domain.runs.schemas import RunHappening, RunStatus, RunView
from sight_domain.runs.store import GOING_ON, RunStore
from sight_domain.runs.takeover import Takeover
from sight_domain.runs.usecases import UseCase, UseCases
from sight_domain.storage.outages import is_outage

if TYPE_CHECKING:
    from sight_domain.runs.models import Run
    from sight_domain.storage.database import Database

__all__ = [
    "QUEUES",
    "Job",
    "RunLimits",
    "RunService",
    "RunStatus",
    "RunView",
    "Schedule",
    "UseCase",
    "Watcher",
]

Watcher = Callable[[int, int, Text], None]

_LOOK_EVERY_SECONDS = 0.2
_ROUND_EVERY_SECONDS = 1.0
_CANCEL_WITHIN_SECONDS = 1.5
_LAUNCH_AFTER_SECONDS = 0.3


class RunService:
    """One per process and event loop; ``await aclose()`` at its end.

    Args:
        configuration: only processes of the same one execute each other's runs (`configuration_of`).
        worker: whether this process executes whatever other processes do (`sight worker`).
        queues: what it executes.
    """

    def __init__(
        self,
        database: Database,
        limits: RunLimits | None = None,
        *,
        configuration: str = "",
        worker: bool = False,
        queues: Sequence[str] = QUEUES,
    ) -> None:
        self._database = database
        self._limits = limits or RunLimits()
        self._configuration = configuration
        self._queues = tuple(queues)
        self._use_cases = UseCases()
        self._schedules = Schedules()
        self._store = RunStore(database)
        self._presence = Presence(database, configuration, worker=worker)
        self._executor = Executor(
            self._store,
            self._use_cases,
            self._presence.name,
            configuration,
            self._send_parts,
            self._send_away,
        )
        self._engine = Engine(
            database,
            self._executor,
            self._presence.name,
            configuration,
            dict.fromkeys(QUEUES, self._limits.per_queue()),
            self._schedules,
        )
        self._takeover = Takeover(
            database, self._store, self._presence, self._engine, configuration, self._gave_up
        )
        self._standing_by = asyncio.Lock()
        self._rounding = asyncio.Lock()
        self._watchman: asyncio.Task[None] | None = None
        self._stood_by = False
        self._on_duty = worker
        self._started_here: set[UUID] = set()
        self._unlisted: dict[UUID, Run] = {}
        self._listing: asyncio.Task[None] | None = None

    def register(self, use_case: UseCase) -> None:
        """Make runs of a kind executable in this process."""
        self._use_cases.register(use_case)

    def schedule(self, schedule: Schedule) -> None:
        """Have something done by the clock; before this process goes on duty."""
        self._schedules.add(schedule)

    def on_cancel(self, listener: Callable[[UUID], object]) -> None:
        """Have `listener` told of every run that was cancelled, by whatever process, while this one worked on it."""
        self._executor.on_cancel(listener)

    async def free_stuck(self) -> int:
        """Give runs to another process that have not moved for half an hour; returns how many."""
        return await self._takeover.free_stuck()

    async def start(
        self, kind: str, *, project_id: UUID | None, subject_id: UUID, arguments: dict[str, Any], total: int
    ) -> UUID:
        """Store a new run and have it executed; returns its id at once.

        Raises:
            SightError: ``conflict`` when a run of the same kind on the same subject is still going, ``busy`` when
                too many wait already.
        """
        from sight_domain.runs.models import Run

        use_case = self._use_cases.find(kind)
        assert use_case is not None, kind
        await self.require_room(total)
        run = Run(
            id=new_uuid(),
            kind=kind,
            project_id=project_id,
            subject_id=subject_id,
            arguments=arguments,
            version=use_case.version,
            configuration=self._configuration,
            queue=_queue_for(total),
            total=total,
        )
        await self._store.create(run)
        await self._dispatch(run)
        return run.id

    async def require_room(self, total: int) -> None:
        """See, before anything is stored for it, that a run of `total` steps may wait for its turn.

        Raises:
            SightError: ``busy`` when too many wait already.
        """
        waiting = await self._store.waiting(_queue_for(total), self._configuration)
        if waiting >= self._limits.waiting:
            raise refusals.busy(waiting)

    async def wait(
        self, run_id: UUID, seconds: float, language: Language, watch: Watcher | None = None
    ) -> RunView:
        """The run when it has ended or `seconds` have passed, whichever comes first; `watch` hears each event.

        Waiting keeps a run alive: when no other process executes it, this one does.
        """
        if not self._executor.has_begun(run_id):
            await self.stand_by()
        seen, told = 0, None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        ended_here = self._executor.ended(run_id)
        while True:
            happenings = await self._store.happenings(run_id, seen)
            for one in happenings:
                seen = one.seq
                if watch is not None and told != (one.done, one.total, one.message):
                    told = (one.done, one.total, one.message)
                    watch(*told)
            if happenings and happenings[-1].status.ended:
                self._executor.forget(run_id)
                break
            left = deadline - loop.time()
            if left <= 0:
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended_here.wait(), min(left, _LOOK_EVERY_SECONDS))
            ended_here.clear()
        return await self._view(await self._store.get(run_id), language)

    async def finished(self, run_id: UUID, language: Language, watch: Watcher | None = None) -> RunView:
        """The run when it has succeeded, however long that takes.

        Raises:
            SightError: what it failed with, or ``conflict`` when somebody cancelled it.
        """
        view = await self.wait(run_id, float("inf"), language, watch)
        run = await self._store.get(run_id)
        if run.error is not None:
            raise refusals.restored(run.error)
        if view.status is RunStatus.CANCELLED:
            raise refusals.was_cancelled()
        return view

    async def get(self, actor: Actor, public_id: str) -> RunView:
        """A run by its id; ``not_found`` unless its project is the actor's and not deleted."""
        return await self._view(await self._required(actor, public_id), actor.language)

    async def follow(
        self, actor: Actor, public_id: str, seconds: float, watch: Watcher | None = None
    ) -> RunView:
        """`wait` for a run by its id: `watch` hears everything it has said from the beginning, then what comes.

        With 0 seconds it is only looked at: no other process's run is taken on for that.
        """
        run = await self._required(actor, public_id)
        if seconds <= 0:
            return await self._view(run, actor.language)
        return await self.wait(run.id, seconds, actor.language, watch)

    async def happenings(self, actor: Actor, public_id: str, *, after: int = 0) -> list[RunHappening]:
        """What a run has said since the event `after`, oldest first; for following it after reconnecting."""
        run = await self._required(actor, public_id)
        return await self._store.happenings(run.id, after)

    async def of_project(self, project_id: UUID, language: Language, *, limit: int = 20) -> list[RunView]:
        """The last runs of a project, newest first."""
        from sqlalchemy import select

        from sight_domain.runs.models import Run

        query = select(Run).where(Run.project_id == project_id).order_by(Run.id.desc()).limit(limit)
        async with self._database.session() as session:
            runs = list(await session.scalars(query))
        return [await self._view(run, language) for run in runs]

    async def cancel(self, actor: Actor, public_id: str) -> RunView:
        """Stop a run within two seconds; what it has stored stays. Cancelling an ended run changes nothing.

        A run of a deleted project can still be stopped.
        """
        run = await self._required(actor, public_id, deleted=True)
        await self._cancel(run)
        return await self._view(await self._store.get(run.id), actor.language)

    async def cancel_about(self, key: UUID) -> int:
        """Stop the runs that work on a thing, or within a project, that was deleted; how many there were."""
        from sqlalchemy import or_, select

        from sight_domain.runs.models import Run

        query = select(Run).where(or_(Run.project_id == key, Run.subject_id == key), Run.status.in_(GOING_ON))
        async with self._database.session() as session:
            runs = list(await session.scalars(query))
        await asyncio.gather(*(self._cancel(run) for run in runs))
        return len(runs)

    async def resume(self, actor: Actor, public_id: str) -> UUID:
        """Go on with a cancelled or failed run; what it has stored is not done again. A run going on is left alone.

        Raises:
            SightError: ``conflict`` when it has succeeded, has to be started anew, works on something that was deleted, or
                another run does the same meanwhile.
        """
        from sqlalchemy.exc import IntegrityError

        run = await self._required(actor, public_id)
        if RunStatus(run.status) is RunStatus.SUCCEEDED:
            raise refusals.succeeded_already()
        use_case = self._use_cases.for_run(run)
        if not use_case.resumable:
            raise refusals.taken_back()
        if use_case.there is not None and not await use_case.there(run.subject_id):
            raise refusals.subject_deleted(to_public(use_case.subject, run.subject_id))
        try:
            reopened = await self._store.reopen(run.id, self._configuration)
        except IntegrityError as error:
            active = await self._store.active_of(run.kind, run.subject_id)
            raise refusals.already_running(active) from error
        if reopened is not None:
            self._executor.forget(run.id)
            await self._dispatch(reopened)
        return run.id

    async def active_of(self, kind: str, subject_id: UUID) -> UUID | None:
        """The run of a kind that is going on on a subject, if any."""
        return await self._store.active_of(kind, subject_id)

    @property
    def present(self) -> bool:
        """Whether other processes see this one as alive."""
        return self._presence.held

    def on_duty(self) -> None:
        """Begin in a moment to execute what waits, to take over from processes that died, and to keep the schedules.

        For processes that stay; it does not hold up their start.
        """
        self._on_duty = True
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

    async def drain(self) -> None:
        """Wait for every run that this process started to end."""
        for run_id in list(self._started_here):
            await self.wait(run_id, float("inf"), "en")
            self._started_here.discard(run_id)

    async def aclose(self) -> None:
        """Give back what this process executes, for others to go on with at once, and leave."""
        if self._watchman is not None:
            self._watchman.cancel()
            await asyncio.gather(self._watchman, return_exceptions=True)
            self._watchman = None
        if self._listing is not None:
            self._listing.cancel()
            await asyncio.gather(self._listing, return_exceptions=True)
        unfinished = [run for run in self._unlisted.values() if self._executor.has_begun(run.id)]
        await self._executor.leave()
        for run in unfinished:
            await self._engine.send_run(run.id, run.attempt, run.queue)
        await self._engine.close()
        await self._presence.leave()

    async def _cancel(self, run: Run) -> None:
        await self._store.ask_to_cancel(run.id)
        self._executor.stop(run.id)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _CANCEL_WITHIN_SECONDS
        while RunStatus(run.status) is RunStatus.RUNNING and loop.time() < deadline:
            await asyncio.sleep(_LOOK_EVERY_SECONDS / 4)
            run = await self._store.get(run.id)
        # Nobody works on it, or whoever does is too busy to listen; it notices that the run is not its own any more.
        if await self._store.end(run.id, run.attempt, RunStatus.CANCELLED):
            await self._gave_up(run.kind, run.subject_id)

    async def _dispatch(self, run: Run) -> None:
        self._started_here.add(run.id)
        if await self._may_begin(run):
            self._unlisted[run.id] = run
            self._executor.begin(run.id, run.attempt)
            if self._listing is None or self._listing.done():
                self._listing = asyncio.create_task(self._list_soon(), name="sight-runs-listing")
            return
        await self.stand_by()
        if not self._engine.launched:
            await self._round()
        if (
            self._engine.launched
            and run.queue in self._queues
            and self._executor.active_runs < self._limits.at_once
        ):
            await self._engine.begin_here(run.id, run.attempt)
        else:
            await self._engine.send_run(run.id, run.attempt, run.queue)

    async def _may_begin(self, run: Run) -> bool:
        """Whether a run can be begun before the engine is there, which takes a moment to launch.

        Whoever has the seat may: nobody else takes up a run of which the engine does not know, unless this process dies.
        """
        return (
            self._engine.free
            and run.queue in self._queues
            and self._executor.active_runs + len(self._unlisted) < self._limits.at_once
            and await self._presence.keep()
            and not self._presence.worker
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
            if not self._executor.has_begun(run.id):
                del self._unlisted[run.id]
            elif self._engine.launched:
                await self._engine.begin_here(run.id, run.attempt)
                del self._unlisted[run.id]

    async def _gave_up(self, kind: str, subject_id: UUID) -> None:
        """Tell the use case of a run that ended without success, and not in the process that worked on it."""
        use_case = self._use_cases.find(kind)
        if use_case is not None and use_case.stopped is not None:
            await use_case.stopped(subject_id)

    async def _send_parts(self, run: Run, numbers: Sequence[int]) -> None:
        await self._engine.send_parts(run.id, run.attempt, numbers)

    async def _send_away(self, run: Run) -> None:
        """Give a run that belongs to another configuration back to the processes of that one."""
        attempt = await self._store.again(run.id, run.attempt)
        if attempt is not None:
            await self._engine.send_run(run.id, attempt, run.queue, run.configuration)

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
        if not await self._presence.keep():
            return
        if not self._engine.launched:
            if not (self._on_duty or await self._takeover.is_work_left()):
                self._unlisted.clear()
                return
            await self._engine.launch(self._queues)
        await self._list_begun()
        await self._takeover.go_round()

    async def _required(self, actor: Actor, public_id: str, *, deleted: bool = False) -> Run:
        from sqlalchemy import text

        run_id = from_public(Kind.RUN, public_id, field="run_id")
        query = text(
            "select 1 from runs r left join projects p on p.id = r.project_id "
            "where r.id = :run and case when r.project_id is not null then p.owner_id "
            "else cast(r.arguments ->> 'owner_id' as uuid) end is not distinct from cast(:owner as uuid) "
            "and (p.deleted_at is null or :deleted)"
        )
        values = {"run": run_id, "owner": actor.user_id, "deleted": deleted}
        async with self._database.session() as session:
            if await session.scalar(query, values) is None:
                raise refusals.no_such_run()
        return await self._store.get(run_id)

    async def _view(self, run: Run, language: Language) -> RunView:
        from sight_domain.runs.views import run_view

        use_case = self._use_cases.find(run.kind)
        alive = (
            RunStatus(run.status) is not RunStatus.RUNNING
            or run.executor is None
            or await self._presence.is_alive(run.executor)
        )
        return run_view(
            run,
            use_case,
            language,
            cost_usd=await self._store.cost(run.id),
            alive=alive,
            pace=await self._store.pace(run.id) if run.status == RunStatus.RUNNING else None,
        )


def _queue_for(total: int) -> str:
    return INTERACTIVE if total <= LARGEST_INTERACTIVE else BULK
