"""Everything that can go wrong, by who has to act.

::

    SightError
    ├── the researcher acts
    │   invalid_argument    a value is missing, malformed or contradictory; `field` names it
    │   invalid_id          an id that is malformed or of the wrong kind
    │   not_found           an id or name that does not exist (or is not yours to see)
    │   conflict            the thing is in a state that forbids the request
    │   approval_required   the call costs or destroys more than may happen unasked
    │   over_budget         the budget would be exceeded
    │   rate_limited        as often as allowed for now; `retry_at` says when it is possible again
    │   unsupported         a format, country or mode that Sight does not have
    │   unreadable_document a file that is broken, encrypted, empty or not what its name says
    ├── the operator acts
    │   not_configured      a key, URL or folder is missing or wrong
    │   unavailable         a database, provider or service does not answer
    │   busy                more is waiting than may wait; the same call may succeed a little later
    │   permission_denied   the caller may not do this
    │   unauthenticated     nobody is logged in
    └── the makers act
        internal            a defect; the log holds the details
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sight_domain.language import Language, Text


class ErrorCode(StrEnum):
    INVALID_ARGUMENT = "invalid_argument"
    INVALID_ID = "invalid_id"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    APPROVAL_REQUIRED = "approval_required"
    OVER_BUDGET = "over_budget"
    RATE_LIMITED = "rate_limited"
    UNSUPPORTED = "unsupported"
    UNREADABLE_DOCUMENT = "unreadable_document"
    NOT_CONFIGURED = "not_configured"
    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    PERMISSION_DENIED = "permission_denied"
    UNAUTHENTICATED = "unauthenticated"
    INTERNAL = "internal"


class SightError(Exception):
    """A failure that a user can read and act on.

    Args:
        code: which kind of failure; closed enum.
        message: what is wrong, in both languages, naming the value.
        hint: what to do about it, in both languages.
        field: the argument at fault, dotted (``target.age_min``), when there is one.
        retry_safe: whether the same call may be made again without doing anything twice.
        retry_at: when the same call is possible again, where that is known.
    """

    def __init__(
        self,
        code: ErrorCode,
        message: Text,
        hint: Text,
        *,
        field: str | None = None,
        retry_safe: bool = False,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field
        self.retry_safe = retry_safe
        self.retry_at = retry_at

    def __repr__(self) -> str:
        return f"SightError({self.code.value}, {self.field!r}, {self.message.en!r})"

    def render(self, language: Language) -> dict[str, object]:
        """The error as every door shows it: code, message, hint, field, retry_safe; and retry_at where there is one."""
        shown: dict[str, object] = {
            "code": self.code.value,
            "message": self.message.to(language),
            "hint": self.hint.to(language),
            "field": self.field,
            "retry_safe": self.retry_safe,
        }
        return shown if self.retry_at is None else shown | {"retry_at": self.retry_at.isoformat()}


def invalid_argument(field: str, message: Text, hint: Text) -> SightError:
    """An argument that cannot be used, and what was expected of it."""
    return SightError(ErrorCode.INVALID_ARGUMENT, message, hint, field=field)
