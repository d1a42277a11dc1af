"""Cursors of long listings: the key of the last row shown, opaque to the caller."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text


def encode_cursor(key: UUID | int) -> str:
    """The cursor that continues after a row."""
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def decode_uuid_cursor(cursor: str) -> UUID:
    """The key a cursor of a listing by id holds; ``invalid_argument`` when it is none of ours."""
    try:
        return UUID(_decode(cursor))
    except ValueError:
        raise _bad_cursor() from None


def decode_int_cursor(cursor: str) -> int:
    """The number a cursor of a numbered listing holds; ``invalid_argument`` when it is none of ours."""
    try:
        return int(_decode(cursor))
    except ValueError:
        raise _bad_cursor() from None


def _decode(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise _bad_cursor() from None


def _bad_cursor() -> SightError:
    return invalid_argument(
        "cursor",
        Text(
            en="This cursor is not one that a listing returned.", pl="Ten kursor nie pochodzi z żadnej listy."
        ),
        Text(en="Leave it out to start from the beginning.", pl="Pomiń go, aby zacząć od początku."),
    )
