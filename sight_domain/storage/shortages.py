"""What a database that is away, or has run out of something, means for whoever asked: an error with a way out."""

from __future__ import annotations

import errno

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.storage.outages import causes_of, is_outage

_DISK_FULL = "53100"
_OUT_OF_RESOURCES = "53"
"""SQLSTATE, the class of insufficient resources: disk_full, out_of_memory, too_many_connections, …"""
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def as_told(error: BaseException) -> SightError | None:
    """The error to tell a user of an exception that says so of the database or the disk; ``None`` for any other."""
    states = [str(getattr(cause, "sqlstate", None) or "") for cause in causes_of(error)]
    numbers = [cause.errno for cause in causes_of(error) if isinstance(cause, OSError)]
    if _DISK_FULL in states or any(number in _NO_SPACE for number in numbers):
        return _no_space()
    if any(state.startswith(_OUT_OF_RESOURCES) for state in states):
        return _overloaded()
    return _away() if is_outage(error) else None


def _no_space() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(en="There is no space left on the disk.", pl="Na dysku nie ma już miejsca."),
        Text(
            en="Free some on the disk of SIGHT_HOME and of the database, then try again; what was stored is kept.",
            pl="Zwolnij miejsce na dysku z SIGHT_HOME i bazą danych, potem spróbuj ponownie; to, co zapisano, zostało.",
        ),
        retry_safe=True,
    )


def _overloaded() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(
            en="The database is out of memory or connections.",
            pl="Bazie danych brakuje pamięci albo wolnych połączeń.",
        ),
        Text(
            en="Try again in a moment; if it stays so, give the server more, or run fewer processes.",
            pl="Spróbuj ponownie za chwilę; jeśli to nie minie, zwiększ limity serwera albo uruchom mniej procesów.",
        ),
        retry_safe=True,
    )


def _away() -> SightError:
    return SightError(
        ErrorCode.UNAVAILABLE,
        Text(en="The database does not answer.", pl="Baza danych nie odpowiada."),
        Text(
            en="Try again when it is back; `sight doctor` says what is wrong with it. What was stored is kept.",
            pl="Spróbuj ponownie, gdy wróci; co jej dolega, powie `sight doctor`. To, co zapisano, zostało.",
        ),
        retry_safe=True,
    )
