"""Seeing to it that nothing lies about: work of dead processes, and runs that no workflow executes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.runs import refusals
from sight_domain.runs.engine import SCHEMA, Engine, is_current
from sight_domain.runs.presence import Presence
from sight_domain.runs.schemas import RunStatus

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from sight_domain.errors import SightError
    from sight_domain.runs.store import RunStore
    from sight_domain.storage.database import Database

_ORPHANS_EVERY_ROUNDS = 3
_SETTLING_SECONDS = 5
"""A run is stored a moment before its workflow is."""
_FOREIGN_SECONDS = 60
_STUCK_MINUTES = 30
_FINISHED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class Takeover:
    def __init__(
        self,
        database: Database,
        store: RunStore,
        presence: Presence,
        engine: Engine,
        configuration: str,
        gave_up: Callable[[str, UUID], Awaitable[None]],
    ) -> None:
        self._configuration = configuration
        self._gave_up = gave_up
        self._database = database
        self._store = store
        self._presence = presence
        self._engine = engine
        self._rounds = 0

    async def is_work_left(self) -> bool:
        """Whether any run waits or is being worked on."""
        from sqlalchemy import text

        async with self._database.session() as session:
            return bool(
                await session.scalar(
                    text(
                        "select exists(select from runs "
                        "where status in ('queued', 'running') and configuration = :configuration)"
                    ),
                    {"configuration": self._configuration},
                )
            )

    async def go_round(self) -> None:
        """Give back what dead processes had; every few rounds, look for runs without a workflow too."""
        await self._engine.take_over(await self._presence.dead_among(await self._executors()))
        if self._rounds % _ORPHANS_EVERY_ROUNDS == 0:
            await self.adopt_orphans()
            await self.give_up_foreign()
        self._rounds += 1

    async def adopt_orphans(self) -> None:
        """Send runs again that lost their workflow, or whose workflow only another version of Sight would execute.

        A run whose workflow has ended without saying how, or was given up by the engine, fails.
        """
        from sqlalchemy import text

        query = text(
            "select r.id, r.kind, r.subject_id, r.attempt, r.queue, w.status, w.application_version as version, w.executor_id "
            f"from runs r left join {SCHEMA}.workflow_status w on w.workflow_uuid = r.id || '.' || r.attempt "
            f"where r.status in ('queued', 'running') and r.updated_at < now() - interval '{_SETTLING_SECONDS} s' "
            "and r.configuration = :configuration"
        )
        async with self._database.session() as session:
            rows = list((await session.execute(query, {"configuration": self._configuration})).all())
        executors = {row.executor_id for row in rows if row.executor_id}
        living = {name for name in executors if await self._presence.is_alive(name)}
        for row in rows:
            if row.status is None:
                await self._engine.send_run(row.id, row.attempt, row.queue)
            elif row.status in _FINISHED:
                await self._fail(row, refusals.gave_up())
            elif not is_current(row.version) and row.executor_id not in living:
                attempt = await self._store.again(row.id, row.attempt)
                if attempt is not None:
                    await self._engine.send_run(row.id, attempt, row.queue)

    async def free_stuck(self) -> int:
        """Begin again, elsewhere if need be, runs that have said nothing for half an hour.

        No call and no wait for a database lasts that long: whoever works on such a run hangs. It is not its run any
        more then, and what it stores all the same is what the run needs.
        """
        from sqlalchemy import text

        query = text(
            "select id, attempt, queue, configuration from runs where status = 'running' "
            f"and updated_at < now() - interval '{_STUCK_MINUTES} min'"
        )
        async with self._database.session() as session:
            rows = list((await session.execute(query)).all())
        for row in rows:
            attempt = await self._store.again(row.id, row.attempt)
            if attempt is not None:
                await self._engine.send_run(row.id, attempt, row.queue, row.configuration)
        return len(rows)

    async def give_up_foreign(self) -> None:
        """Fail, with the hint to resume them, runs of a configuration that no process has had for a minute."""
        from sqlalchemy import text

        query = text(
            "select id, kind, subject_id, attempt, configuration from runs where status in ('queued', 'running') "
            f"and configuration <> :configuration and updated_at < now() - interval '{_FOREIGN_SECONDS} s'"
        )
        async with self._database.session() as session:
            rows = list((await session.execute(query, {"configuration": self._configuration})).all())
        for row in rows:
            if not await self._presence.is_seated(row.configuration):
                await self._fail(row, refusals.other_configuration())

    async def _fail(self, row: Row[Any], error: SightError) -> None:
        if await self._store.end(row.id, row.attempt, RunStatus.FAILED, error):
            await self._gave_up(row.kind, row.subject_id)

    async def _executors(self) -> set[str]:
        """The processes that the engine believes to be at work."""
        from sqlalchemy import text

        query = text(f"select distinct executor_id from {SCHEMA}.workflow_status where status = 'PENDING'")
        async with self._database.session() as session:
            return {name for name in await session.scalars(query) if name}
