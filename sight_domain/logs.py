"""Logs: one line an event on standard error, never standard output (that belongs to MCP and to results)."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sight_domain.settings import Settings


def begin_request() -> str:
    """From here on, everything logged in this context carries a new ``request_id``; returns it."""
    import structlog

    from sight_domain.ids import new_uuid

    request_id = f"req_{new_uuid().hex}"
    structlog.contextvars.bind_contextvars(request_id=request_id)
    return request_id


@contextlib.contextmanager
def within_request() -> Iterator[None]:
    """Log under the request id there is, or under a new one inside the block. Tasks started in it take it along."""
    import structlog

    if "request_id" in structlog.contextvars.get_contextvars():
        yield
        return
    begin_request()
    try:
        yield
    finally:
        structlog.contextvars.unbind_contextvars("request_id")


def configure_logging(settings: Settings) -> None:
    """Set the level and the form of what Sight logs: JSON lines, with plain tracebacks and no values of variables."""
    import structlog

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
