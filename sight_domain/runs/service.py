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
from sight_domain.runs.duty import Duty
from sight_domain.runs.engine import BULK, INTERACTIVE, QUEUES
from sight_domain.runs.job import Job
from sight_domain.runs.limits import LARGEST_INTERACTIVE, RunLimits
from sight_domain.runs.schedules import Schedule, Schedules
from sight_domain.runs.schemas import RunHappening, RunStatus, RunView
from sight_domain.runs.store import GOING_ON, RunStore
from sight_domain.runs.usecases import UseCase, UseCases

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
_CANCEL_WITHIN_SECONDS = 1.5


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
        self._use_cases = UseCases()
        self._schedules = Schedules()
        self._store = RunStore(database)
        self._duty = Duty(
            database,
            self._store,
            self._use_cases,
            self._schedules,
            self._limits,
            configuration,
            worker=worker,
            queues=queues,
        )
        self._executor = self._duty.executor
        self._started_here: set[UUID] = set()

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
        return await self._duty.takeover.free_stuck()

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
        self._started_here.add(run.id)
        await self._duty.execute(run)
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
            self._started_here.add(run.id)
            await self._duty.execute(reopened)
        return run.id

    async def active_of(self, kind: str, subject_id: UUID) -> UUID | None:
        """The run of a kind that is going on on a subject, if any."""
        return await self._store.active_of(kind, subject_id)

    @property
    def present(self) -> bool:
        """Whether other processes see this one as alive."""
        return self._duty.presence.held

    def on_duty(self) -> None:
        """Begin in a moment to execute what waits, to take over from processes that died, and to keep the schedules.

        For processes that stay; it does not hold up their start.
        """
        self._duty.take_up()

    async def stand_by(self) -> None:
        """Be ready to execute, if it is this process's turn, for as long as the process lives."""
        await self._duty.stand_by()

    async def drain(self) -> None:
        """Wait for every run that this process started to end."""
        for run_id in list(self._started_here):
            await self.wait(run_id, float("inf"), "en")
            self._started_here.discard(run_id)

    async def aclose(self) -> None:
        """Give back what this process executes, for others to go on with at once, and leave."""
        await self._duty.leave()

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
            await self._use_cases.gave_up(run.kind, run.subject_id)

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
            or await self._duty.presence.is_alive(run.executor)
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
