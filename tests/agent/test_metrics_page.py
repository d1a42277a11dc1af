"""Who may read the metrics, and that it is metrics they read."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from agent.metrics_page import metrics_route


def client(token: str | None, *, local: bool) -> TestClient:
    secret = None if token is None else SecretStr(token)
    return TestClient(Starlette(routes=[metrics_route(secret, local=local)]))


def test_on_this_machine_metrics_are_open() -> None:
    answer = client(None, local=True).get("/metrics")
    assert answer.status_code == 200 and "sight_llm_calls" in answer.text
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        (None, "", 404),
        (None, "Bearer ", 404),
        ("", "Bearer ", 404),
        ("right", "", 404),
        ("right", "Bearer wrong", 404),
        ("right", "Bearer zażółć", 404),
        ("right", "right", 404),
        ("right", "Bearer right", 200),
    ],
)
def test_from_other_machines_only_the_token_opens_them(token: str | None, given: str, status: int) -> None:
    answer = client(token, local=False).get("/metrics", headers=[(b"authorization", given.encode())])
    assert answer.status_code == status
