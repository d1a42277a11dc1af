"""Passwords as argon2id hashes (RFC 9106, the library's recommended parameters)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sight_domain.errors import invalid_argument
from sight_domain.language import Text

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FEWEST_CHARACTERS = 10
_MOST_CHARACTERS = 1024


def hashed(password: str) -> str:
    """The hash to store; about 50 ms of work, so call it outside the event loop.

    Raises:
        SightError: ``invalid_argument`` for a password shorter than 10 or longer than 1,024 characters.
    """
    if not FEWEST_CHARACTERS <= len(password) <= _MOST_CHARACTERS:
        raise invalid_argument(
            "password",
            Text(
                en=f"A password has {FEWEST_CHARACTERS} to {_MOST_CHARACTERS} characters; this one has {len(password)}.",
                pl=f"Hasło ma od {FEWEST_CHARACTERS} do {_MOST_CHARACTERS} znaków; podane ma ich {len(password)}.",
            ),
            Text(
                en="Several words that do not belong together make a good password.",
                pl="Dobre hasło to kilka słów, które do siebie nie pasują.",
            ),
        )
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether the password is the hashed one. Without a hash the same work is done, so that time tells nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
