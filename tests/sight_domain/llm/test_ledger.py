"""Every request is a row, in few statements, and none is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from sight_domain.errors import SightError
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.llm.ledger import Ledger, LedgerEntry
from sight_domain.llm.models import LlmCall, LlmSpending
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.llm.usage import usage_summary
from sight_domain.storage.database import Database


def entry(project: UUID, **changed: Any) -> LedgerEntry:
    given: dict[str, Any] = {
        "call_id": new_uuid(), "attempt": 1, "task": "agent", "provider": "gemini", "model": "m", "prompt_id": "p",
        "prompt_version": 1, "prompt_language": "pl", "usage": Usage(10, 4, 1, 2), "cost_usd": Decimal("0.00001234"),
        "latency_ms": 12.5, "status": OutcomeStatus.ANSWERED, "reason": "", "run_id": None, "project_id": project,
        "thread": None, "seed": 2**40, **changed,
    }  # fmt: skip
    return LedgerEntry(**given)


async def count(database: Database, project: UUID) -> int:
    async with database.session() as session:
        query = select(func.count()).select_from(LlmCall).where(LlmCall.project_id == project)
        return (await session.execute(query)).scalar_one()


async def test_an_awaited_row_is_committed_with_all_its_columns(database: Database) -> None:
    project = new_uuid()
    await Ledger(database).add(entry(project))
    async with database.session() as session:
        row = (await session.scalars(select(LlmCall).where(LlmCall.project_id == project))).one()
    assert (row.input_tokens, row.output_tokens, row.reasoning_tokens, row.cached_tokens) == (10, 4, 1, 2)
    assert (row.cost_usd, row.seed, row.status, row.created_at.tzinfo is not None) == (
        Decimal("0.00001234"), 2**40, "answered", True,
    )  # fmt: skip


async def test_rows_nobody_awaits_are_written_too(database: Database) -> None:
    ledger, project = Ledger(database), new_uuid()
    for _ in range(5):
        ledger.add(entry(project))
    await ledger.flush()
    assert await count(database, project) == 5


async def test_a_row_that_cannot_be_written_is_an_error_for_its_call_and_for_no_other(
    database: Database,
) -> None:
    ledger, project = Ledger(database), new_uuid()
    rows = [ledger.add(entry(project, **odd)) for odd in ({}, {"task": None}, {})]
    first, refused, last = await asyncio.gather(*rows, return_exceptions=True)
    assert first is None and last is None
    assert isinstance(refused, SightError) and "task" in refused.message.en
    await ledger.add(entry(project))
    assert await count(database, project) == 3


async def test_whoever_waits_for_room_hears_of_each_reservation_that_is_given_back(
    database: Database,
) -> None:
    heard: list[int] = []
    ledger, project = Ledger(database, lambda: heard.append(1)), new_uuid()
    await ledger.add(entry(project))
    assert not heard
    await ledger.add(entry(project, reservation=new_uuid()))
    assert heard == [1]


async def test_usage_counts_calls_once_and_attempts_each_and_groups_add_up(database: Database) -> None:
    ledger, project, run, call = Ledger(database), new_uuid(), new_uuid(), new_uuid()
    ledger.add(entry(project, call_id=call, status=OutcomeStatus.FAILED, usage=Usage(), cost_usd=Decimal(0)))
    ledger.add(entry(project, call_id=call, attempt=2, model="dear", cost_usd=Decimal("0.5"), run_id=run))
    ledger.add(entry(project, task="insights.needs", cost_usd=Decimal("0.25")))
    ledger.add(entry(new_uuid()))
    total = await usage_summary(database, project_ids=[project])
    assert (total.calls, total.attempts, total.input_tokens, total.output_tokens, total.usd) == (
        2,
        3,
        20,
        8,
        0.75,
    )
    assert total.groups == [] and total.budget_usd is None
    by_task = await usage_summary(database, project_ids=[project], group_by="task")
    assert [(group.key, group.calls, group.attempts, group.usd) for group in by_task.groups] == [
        ("agent", 1, 2, 0.5), ("insights.needs", 1, 1, 0.25),
    ]  # fmt: skip
    by_run = await usage_summary(database, project_ids=[project], group_by="run")
    assert [group.key for group in by_run.groups] == [to_public(Kind.RUN, run), None]
    for grouping in ("task", "model", "run", "day"):
        groups = (await usage_summary(database, project_ids=[project], group_by=grouping)).groups
        assert sum(group.attempts for group in groups) == 3 and sum(group.usd for group in groups) == 0.75


async def test_the_sum_of_a_run_is_kept_as_its_rows_are_written(database: Database) -> None:
    ledger, run = Ledger(database), new_uuid()
    for cost in ("0.5", "0.25", "0"):
        await ledger.add(entry(new_uuid(), cost_usd=Decimal(cost), run_id=run))
    async with database.session() as session:
        kept = await session.scalar(select(LlmSpending.usd).where(LlmSpending.scope == f"run:{run}"))
    assert kept == Decimal("0.75")


async def test_nothing_used_is_zero(database: Database) -> None:
    nothing = await usage_summary(database, project_ids=[new_uuid()], group_by="day")
    assert (nothing.calls, nothing.attempts, nothing.usd, nothing.groups) == (0, 0, 0.0, [])


async def test_the_migration_makes_the_table_that_the_model_describes(database: Database) -> None:
    def differences(connection: Any) -> list[Any]:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: Callable[..., list[Any]] = compare_metadata
        return [change for change in found(context, LlmCall.metadata) if "llm_calls" in repr(change)]

    engine = await database.open()
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
