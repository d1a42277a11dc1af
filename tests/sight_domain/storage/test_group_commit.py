"""Rows handed over at about the same time share a transaction, and none suffers from another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.group_commit import GroupCommit


@pytest.fixture
async def table(database: Database) -> AsyncIterator[str]:
    await database.open()
    connection = await database.connect()
    await connection.execute("create table group_commit_rows (number int primary key, batch int not null)")
    yield "group_commit_rows"
    await connection.execute("drop table group_commit_rows")
    await connection.close()


class Rows:
    """Numbers written to the table, each with the batch it came in; a negative one is refused by the database."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    async def write(self, connection: asyncpg.Connection, rows: Sequence[int]) -> None:
        self.batches.append(list(rows))
        await connection.executemany(
            "insert into group_commit_rows values ($1, $2) on conflict do nothing",
            [(row, None if row < 0 else len(self.batches)) for row in rows],
        )


async def stored(database: Database) -> dict[int, int]:
    connection = await database.connect()
    try:
        return dict(await connection.fetch("select number, batch from group_commit_rows"))
    finally:
        await connection.close()


async def test_a_row_is_committed_when_it_has_been_awaited(database: Database, table: str) -> None:
    commits = GroupCommit(database, Rows().write)
    await commits.add(1)
    assert await stored(database) == {1: 1}
    await commits.aclose()


async def test_many_rows_at_once_need_few_transactions(database: Database, table: str) -> None:
    rows = Rows()
    commits = GroupCommit(database, rows.write)
    await asyncio.gather(*(commits.add(number) for number in range(500)))
    assert sorted(await stored(database)) == list(range(500)) and len(rows.batches) <= 4
    await commits.aclose()


async def test_a_row_that_is_refused_takes_no_other_with_it(database: Database, table: str) -> None:
    commits = GroupCommit(database, Rows().write)
    results = await asyncio.gather(*(commits.add(number) for number in (1, -1, 2)), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), asyncpg.NotNullViolationError, type(None)]
    assert sorted(await stored(database)) == [1, 2]
    await commits.aclose()


async def test_a_row_whose_owner_is_cancelled_is_stored_all_the_same(database: Database, table: str) -> None:
    commits = GroupCommit(database, Rows().write)
    waiting = asyncio.create_task(commits.add(7))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await commits.aclose()
    assert list(await stored(database)) == [7]


async def test_a_lost_connection_delays_rows_and_loses_none(database: Database, table: str) -> None:
    rows = Rows()
    commits = GroupCommit(database, rows.write)
    await commits.add(0)
    connection = await database.connect()
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where query = 'commit' and datname = current_database()"
    )
    await connection.close()
    await asyncio.gather(*(commits.add(number) for number in range(1, 20)))
    assert sorted(await stored(database)) == list(range(20))
    await commits.aclose()


async def test_a_closing_loop_cancels_the_writer_and_loses_nothing(database: Database, table: str) -> None:
    commits = GroupCommit(database, Rows().write)
    waiting = [asyncio.create_task(commits.add(number)) for number in range(5)]
    for _ in range(2):  # the rows are handed over, the writer begins
        await asyncio.sleep(0)
    writer = commits._writer
    assert writer is not None
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    await asyncio.gather(*waiting)
    assert sorted(await stored(database)) == [0, 1, 2, 3, 4]
    await commits.aclose()


async def test_closing_the_database_stores_what_was_handed_over(
    database: Database, settings: Settings, table: str
) -> None:
    own = Database(settings)
    commits = GroupCommit(own, Rows().write)
    waiting = asyncio.create_task(commits.add(3))
    await asyncio.sleep(0)
    await own.close()
    await waiting
    assert list(await stored(database)) == [3]
