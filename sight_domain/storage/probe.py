"""What `sight doctor` learns of a server: whether it answers, which version it is, and a sentence about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text

TIMEOUT_SECONDS = 3.0
"""How long a server may take to answer; a doctor who waits longer says nothing new."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at a server.

    Attributes:
        reachable: it answered a real request, with the credentials given.
        version: the version it names itself, e.g. ``7.0.15``; None when not reachable.
        detail: what was found, and what to do about it when not reachable.
    """

    reachable: bool
    version: str | None
    detail: Text


def without_credentials(url: str) -> str:
    """`url` as it may be shown: user, password, path and query left out.

    >>> without_credentials("redis://:secret@cache:6379/0")
    'redis://cache:6379'
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "(no scheme)"
    # Cut at the last @ first: a password may hold an unescaped slash, which would end the host too early.
    address = rest.rpartition("@")[2]
    return f"{scheme}://{address.partition('?')[0] if scheme == 'unix' else re.split('[/?#]', address)[0]}"


def answers(name: str, version: str, url: str) -> Probe:
    """A server that answered."""
    where = without_credentials(url)
    return Probe(
        True,
        version,
        Text(
            en=f"{name} {version} answers at {where}.",
            pl=f"{name} {version} odpowiada pod adresem {where}.",
        ),
    )


def silent(name: str, url: str, setting: str) -> Probe:
    """Nobody there, or nobody who answers in time."""
    where = without_credentials(url)
    return Probe(
        False,
        None,
        Text(
            en=f"{name} does not answer at {where}. Start it, or correct or remove {setting}.",
            pl=f"{name} nie odpowiada pod adresem {where}. Uruchom usługę albo popraw lub usuń {setting}.",
        ),
    )


def refuses(name: str, url: str, settings: str) -> Probe:
    """It is there and does not let us in."""
    where = without_credentials(url)
    return Probe(
        False,
        None,
        Text(
            en=f"{name} at {where} refuses the user name or password. Check {settings}.",
            pl=f"{name} pod adresem {where} odrzuca nazwę użytkownika lub hasło. Sprawdź {settings}.",
        ),
    )


def malformed(name: str, setting: str, example: str) -> SightError:
    """The error of an address that no client can use, naming the setting and a good address."""
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(en=f"{setting} is not an address of {name}.", pl=f"{setting} nie jest adresem serwera {name}."),
        Text(en=f"A good one: {example}", pl=f"Przykład poprawnego: {example}"),
        field=setting,
    )


def unusable(error: SightError) -> Probe:
    """The probe of a server whose address is already wrong."""
    message, hint = error.message, error.hint
    return Probe(False, None, Text(en=f"{message.en} {hint.en}", pl=f"{message.pl} {hint.pl}"))
