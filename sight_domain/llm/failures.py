"""What a provider's exception means: who must act, whether to try again, and when.

Clients wrap errors in classes of their own, so the kind is read from the HTTP status and the body found anywhere in
the chain of causes, not from the class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from sight_domain.clock import now


class FailureKind(StrEnum):
    """``rate_limited``, ``unavailable`` and ``timeout`` pass by themselves; the others need a change."""

    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    WRONG_KEY = "wrong_key"
    UNKNOWN_MODEL = "unknown_model"
    PROMPT_TOO_LONG = "prompt_too_long"
    REJECTED = "rejected"
    UNEXPECTED = "unexpected"

    @property
    def transient(self) -> bool:
        """Whether the same request to the same model may succeed a little later."""
        return self in _TRANSIENT


_TRANSIENT = {
    FailureKind.RATE_LIMITED,
    FailureKind.UNAVAILABLE,
    FailureKind.TIMEOUT,
    FailureKind.UNREACHABLE,
}
_NETWORK_PACKAGES = ("aiohttp", "httpx", "httpcore", "httpx2", "httpcore2")
_NO_CONNECTION = ("ConnectError", "ClientConnectorError", "ClientConnectorDNSError")
_TOO_LONG = re.compile(
    r"maximum number of tokens|token limit|context[_ ]length|context window|maximum context", re.IGNORECASE
)
_BAD_KEY = re.compile(r"api[_ ]key[_ ]?(not valid|invalid)|invalid api key|incorrect api key", re.IGNORECASE)
# `ssl:<ssl.SSLContext object at 0x…>` in aiohttp's messages says nothing to anybody.
_OBJECTS = re.compile(r"(\w+:)?<[^<>]* object at 0x[0-9a-f]+>")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed request. `retry_after`: seconds the provider asked to wait; `detail`: its own words, shortened."""

    kind: FailureKind
    detail: str
    retry_after: float | None = None


def classify(error: BaseException) -> Failure:
    """The failure behind an exception raised by a model client."""
    chain = list(_causes(error))
    detail = _detail(chain)
    status = next((code for cause in chain if (code := _status(cause)) is not None), None)
    if status is None:
        return Failure(_kind_without_status(chain, detail), detail)
    return Failure(_kind_of_status(status, detail), detail, next(_delays(chain), None))


def _kind_of_status(status: int, detail: str) -> FailureKind:
    if status in (401, 403) or _BAD_KEY.search(detail):
        return FailureKind.WRONG_KEY
    if status == 429:
        return FailureKind.RATE_LIMITED
    if status == 404:
        return FailureKind.UNKNOWN_MODEL
    if status in (408, 504):
        return FailureKind.TIMEOUT
    if status >= 500:
        return FailureKind.UNAVAILABLE
    if _TOO_LONG.search(detail):
        return FailureKind.PROMPT_TOO_LONG
    return FailureKind.REJECTED


def _kind_without_status(chain: list[BaseException], detail: str) -> FailureKind:
    if any(isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__ for cause in chain):
        return FailureKind.TIMEOUT
    if any(
        type(cause).__name__ in _NO_CONNECTION or isinstance(cause, ConnectionRefusedError) for cause in chain
    ):
        return FailureKind.UNREACHABLE
    if any(isinstance(cause, OSError) or _package(cause) in _NETWORK_PACKAGES for cause in chain):
        return FailureKind.UNAVAILABLE
    if any(type(cause).__name__ in ("UnknownApiResponseError", "JSONDecodeError") for cause in chain):
        return FailureKind.UNAVAILABLE
    if _TOO_LONG.search(detail):
        return FailureKind.PROMPT_TOO_LONG
    return FailureKind.UNEXPECTED


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _package(error: BaseException) -> str:
    return type(error).__module__.partition(".")[0]


def _status(error: BaseException) -> int | None:
    if _package(error) == "aiohttp":
        return None  # its parser gives broken transfers a 400 that no server sent
    for name in ("status_code", "code", "status"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 400 <= value <= 599:
            return value
    return None


def _detail(chain: list[BaseException]) -> str:
    innermost_first = [getattr(cause, "message", None) for cause in reversed(chain)]
    said = next((text for text in innermost_first if isinstance(text, str) and text), None)
    text = said or str(chain[0]) or type(chain[0]).__name__
    text = " ".join(_OBJECTS.sub("", text).split())
    return text if len(text) <= 300 else text[:299] + "…"


def _delays(chain: list[BaseException]) -> Iterator[float]:
    for cause in chain:
        yield from _retry_info(getattr(cause, "details", None))
        headers = getattr(getattr(cause, "response", None), "headers", None)
        if isinstance(headers, Mapping):
            yield from _retry_after({name.lower(): value for name, value in headers.items()})


def _retry_after(headers: Mapping[str, str]) -> Iterator[float]:
    """``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3), which is read by the server's own clock if it says."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", said):
        yield float(said)
    elif (until := _moment(said)) is not None:
        yield max(0.0, (until - (_moment(headers.get("date", "")) or now())).total_seconds())


def _moment(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said).replace(tzinfo=UTC) if said else None
    except ValueError:
        return None


def _retry_info(body: Any) -> Iterator[float]:
    """``retryDelay`` of google.rpc.RetryInfo: decimal seconds with an ``s``."""
    if isinstance(body, Mapping):
        delay = body.get("retryDelay")
        if isinstance(delay, str) and (match := re.fullmatch(r"(\d+(?:\.\d+)?)s", delay)):
            yield float(match.group(1))
        for value in body.values():
            yield from _retry_info(value)
    elif isinstance(body, list):
        for value in body:
            yield from _retry_info(value)
