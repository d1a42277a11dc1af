"""Workers on one database: they share a run, nobody does anything twice, and what a dead one had the others do."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from sight_domain.ids import Kind, new_uuid
from sight_domain.runs.schemas import RunStatus
from sight_domain.runs.service import RunService, UseCase
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

CONFIGURATION = "tests"


def worker(settings: Settings) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(Path(__file__).parent / "working.py"), str(settings.home), CONFIGURATION]
    return subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)


async def _never(_job: object) -> None:
    raise AssertionError("only workers execute here")


async def _done_by(connection: asyncpg.Connection, run_id: UUID) -> dict[int, int]:
    rows = await connection.fetch(
        "select worker, count(*) as n from worked where run_id = $1 group by worker", run_id
    )
    return {row["worker"]: row["n"] for row in rows}


@pytest.fixture
async def tables(database: Database) -> asyncpg.Connection:
    connection = await asyncpg.connect(database.url)
    await connection.execute(
        "create table if not exists worked (run_id uuid, item text, worker int, at timestamptz default now());"
        "create table if not exists ticked (second timestamptz default date_trunc('second', now()), worker int)"
    )
    return connection


@pytest.fixture
async def asking(database: Database) -> RunService:
    """A door that only asks: it is no worker, and workers have the seat."""
    runs = RunService(database, configuration=CONFIGURATION)
    runs.register(UseCase("tests.work", Kind.PROJECT, _never, version=1))
    return runs


@pytest.mark.slow
async def test_two_workers_share_a_run_and_one_does_all_when_the_other_is_killed(
    settings: Settings, tables: asyncpg.Connection, asking: RunService
) -> None:
    workers = [worker(settings), worker(settings)]
    try:
        await _all_at_work(tables, workers)
        shared = await _started(asking, 200)
        assert (await asking.wait(shared, 60, "en")).status is RunStatus.SUCCEEDED
        done = await _done_by(tables, shared)
        assert sum(done.values()) == 200
        assert (
            await tables.fetchval("select count(distinct item) from worked where run_id = $1", shared) == 200
        )
        assert set(done) == {one.pid for one in workers}
        assert min(done.values()) >= 60

        halved = await _started(asking, 200)
        await _until(tables, halved, 40)
        workers[0].kill()
        workers[0].wait()
        view = await asking.wait(halved, 60, "en")
        assert (view.status, view.done) == (RunStatus.SUCCEEDED, 200)
        assert (
            await tables.fetchval("select count(distinct item) from worked where run_id = $1", halved) == 200
        )
        assert await tables.fetchval("select count(*) from worked where run_id = $1", halved) == 200
        fired = await tables.fetchval(
            "select count(*) from durable.workflow_status where schedule_name = 'tests-tick' and status = 'SUCCESS'"
        )
        ticks = await tables.fetchval("select count(*) from ticked")
        assert fired is not None and ticks is not None
        assert fired > 1
        # One may be under way.
        assert fired <= ticks <= fired + 1
    finally:
        for one in workers:
            one.kill()
            one.wait()
        await asking.aclose()
        await tables.close()


async def _until(tables: asyncpg.Connection, run_id: UUID, done: int) -> None:
    while True:
        if sum((await _done_by(tables, run_id)).values()) >= done:
            return
        await asyncio.sleep(0.05)


async def _started(runs: RunService, steps: int):
    return await runs.start("tests.work", project_id=None, subject_id=new_uuid(), arguments={}, total=steps)


async def _all_at_work(tables: asyncpg.Connection, workers: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        locks = await tables.fetchval(
            "select count(distinct pid) from pg_locks where locktype = 'advisory' and mode = 'ShareLock'"
        )
        if locks == len(workers):
            return
        await asyncio.sleep(0.1)
