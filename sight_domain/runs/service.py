"""Long jobs: started, followed, cancelled; each executed by the process that started it.

Every step of a job stores its own result, so a job that stopped half-way keeps what it has, and starting its use
case again does only what is missing. While a job executes, its process holds an advisory lock on it; a job that
says "running" and is not locked lost its process, and shows as failed with a hint how to go on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.language import Language, Text
from sight_domain.runs.schemas import RunStatus, RunView

if TYPE_CHECKING:
    import asyncpg
    from sqlalchemy import ColumnElement

    from sight_domain.runs.models import Run
    from sight_domain.storage.database import Database

Watcher = Callable[[int, int, Text], None]
Work = Callable[["Progress"], Awaitable[None]]

_POLL_SECONDS = 0.25


class Progress:
    """What a job says while it works. ``await progress.advance(text)`` after each step."""

    def __init__(self, runs: RunService, run_id: UUID, total: int) -> None:
        self.run_id = run_id
        self.done = 0
        self.total = total
        self._runs = runs
        self._writing = asyncio.Lock()

    async def say(self, message: Text) -> None:
        """Tell what is going on, without a step done."""
        await self._runs.record(self, message)

    async def advance(self, message: Text) -> None:
        """One more step of `total` is done and stored."""
        self.done += 1
        async with self._writing:
            await self._runs.record(self, message)


class RunService:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._watchers: dict[UUID, list[Watcher]] = {}
        self._locks: asyncpg.Connection | None = None
        self._locking = asyncio.Lock()

    async def start(
        self,
        kind: str,
        *,
        project_id: UUID | None,
        subject_id: UUID,
        arguments: dict[str, Any],
        total: int,
        work: Work,
    ) -> UUID:
        """Store a new run and begin `work` in this process; returns its id at once.

        Raises:
            SightError: ``conflict`` when a run of the same kind on the same subject is still going.
        """
        from sqlalchemy import select

        from sight_domain.runs.models import Run

        run_id = new_uuid()
        if not await self._lock(subject_id):
            raise _already_running(kind)
        async with self._database.session() as session:
            for stale in await session.scalars(select(Run).where(Run.subject_id == subject_id, _not_ended())):
                _enter(stale, RunStatus.FAILED, _interrupted())
            session.add(
                Run(
                    id=run_id,
                    kind=kind,
                    project_id=project_id,
                    subject_id=subject_id,
                    arguments=arguments,
                    total=total,
                    status=RunStatus.QUEUED,
                )
            )
        progress = Progress(self, run_id, total)
        self._tasks[run_id] = asyncio.create_task(
            self._execute(progress, subject_id, work), name=f"run {kind}"
        )
        return run_id

    async def wait(
        self, run_id: UUID, seconds: float, language: Language, watch: Watcher | None = None
    ) -> RunView:
        """The run when it has ended or `seconds` have passed, whichever comes first; `watch` hears each step."""
        task = self._tasks.get(run_id)
        if watch is not None:
            self._watchers.setdefault(run_id, []).append(watch)
        try:
            if task is not None:
                await asyncio.wait([task], timeout=seconds)
            else:
                deadline = asyncio.get_running_loop().time() + seconds
                while not (await self._view(run_id, language)).status.ended:
                    if asyncio.get_running_loop().time() >= deadline:
                        break
                    await asyncio.sleep(_POLL_SECONDS)
        finally:
            if watch is not None and run_id in self._watchers:
                self._watchers[run_id].remove(watch)
        return await self._view(run_id, language)

    async def get(self, actor: Actor, public_id: str) -> RunView:
        """A run by its id; ``not_found`` unless its project is the actor's."""
        run_id = from_public(Kind.RUN, public_id, field="run_id")
        await self._require(actor, run_id)
        return await self._view(run_id, actor.language)

    async def of_project(self, project_id: UUID, language: Language, *, limit: int = 20) -> list[RunView]:
        """The last runs of a project, newest first."""
        from sqlalchemy import select

        from sight_domain.runs.models import Run

        query = select(Run.id).where(Run.project_id == project_id).order_by(Run.id.desc()).limit(limit)
        async with self._database.session() as session:
            keys = list(await session.scalars(query))
        return [await self._view(key, language) for key in keys]

    async def cancel(self, actor: Actor, public_id: str) -> RunView:
        """Stop a run; what it has stored stays. Cancelling an ended run changes nothing."""
        from sight_domain.runs.models import Run

        run_id = from_public(Kind.RUN, public_id, field="run_id")
        await self._require(actor, run_id)
        task = self._tasks.get(run_id)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        else:
            async with self._database.session() as session:
                run = await session.get_one(Run, run_id)
                run.cancel_requested = True
            await self.wait(run_id, 5.0, actor.language)
        return await self._view(run_id, actor.language)

    async def active_of(self, subject_id: UUID) -> UUID | None:
        """The run that is going on on a subject, if any."""
        from sqlalchemy import select

        from sight_domain.runs.models import Run

        async with self._database.session() as session:
            found = await session.scalars(
                select(Run.id).where(Run.subject_id == subject_id, _not_ended()).order_by(Run.id.desc())
            )
            candidates = list(found)
        for run_id in candidates:
            if not (await self._view(run_id, "en")).status.ended:
                return run_id
        return None

    async def drain(self) -> None:
        """Wait for every run of this process to end."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def aclose(self) -> None:
        """Cancel this process's runs and give up its locks."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._locks is not None:
            await self._locks.close()
            self._locks = None

    async def record(self, progress: Progress, message: Text) -> None:
        """Store where a run is; stops it when another process asked for that."""
        from sight_domain.runs.models import Run

        async with self._database.session() as session:
            run = await session.get_one(Run, progress.run_id)
            run.done = max(run.done, progress.done)
            run.total = progress.total
            run.message = {"en": message.en, "pl": message.pl}
            cancelled = run.cancel_requested
        for watch in self._watchers.get(progress.run_id, []):
            watch(progress.done, progress.total, message)
        if cancelled:
            raise asyncio.CancelledError

    async def _execute(self, progress: Progress, subject_id: UUID, work: Work) -> None:
        await self._set(progress.run_id, RunStatus.RUNNING)
        try:
            await work(progress)
        except asyncio.CancelledError:
            await asyncio.shield(self._set(progress.run_id, RunStatus.CANCELLED))
        except SightError as error:
            await self._set(progress.run_id, RunStatus.FAILED, error)
        except Exception as error:  # noqa: BLE001 - the end of the line: whatever broke becomes the run's error
            import structlog

            structlog.get_logger("sight.runs").exception("run failed", run_id=str(progress.run_id))
            await self._set(progress.run_id, RunStatus.FAILED, _defect(error))
        else:
            await self._set(progress.run_id, RunStatus.SUCCEEDED)
        finally:
            self._tasks.pop(progress.run_id, None)
            self._watchers.pop(progress.run_id, None)
            await self._unlock(subject_id)

    async def _set(self, run_id: UUID, status: RunStatus, error: SightError | None = None) -> None:
        from sight_domain.runs.models import Run

        async with self._database.session() as session:
            _enter(await session.get_one(Run, run_id), status, error)

    async def _view(self, run_id: UUID, language: Language) -> RunView:
        from sqlalchemy import text

        from sight_domain.runs.models import Run

        async with self._database.session() as session:
            run = await session.get_one(Run, run_id)
            cost = await session.scalar(
                text("select coalesce(sum(cost_usd), 0) from llm_calls where run_id = :run"), {"run": run_id}
            )
        if not RunStatus(run.status).ended and await self._is_orphan(run):
            await self._set(run_id, RunStatus.FAILED, _interrupted())
            return await self._view(run_id, language)
        return RunView(
            id=to_public(Kind.RUN, run.id),
            kind=run.kind,
            status=RunStatus(run.status),
            done=run.done,
            total=run.total,
            message=run.message.get(language, ""),
            cost_usd=round(float(cost or 0), 6),
            error=run.error[language] if run.error else None,
        )

    async def _require(self, actor: Actor, run_id: UUID) -> None:
        from sqlalchemy import text

        query = text(
            "select 1 from runs r left join projects p on p.id = r.project_id "
            "where r.id = :run and (r.project_id is null or p.owner_id is not distinct from :owner)"
        )
        async with self._database.session() as session:
            if await session.scalar(query, {"run": run_id, "owner": actor.user_id}) is None:
                raise SightError(
                    ErrorCode.NOT_FOUND,
                    Text(en="There is no such run.", pl="Nie ma takiego zadania."),
                    Text(
                        en="Use the run id that the starting tool returned.",
                        pl="Użyj identyfikatora zadania zwróconego przez narzędzie, które je rozpoczęło.",
                    ),
                    field="run_id",
                )

    async def _is_orphan(self, run: Run) -> bool:
        if run.id in self._tasks:
            return False
        if not await self._lock(run.subject_id):
            return False
        await self._unlock(run.subject_id)
        return True

    async def _lock(self, subject_id: UUID) -> bool:
        async with self._locking:
            connection = await self._lock_connection()
            held = await connection.fetchval(
                "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
                " and ((classid::bigint << 32) | objid::bigint) = $1 and objsubid = 1",
                _lock_key(subject_id),
            )
            return not held and bool(
                await connection.fetchval("select pg_try_advisory_lock($1)", _lock_key(subject_id))
            )

    async def _unlock(self, subject_id: UUID) -> None:
        with contextlib.suppress(OSError):
            async with self._locking:
                connection = await self._lock_connection()
                await connection.execute("select pg_advisory_unlock($1)", _lock_key(subject_id))

    async def _lock_connection(self) -> asyncpg.Connection:
        import asyncpg

        locks = self._locks
        if locks is None or locks.is_closed():
            await self._database.open()
            locks = self._locks = await asyncpg.connect(self._database.url)
        return locks


