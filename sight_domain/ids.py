"""UUIDv7 keys inside, TypeIDs (``prj_01j…``) at every edge.

A TypeID is ``prefix_suffix`` where the suffix is the UUID's 128 bits in Crockford's base 32, 26 characters,
lower case (TypeID specification 0.3).
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

import uuid_utils
import uuid_utils.compat
from typeid import TypeID
from typeid.errors import TypeIDException

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text


class Kind(StrEnum):
    """What an id names; the value is its prefix."""

    PROJECT = "prj"
    PERSONA = "per"
    FOCUS_GROUP = "fg"
    TURN = "trn"
    SURVEY = "srv"
    ANSWER = "ans"
    DOCUMENT = "doc"
    CHUNK = "chk"
    RUN = "run"
    USER = "usr"
    EXPORT = "exp"
    CALL = "call"
    MESSAGES = "msg"
    INTERVIEW = "itv"
    EXCHANGE = "exc"


def new_uuid() -> UUID:
    """A new UUIDv7: unique and sorted by time of making."""
    return uuid_utils.compat.uuid7()


def to_public(kind: Kind, key: UUID) -> str:
    """``(Kind.PROJECT, uuid)`` -> ``"prj_…"``."""
    return str(TypeID.from_uuid(uuid_utils.UUID(int=key.int), prefix=kind.value))


def from_public(kind: Kind, public: str, *, field: str) -> UUID:
    """``(Kind.PROJECT, "prj_…")`` -> the UUID.

    Raises:
        SightError: ``invalid_id`` when the text is no id, or is the id of another kind of thing.
    """
    try:
        parsed = TypeID.from_string(public)
    except TypeIDException:
        raise _invalid_id(kind, public, field) from None
    if parsed.prefix != kind.value:
        raise _invalid_id(kind, public, field)
    return UUID(int=parsed.uuid.int)


def kind_of(public: str, *, field: str) -> Kind:
    """The kind an id names, by its prefix; ``invalid_id`` when there is no such kind."""
    prefix = public.rpartition("_")[0]
    for kind in Kind:
        if kind.value == prefix:
            return kind
    raise _invalid_id(None, public, field)


def _invalid_id(kind: Kind | None, public: str, field: str) -> SightError:
    expected = f"{kind.value}_…" if kind else ", ".join(f"{k.value}_…" for k in Kind)
    shown = public if len(public) <= 60 else public[:57] + "…"
    return SightError(
        ErrorCode.INVALID_ID,
        Text(
            en=f"'{shown}' is not a valid id here; expected {expected}.",
            pl=f"„{shown}” nie jest tu prawidłowym identyfikatorem; oczekiwano {expected}.",
        ),
        Text(
            en="Copy the id from the result of a listing or creating tool.",
            pl="Skopiuj identyfikator z wyniku narzędzia, które tworzy lub wypisuje takie elementy.",
        ),
        field=field,
    )
