"""A connection of one's own survives the loss of its server and keeps its promises about locks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from sight_domain.storage.database import Database
from sight_domain.storage.line import Line

_LOCK = 77_001


@pytest.fixture
async def line(database: Database) -> AsyncIterator[Line]:
    line = Line(database)
    yield line
    await line.aclose()


async def cut(database: Database, line: Line) -> None:
    """End the line's server process, as a restart of the server would."""
    (row,) = await line.fetch("select pg_backend_pid() as pid")
    other = await database.connect()
    await other.fetch("select pg_terminate_backend($1)", row["pid"])
    await other.close()


async def test_statements_take_parameters_and_return_rows(line: Line) -> None:
    assert [tuple(row) for row in await line.fetch("select $1::int + 1 as n, $2::text as t", 1, "ż")] == [
        (2, "ż")
    ]


async def test_a_lost_connection_is_opened_again(database: Database, line: Line) -> None:
    await cut(database, line)
    assert (await line.fetch("select 1 as one"))[0]["one"] == 1
    await cut(database, line)
    async with line.locked(_LOCK) as connection:
        assert await connection.fetchval("select 1") == 1


async def test_a_wrong_statement_is_an_error_and_no_reason_to_try_again(line: Line) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await line.fetch("select * from nowhere_at_all")
    assert (await line.fetch("select 1 as one"))[0]["one"] == 1


async def test_a_block_under_the_lock_is_committed_or_rolled_back_as_one(line: Line) -> None:
    await line.fetch("create table if not exists line_notes (note text)")
    await line.fetch("delete from line_notes")
    async with line.locked(_LOCK) as connection:
        await connection.execute("insert into line_notes values ('kept')")
    with pytest.raises(ValueError, match="midway"):
        async with line.locked(_LOCK) as connection:
            await connection.execute("insert into line_notes values ('lost')")
            raise ValueError("midway")
    assert [row["note"] for row in await line.fetch("select note from line_notes")] == ["kept"]
    await line.fetch("drop table line_notes")


async def test_two_lines_take_turns_under_one_lock(database: Database) -> None:
    lines = [Line(database), Line(database)]
    inside: list[int] = []

    async def enter(line: Line) -> None:
        for _ in range(5):
            async with line.locked(_LOCK) as connection:
                inside.append(1)
                await connection.fetch("select pg_sleep(0.005)")
                assert len(inside) == 1
                inside.pop()

    await asyncio.gather(*(enter(line) for line in lines))
    for line in lines:
        await line.aclose()


async def test_a_block_that_is_cancelled_gives_the_lock_back(line: Line, database: Database) -> None:
    async def hold() -> None:
        async with line.locked(_LOCK) as connection:
            await connection.fetch("select pg_sleep(30)")

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.2)
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    other = Line(database)
    async with asyncio.timeout(10), other.locked(_LOCK):
        pass
    await other.aclose()