def _not_ended() -> ColumnElement[bool]:
    from sight_domain.runs.models import Run

    return Run.status.in_([RunStatus.QUEUED, RunStatus.RUNNING])


def _enter(run: Run, status: RunStatus, error: SightError | None = None) -> None:
    from sight_domain.clock import now

    run.status = status
    if status.ended:
        run.finished_at = now()
    else:
        run.started_at = now()
    if error is not None:
        run.error = {"en": error.render("en"), "pl": error.render("pl")}


def _lock_key(subject_id: UUID) -> int:
    """63 random bits of a UUIDv7, as PostgreSQL's advisory locks take them."""
    return subject_id.int & (2**63 - 1)


def _already_running(kind: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(en=f"This is already being worked on ({kind}).", pl=f"To zadanie jest już w toku ({kind})."),
        Text(
            en="Wait for it with get_run, or stop it with cancel_run.",
            pl="Poczekaj na nie (get_run) albo zatrzymaj je (cancel_run).",
        ),
        retry_safe=True,
    )


def _interrupted() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en="The process that worked on this ended before it was finished. Everything done until then is kept.",
            pl="Proces, który to wykonywał, zakończył się przedwcześnie. Wszystko, co zdążył zrobić, jest zachowane.",
        ),
        Text(
            en="Start the same thing again: it goes on where it stopped.",
            pl="Uruchom to ponownie: ruszy od miejsca przerwania.",
        ),
        retry_safe=True,
    )


def _defect(error: Exception) -> SightError:
    return SightError(
        ErrorCode.INTERNAL,
        Text(
            en=f"Something broke inside Sight ({type(error).__name__}).",
            pl=f"Coś zepsuło się w Sight ({type(error).__name__}).",
        ),
        Text(
            en="The log has the details; what was done is kept.",
            pl="Szczegóły są w dzienniku; wykonana praca jest zachowana.",
        ),
        retry_safe=True,
    )
