"""Workers on one database: they share a run, nobody does anything twice, and what a dead one had the others do.

How many portraits two `sight worker` write is read from ``PEOPLE``.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from fakes.gemini import FakeGemini
from fakes.groups import ACTOR, TARGET, Answer, asking, environment, needlessly_repeated, process

from sight_domain.ids import Kind, from_public, new_uuid
from sight_domain.personas.schemas import Recruitment
from sight_domain.runs.schemas import RunStatus
from sight_domain.runs.service import RunService, UseCase
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from tools.services import Services

CONFIGURATION = "tests"
PEOPLE = int(os.environ.get("PEOPLE", "80"))
SIGHT = str(Path(sys.executable).parent / "sight")


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
async def door(database: Database) -> RunService:
    """A door that only asks: it is no worker, and workers have the seat."""
    runs = RunService(database, configuration=CONFIGURATION)
    runs.register(UseCase("tests.work", Kind.PROJECT, _never, version=1))
    return runs


@pytest.mark.slow
async def test_two_workers_share_a_run_and_one_does_all_when_the_other_is_killed(
    settings: Settings, tables: asyncpg.Connection, door: RunService
) -> None:
    workers = [worker(settings), worker(settings)]
    try:
        await _all_at_work(tables, workers)
        shared = await _started(door, 200)
        assert (await door.wait(shared, 60, "en")).status is RunStatus.SUCCEEDED
        done = await _done_by(tables, shared)
        assert sum(done.values()) == 200
        assert (
            await tables.fetchval("select count(distinct item) from worked where run_id = $1", shared) == 200
        )
        assert set(done) == {one.pid for one in workers}
        assert min(done.values()) >= 60

        halved = await _started(door, 200)
        await _until(tables, halved, 40)
        workers[0].kill()
        workers[0].wait()
        view = await door.wait(halved, 60, "en")
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
        await door.aclose()
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


@pytest.mark.slow
@pytest.mark.timeout(300 + 2 * PEOPLE)
async def test_two_workers_write_the_portraits_of_a_study_and_one_finishes_alone(
    settings: Settings, tables: asyncpg.Connection, gemini_server: FakeGemini
) -> None:
    where = environment(settings, gemini_server)
    with process(where, SIGHT, "worker") as first, process(where, SIGHT, "worker") as second:
        await _all_at_work(tables, [first, second])
        gemini_server.latency = 0.3
        async with Services(asking(settings, gemini_server)) as services:
            begun = time.monotonic()
            shared = await _recruited(services, wait_seconds=300)
            took = time.monotonic() - begun
            shares = await _portraits_by(tables, shared.run.id)
            print(f"{PEOPLE} portraits by two workers in {took:.1f} s: {sorted(shares.values())}")
            assert (shared.run.status, shared.run.done) == (RunStatus.SUCCEEDED, PEOPLE)
            assert set(shares) == {first.pid, second.pid}
            assert min(shares.values()) >= 0.25 * PEOPLE
            assert needlessly_repeated(_answered(gemini_server), []) == []

            gemini_server.requests.clear()
            halved = await _recruited(services, wait_seconds=0)
            async with asyncio.timeout(120):
                while await _written(tables, halved.run.id) < PEOPLE // 4:  # noqa: ASYNC110 - it is a query
                    await asyncio.sleep(0.05)
            first.kill()
            first.wait()
            killed, left = time.monotonic(), PEOPLE - await _written(tables, halved.run.id)
            run_id = from_public(Kind.RUN, halved.run.id, field="run_id")
            view = await services.runs.wait(run_id, 300, "en")
            print(f"one killed with {left} to go; the other did them in {time.monotonic() - killed:.1f} s")
            assert (view.status, view.done) == (RunStatus.SUCCEEDED, PEOPLE)
            assert await _written(tables, halved.run.id) == PEOPLE
            again = _answered(gemini_server)
            assert len(again) - len({one.text for one in again}) <= left
            # A portrait is checked against the facts before it is stored, one at a time.
            assert needlessly_repeated(again, [killed], storing_seconds=3.0) == []
    await tables.close()


async def _recruited(services: Services, *, wait_seconds: float) -> Recruitment:
    created = await services.projects.create(
        ACTOR, name="Tea", description="", language="en", target=TARGET, sample_size=PEOPLE
    )
    return await services.personas.generate(ACTOR, created.id, count=None, seed=3, wait_seconds=wait_seconds)


def _answered(server: FakeGemini) -> list[Answer]:
    """What was asked and answered so far, by what was asked."""
    return [
        Answer(json.dumps(entry["body"]["contents"]), entry["at"], entry["at"] + entry["seconds"])
        for entry in list(server.requests)
        if entry.get("status") == 200 and entry["verb"] == "generateContent"
    ]


async def _portraits_by(connection: asyncpg.Connection, run_id: str) -> dict[int, int]:
    """How many people each process wrote about: the items of the parts it did."""
    rows = await connection.fetch(
        "select split_part(executor, ':', 2)::int as pid, sum(jsonb_array_length(items)) as n from run_parts"
        " where run_id = $1 group by 1",
        from_public(Kind.RUN, run_id, field="run_id"),
    )
    return {row["pid"]: row["n"] for row in rows}


async def _written(connection: asyncpg.Connection, run_id: str) -> int:
    written = await connection.fetchval(
        "select count(*) from personas p join runs r on r.project_id = p.project_id"
        " where r.id = $1 and p.narrative_outcome = 'answered'",
        from_public(Kind.RUN, run_id, field="run_id"),
    )
    assert written is not None
    return written
