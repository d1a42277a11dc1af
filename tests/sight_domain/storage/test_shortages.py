"""A full disk, a server out of connections and one that is away are told as such, with what to do about them."""

from __future__ import annotations

import errno

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from sight_domain.errors import ErrorCode
from sight_domain.storage.shortages import as_told


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (asyncpg.DiskFullError("could not extend file"), "space left"),
        (OSError(errno.ENOSPC, "No space left on device"), "space left"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "space left"),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), "connections"),
        (asyncpg.OutOfMemoryError("out of memory"), "memory"),
        (asyncpg.CannotConnectNowError("starting up"), "does not answer"),
        (ConnectionRefusedError("nobody there"), "does not answer"),
    ],
)
def test_it_is_told_as_what_it_is_also_from_below_other_errors(error: Exception, says: str) -> None:
    wrapped = DBAPIError("insert", None, error)
    below = RuntimeError("a step failed")
    below.__cause__ = wrapped
    for raised in (error, wrapped, below):
        told = as_told(raised)
        assert told is not None
        assert (told.code, told.retry_safe) == (ErrorCode.UNAVAILABLE, True)
        assert says in told.message.en


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("1 / 0"), asyncpg.UniqueViolationError("twice"), FileNotFoundError("gone")]
)
def test_a_defect_is_not_put_on_the_database(error: Exception) -> None:
    assert as_told(error) is None
