"""A session is a transaction, and a server that was killed under it comes back."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from sight_domain.settings import Settings
from sight_domain.storage.database import Database


@pytest.fixture
async def own_database(settings: Settings, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(settings.model_copy(update={"home": tmp_path / "home"}))
    yield database
    await database.close()
    assert database.embedded is not None
    shutil.rmtree(database.embedded.folder, ignore_errors=True)


async def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    async with database.session() as session:
        await session.execute(text("create table if not exists kept (note text)"))
    with pytest.raises(ZeroDivisionError):
        async with database.session() as session:
            await session.execute(text("insert into kept values ('half')"))
            raise ZeroDivisionError
    async with database.session() as session:
        assert await session.scalar(text("select count(*) from kept")) == 0
        await session.execute(text("drop table kept"))


async def test_the_server_is_brought_back_when_it_was_killed(own_database: Database) -> None:
    async with own_database.session() as session:
        await session.execute(text("create table kept (note text)"))
        await session.execute(text("insert into kept values ('before')"))
    assert own_database.embedded is not None
    postmaster = psutil.Process(
        int((own_database.embedded.cluster / "postmaster.pid").read_text().split()[0])
    )
    backends = postmaster.children()
    postmaster.kill()
    # A statement that meets the very moment of the death fails, as it would on any server.
    psutil.wait_procs(backends, timeout=10)
    async with own_database.session() as session:
        assert await session.scalar(text("select note from kept")) == "before"
