"""What a client's exception means, and how long to wait."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest
from google.genai.errors import ClientError, ServerError
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.failures import FailureKind, classify
from sight_domain.llm.registry import Policy
from sight_domain.llm.retries import pause_before

POLICY = Policy(
    retries=3, attempt_seconds=60, deadline_seconds=120, backoff_seconds=0.5, backoff_cap_seconds=20
)


def body(code: int, message: str = "m", **details: Any) -> dict[str, Any]:
    info = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", **details}] if details else []
    return {"error": {"code": code, "message": message, "status": "S", "details": info}}


@pytest.mark.parametrize(
    ("error", "kind", "transient"),
    [
        (ClientError(429, body(429)), FailureKind.RATE_LIMITED, True),
        (ServerError(503, body(503)), FailureKind.UNAVAILABLE, True),
        (ServerError(504, body(504)), FailureKind.TIMEOUT, True),
        (ClientError(404, body(404)), FailureKind.UNKNOWN_MODEL, False),
        (ClientError(403, body(403)), FailureKind.WRONG_KEY, False),
        (ClientError(400, body(400, "API key not valid. Please pass one.")), FailureKind.WRONG_KEY, False),
        (
            ClientError(400, body(400, "input exceeds the maximum number of tokens")),
            FailureKind.PROMPT_TOO_LONG,
            False,
        ),
        (ClientError(400, body(400)), FailureKind.REJECTED, False),
        (TimeoutError(), FailureKind.TIMEOUT, True),
        (ConnectionRefusedError(), FailureKind.UNREACHABLE, True),
        (ConnectionResetError(), FailureKind.UNAVAILABLE, True),
        (KeyError("x"), FailureKind.UNEXPECTED, False),
    ],
)
def test_the_kind_follows_from_status_body_and_cause(
    error: Exception, kind: FailureKind, transient: bool
) -> None:
    wrapped = RuntimeError("wrapped by a client")
    wrapped.__cause__ = error
    assert classify(wrapped).kind is kind is classify(error).kind
    assert kind.transient is transient


@pytest.mark.parametrize(("delay", "seconds"), [("2s", 2.0), ("0.25s", 0.25), ("soon", None), ("", None)])
def test_the_delay_of_retry_info_is_read_from_the_body(delay: str, seconds: float | None) -> None:
    assert classify(ClientError(429, body(429, retryDelay=delay))).retry_after == seconds


SENT, LATER = "Sat, 21 Nov 2026 10:00:00 GMT", "Sat, 21 Nov 2026 10:00:30 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "12"}, 12.0),
        ({"Retry-After": LATER, "Date": SENT}, 30.0),
        ({"retry-after": SENT, "date": LATER}, 0.0),
        ({"retry-after": "presently", "date": SENT}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    refused = ClientError(429, body(429), httpx.Response(429, headers=headers))
    assert classify(refused).retry_after == seconds


def test_details_are_one_short_line() -> None:
    detail = classify(ClientError(400, body(400, "long\n" * 500))).detail
    assert len(detail) <= 300 and "\n" not in detail


def test_details_name_no_objects_of_the_client() -> None:
    said = "Cannot connect to host a.example:80 ssl:<ssl.SSLContext object at 0x7f2bf76fc0e0> [refused]"
    assert classify(ConnectionError(said)).detail == "Cannot connect to host a.example:80 [refused]"


@given(st.integers(1, 10), st.none() | st.floats(0, 100), st.integers())
def test_pauses_are_jittered_between_the_asked_delay_and_the_cap(
    retry: int, asked: float | None, seed: int
) -> None:
    pause = pause_before(retry, POLICY, asked, random.Random(seed))
    ceiling = min(20, 0.5 * 2 ** (retry - 1))
    assert (asked or 0) <= pause <= (asked or 0) + ceiling
