"""Reading and writing runs; every statement survives a moment without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.language import Text
from sight_domain.runs import refusals
from sight_domain.runs.schemas import RunHappening, RunStatus
from sight_domain.runs.views import Pace, said
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

    from sight_domain.runs.models import Run, RunPart
    from sight_domain.storage.database import Database

GOING_ON = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)

_EVENT = """
    insert into run_events (run_id, at, status, done, total, phase, message, cost_usd)
    select id, now(), status, done, total, phase, message,
           coalesce((select usd from llm_spending where scope = 'run:' || runs.id), 0)
    from runs where id = :run
"""
_SUM_OF_PARTS = (
    "(select coalesce(sum(done), 0) from run_parts p where p.run_id = runs.id and p.attempt = :attempt)"
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What somebody else has decided about a run since it was begun here."""

    cancel: bool
    taken_away: bool


class RunStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, run: Run) -> None:
        """Store a new run with its first event; ``conflict`` while one of its kind works on the same thing."""
        from sqlalchemy.exc import IntegrityError

        try:
            async with self._database.session() as session:
                session.add(run)
                await session.flush()
                await session.execute(_text(_EVENT), {"run": run.id})
        except IntegrityError as error:
            raise refusals.already_running(await self.active_of(run.kind, run.subject_id)) from error

    async def get(self, run_id: UUID) -> Run:
        from sight_domain.runs.models import Run

        async def read() -> Run:
            async with self._database.session() as session:
                return await session.get_one(Run, run_id)

        return await outlasting(read)

    async def is_on(self, run_id: UUID, attempt: int) -> bool:
        """Whether an attempt is being worked on: nobody has ended it, or begun another."""
        query = "select 1 from runs where id = :run and attempt = :attempt and status = 'running'"
        return bool(await self._rows(query, {"run": run_id, "attempt": attempt}))

    async def active_of(self, kind: str, subject_id: UUID) -> UUID | None:
        """The run of a kind that is going on on a subject, if any."""
        query = "select id from runs where kind = :kind and subject_id = :subject and status in ('queued', 'running')"
        rows = await self._rows(query, {"kind": kind, "subject": subject_id})
        return rows[0][0] if rows else None

    async def waiting(self, queue: str, configuration: str) -> int:
        """How many runs of a queue nobody works on yet."""
        rows = await self._rows(
            "select count(*) from runs where status = 'queued' and queue = :queue and configuration = :configuration",
            {"queue": queue, "configuration": configuration},
        )
        return rows[0][0]

    async def begin(self, run_id: UUID, attempt: int, executor: str) -> Run | None:
        """The run as taken on by `executor`, or ``None`` when there is nothing left to do about it."""
        taken = await self._rows(
            "update runs set status = 'running', executor = :executor, updated_at = now(), error = null, "
            "started_at = coalesce(started_at, now()) "
            "where id = :run and attempt = :attempt and status in ('queued', 'running') returning id",
            {"run": run_id, "attempt": attempt, "executor": executor},
            event_of=run_id,
        )
        return await self.get(run_id) if taken else None

    async def expect(self, run_id: UUID, attempt: int, total: int, done: int) -> None:
        """What the attempt has to do in all, and what of it is stored from before."""
        await self._rows(
            "update runs set total = :total, done = :done, base_done = :done, updated_at = now() "
            "where id = :run and attempt = :attempt and status = 'running' returning id",
            {"run": run_id, "attempt": attempt, "total": total, "done": done},
            event_of=run_id,
        )

    async def record(
        self,
        run_id: UUID,
        attempt: int,
        executor: str,
        done: int,
        phase: str | None,
        message: Text | None,
        *,
        part: int | None = None,
    ) -> Orders:
        """Store how far a run, or one of its parts, is."""
        values: dict[str, Any] = {
            "run": run_id, "attempt": attempt, "executor": executor, "done": done, "phase": phase,
            "message": None if message is None else as_json({"en": message.en, "pl": message.pl}), "part": part,
        }  # fmt: skip
        mine = "and executor = :executor"
        if part is not None:
            kept = await self._rows(
                "update run_parts set done = :done where run_id = :run and attempt = :attempt and number = :part "
                f"and status = 'running' {mine} returning 1",
                values,
            )
            if not kept:
                return Orders(cancel=False, taken_away=True)
        counted = ":done" if part is None else f"base_done + {_SUM_OF_PARTS}"
        rows = await self._rows(
            f"update runs set done = {counted}, phase = coalesce(:phase, phase), "
            "message = coalesce(cast(:message as jsonb), message), updated_at = now() "
            f"where id = :run and attempt = :attempt and status = 'running' {mine if part is None else ''} "
            "returning cancel_requested",
            values,
            event_of=run_id,
        )
        return Orders(cancel=bool(rows and rows[0][0]), taken_away=not rows)

    async def end(
        self, run_id: UUID, attempt: int, status: RunStatus, error: SightError | None = None
    ) -> bool:
        """Store how an attempt ended, once; returns whether this was the one to end it."""
        rows = await self._rows(
            "update runs set status = :status, error = cast(:error as jsonb), finished_at = now(), "
            "updated_at = now(), executor = null "
            "where id = :run and attempt = :attempt and status in ('queued', 'running') returning id",
            {
                "run": run_id,
                "attempt": attempt,
                "status": status.value,
                "error": None if error is None else as_json(refusals.stored(error)),
            },
            event_of=run_id,
        )
        return bool(rows)

    async def ask_to_cancel(self, run_id: UUID) -> None:
        await self._rows(
            "update runs set cancel_requested = true, updated_at = now() "
            "where id = :run and status in ('queued', 'running') returning id",
            {"run": run_id},
        )

    async def reopen(self, run_id: UUID, configuration: str) -> Run | None:
        """A cancelled or failed run as queued again for a further attempt; ``None`` when it is neither."""
        rows = await self._rows(
            "update runs set status = 'queued', attempt = attempt + 1, cancel_requested = false, error = null, "
            "finished_at = null, started_at = null, executor = null, updated_at = now(), base_done = done, "
            "phase = '', message = '{}', "
            "configuration = :configuration where id = :run and status in ('cancelled', 'failed') returning id",
            {"run": run_id, "configuration": configuration},
            event_of=run_id,
        )
        return await self.get(run_id) if rows else None

    async def orders(self, runs: Sequence[tuple[UUID, int]]) -> dict[UUID, Orders]:
        """What has been decided about these (run, attempt) since."""
        rows = await self._rows(
            "select id, attempt, status, cancel_requested from runs where id = any(:runs)",
            {"runs": [run for run, _ in runs]},
        )
        now = {row.id: row for row in rows}
        return {
            run: Orders(
                cancel=bool(run in now and now[run].cancel_requested),
                taken_away=run not in now or now[run].attempt != attempt or now[run].status != "running",
            )
            for run, attempt in runs
        }

    async def happenings(self, run_id: UUID, after: int = 0, limit: int = 1000) -> list[RunHappening]:
        """Stored events of a run with a `seq` above `after`, oldest first."""
        rows = await self._rows(
            "select seq, at, status, done, total, phase, message, cost_usd from run_events "
            "where run_id = :run and seq > :after order by seq limit :limit",
            {"run": run_id, "after": after, "limit": limit},
        )
        return [
            RunHappening(
                seq=row.seq,
                at=row.at,
                status=RunStatus(row.status),
                done=row.done,
                total=row.total,
                phase=row.phase,
                message=said(RunStatus(row.status), row.message),
                cost_usd=row.cost_usd,
            )
            for row in rows
        ]

    async def cost(self, run_id: UUID) -> float:
        """US dollars of the ledger's rows for a run so far."""
        rows = await self._rows(
            "select usd from llm_spending where scope = 'run:' || cast(:run as uuid)", {"run": run_id}
        )
        return float(rows[0][0]) if rows else 0.0

    async def pace(self, run_id: UUID) -> Pace:
        """How fast a run went within the last minute up to now, in the phase it is in: a run that stalls slows down, and
        neither what was stored before it began counts, nor steps of another kind."""
        rows = await self._rows(
            "select max(e.done) - greatest(min(e.done), min(r.base_done)) as steps, "
            "extract(epoch from now() - min(e.at)) as seconds from run_events e join runs r on r.id = e.run_id "
            "where e.run_id = :run and e.status = 'running' and e.phase = r.phase "
            "and e.at > greatest(now() - interval '60 s', r.started_at)",
            {"run": run_id},
        )
        return Pace(rows[0].steps or 0, float(rows[0].seconds or 0))

    async def again(self, run_id: UUID, attempt: int) -> int | None:
        """Make a run that is going on begin a further attempt; its number, or ``None`` when somebody else did."""
        rows = await self._rows(
            "update runs set status = 'queued', attempt = attempt + 1, executor = null, updated_at = now() "
            "where id = :run and attempt = :attempt and status in ('queued', 'running') returning attempt",
            {"run": run_id, "attempt": attempt},
        )
        return rows[0][0] if rows else None

    async def part_states(self, run_id: UUID, attempt: int) -> list[Row[Any]]:
        """Number, status and error of every part of an attempt."""
        return await self._rows(
            "select number, status, error from run_parts where run_id = :run and attempt = :attempt order by number",
            {"run": run_id, "attempt": attempt},
        )

    async def cut(self, run_id: UUID, attempt: int, shares: Iterable[tuple[Sequence[str], int]]) -> None:
        """Store the parts of an attempt: what each has to do, and how much of that is stored from before."""
        from sight_domain.runs.models import RunPart

        parts = [
            {"run_id": run_id, "attempt": attempt, "number": number, "items": list(items), "done": done}
            for number, (items, done) in enumerate(shares)
        ]

        async def write() -> None:
            from sqlalchemy.dialects.postgresql import insert

            async with self._database.session() as session:
                await session.execute(insert(RunPart).on_conflict_do_nothing(), parts)
                await session.execute(
                    _text(
                        f"update runs set base_done = done - {_SUM_OF_PARTS} "
                        "where id = :run and attempt = :attempt"
                    ),
                    {"run": run_id, "attempt": attempt},
                )

        await outlasting(write)

    async def begin_part(self, run_id: UUID, attempt: int, number: int, executor: str) -> RunPart | None:
        """A part as taken on by `executor`; ``None`` when it or its run is over."""
        from sight_domain.runs.models import RunPart

        taken = await self._rows(
            "update run_parts set status = 'running', executor = :executor "
            "where run_id = :run and attempt = :attempt and number = :number and status in ('queued', 'running') "
            "and exists(select from runs where id = :run and attempt = :attempt and status = 'running' "
            "and not cancel_requested) returning 1",
            {"run": run_id, "attempt": attempt, "number": number, "executor": executor},
        )
        if not taken:
            return None

        async def read() -> RunPart:
            async with self._database.session() as session:
                return await session.get_one(RunPart, (run_id, attempt, number))

        return await outlasting(read)

    async def end_part(
        self, run_id: UUID, attempt: int, number: int, executor: str, error: SightError | None
    ) -> None:
        await self._rows(
            "update run_parts set status = :status, error = cast(:error as jsonb) where run_id = :run "
            "and attempt = :attempt and number = :number and executor = :executor returning 1",
            {
                "run": run_id,
                "attempt": attempt,
                "number": number,
                "executor": executor,
                "status": "succeeded" if error is None else "failed",
                "error": None if error is None else as_json(refusals.stored(error)),
            },
        )

    async def _rows(
        self, statement: str, values: dict[str, Any], *, event_of: UUID | None = None
    ) -> list[Row[Any]]:
        """The rows of a statement; with `event_of`, an event of that run when the statement changed it."""

        async def execute() -> list[Row[Any]]:
            async with self._database.session() as session:
                rows = list((await session.execute(_text(statement), values)).all())
                if rows and event_of is not None:
                    await session.execute(_text(_EVENT), {"run": event_of})
                return rows

        return await outlasting(execute)


def _text(statement: str) -> Any:
    from sqlalchemy import text

    return text(statement)


def as_json(value: Any) -> str:
    """A value as a JSONB parameter."""
    import json

    return json.dumps(value, ensure_ascii=False)
