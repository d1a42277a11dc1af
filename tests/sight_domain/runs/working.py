"""A worker for tests: notes which process did which item, and which saw which second. Run: ``working.py HOME CONFIGURATION``."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text

from sight_domain.ids import Kind
from sight_domain.language import Text
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job, RunService, Schedule, UseCase
from sight_domain.settings import Settings
from sight_domain.storage.database import Database


async def work(home: Path, configuration: str) -> None:
    database = Database(Settings(home=home, database_url=None))
    runs = RunService(database, configuration=configuration, worker=True)

    async def body(job: Job) -> None:
        await job.expect(job.total)
        await job.spread([str(item) for item in range(job.total)])

    async def part(job: Job, items: Sequence[str]) -> None:
        async with database.session() as session:
            query = text("select item from worked where run_id = :run and item = any(:items)")
            done = set(await session.scalars(query, {"run": job.run_id, "items": list(items)}))
        job.found(len(done))

        async def one(item: str) -> None:
            await asyncio.sleep(0.05)
            async with database.session() as session:
                await session.execute(
                    text("insert into worked (run_id, item, worker) values (:run, :item, :worker)"),
                    {"run": job.run_id, "item": item, "worker": os.getpid()},
                )
            await job.advance(Text(en="A step", pl="Krok"))

        await for_each([item for item in items if item not in done], one, at_once=2)

    async def tick() -> None:
        async with database.session() as session:
            await session.execute(
                text("insert into ticked (worker) values (:worker)"), {"worker": os.getpid()}
            )

    runs.register(UseCase("tests.work", Kind.PROJECT, body, part))
    runs.schedule(Schedule("tests-tick", "*/2 * * * * *", tick))
    await runs.stand_by()
    await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2]))
