"""The present moment."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Now, in UTC, with its zone."""
    return datetime.now(UTC)
