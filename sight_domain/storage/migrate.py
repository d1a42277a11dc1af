"""Brings a database to this version's schema, once, however many processes start together."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
_ADVISORY_LOCK = 0x51647
_TRY_LOCK = "select pg_try_advisory_lock(%s)"
_TRY_EVERY_SECONDS = 0.05


def known_revisions() -> list[str]:
    """All revisions of this version, oldest first; ``versions/0001_name.py`` is revision ``0001``."""
    return sorted(
        match.group(1)
        for path in (MIGRATIONS / "versions").glob("*.py")
        if (match := re.match(r"(\d{4})_", path.name))
    )


def migrate(url: str) -> str:
    """Upgrade the database at a libpq `url` to the newest revision, under an advisory lock; returns it.

    Raises:
        SightError: ``unavailable`` when nobody answers; ``conflict`` when a newer Sight migrated it.
    """
    import psycopg

    head = known_revisions()[-1]
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            if current_revision(connection) == head:
                return head
            # Asked for again and again: a statement that waits for the lock would hold up whoever has it, because an
            # index that is built concurrently waits for every statement under way.
            while connection.execute(_TRY_LOCK, (_ADVISORY_LOCK,)).fetchone() != (True,):
                time.sleep(_TRY_EVERY_SECONDS)
            current = current_revision(connection)
            if current is not None and current not in known_revisions():
                raise _newer(current, head)
            if current != head:
                _upgrade(url)
    except psycopg.OperationalError as error:
        raise SightError(
            ErrorCode.UNAVAILABLE,
            Text(en=f"The database does not answer: {error}", pl=f"Baza danych nie odpowiada: {error}"),
            Text(
                en="Check SIGHT_DATABASE_URL and that the server runs; `sight doctor` shows what is reachable.",
                pl="Sprawdź SIGHT_DATABASE_URL i czy serwer działa; `sight doctor` pokaże, co jest osiągalne.",
            ),
            retry_safe=True,
        ) from error
    return head


@contextlib.asynccontextmanager
async def with_migration_lock(url: str) -> AsyncIterator[None]:
    """Hold the lock of schema changes, for libraries that bring tables of their own."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while True:
            tried = await connection.execute(_TRY_LOCK, (_ADVISORY_LOCK,))
            if await tried.fetchone() == (True,):
                break
            await asyncio.sleep(_TRY_EVERY_SECONDS)
        yield


def current_revision(connection: object) -> str | None:
    """The revision a database is at; ``None`` before the first migration."""
    import psycopg

    assert isinstance(connection, psycopg.Connection)
    if connection.execute("select to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return row[0] if row else None


def _upgrade(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def _newer(current: str, head: str) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The database is at revision {current}, newer than this Sight's {head}.",
            pl=f"Baza danych ma wersję {current}, nowszą niż {head} tego programu Sight.",
        ),
        Text(
            en="Update Sight, or use another SIGHT_HOME.", pl="Zaktualizuj Sight albo użyj innego SIGHT_HOME."
        ),
    )
