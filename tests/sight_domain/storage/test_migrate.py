"""Migrations make exactly the tables the models describe, once, however many start together."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from sight_domain.errors import ErrorCode, SightError
from sight_domain.storage.base import Base, load_every_table
from sight_domain.storage.database import Database, libpq_url
from sight_domain.storage.migrate import known_revisions, migrate

_FOREIGN = ("checkpoint", "alembic_version")


def _include(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(_FOREIGN))


async def test_migrated_tables_equal_the_models(database: Database) -> None:
    load_every_table()
    import_module("agent.chat.models")
    engine = create_engine(database.url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _include, "compare_type": True}
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate(database.url) == known_revisions()[-1]


async def test_processes_that_start_together_migrate_once(database: Database) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("drop database if exists together")
        connection.execute("create database together")
    url = database.url.replace("/sight?", "/together?")
    code = f"from sight_domain.storage.migrate import migrate; print(migrate({url!r}))"
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[0].strip() for process in processes]
    assert said == [known_revisions()[-1]] * 3
    assert [process.returncode for process in processes] == [0, 0, 0]


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("drop database if exists newer")
        connection.execute("create database newer")
    url = database.url.replace("/sight?", "/newer?")
    migrate(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(SightError) as raised:
        migrate(url)
    assert raised.value.code is ErrorCode.CONFLICT


def test_a_url_of_another_database_is_refused() -> None:
    with pytest.raises(SightError) as raised:
        libpq_url("mysql://somewhere/db")
    assert raised.value.code is ErrorCode.NOT_CONFIGURED
    assert libpq_url("postgresql+asyncpg://u@h/db") == "postgresql://u@h/db"
