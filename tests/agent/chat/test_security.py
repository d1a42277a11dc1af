"""Who may talk to the chat, how often they may guess, and what keeps its tokens."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent.chat.attempts import Attempts
from agent.chat.guard import Guard, is_loopback
from agent.chat.plain import plain
from agent.chat.secret import signing_key
from agent.chat.words import language_of_browser
from sight_domain.settings import Settings


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


def _client(*, local: bool, url: str = "http://localhost:8000") -> TestClient:
    async def page(_request: Any) -> PlainTextResponse:
        return PlainTextResponse("page")

    routes = [Route("/", page), Route("/login", page, methods=["POST"]), WebSocketRoute("/ws", _socket)]
    return TestClient(Guard(Starlette(routes=routes), local=local), base_url=url)


def test_pages_may_load_nothing_from_elsewhere() -> None:
    policy = _client(local=True).get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy and "connect-src 'self'" in policy and "http" not in policy


def test_a_foreign_name_for_our_address_is_refused_without_login() -> None:
    assert _client(local=True, url="http://rebound.example").get("/").status_code == 400
    assert _client(local=False, url="http://sight.example").get("/").status_code == 200


@pytest.mark.parametrize("local", [True, False])
def test_pages_of_other_sites_may_neither_post_nor_open_a_socket(local: bool) -> None:
    client = _client(local=local)
    foreign = {"origin": "https://evil.example"}
    assert client.post("/login", headers=foreign).status_code == 403
    assert client.post("/login", headers={"origin": "http://localhost:8000"}).status_code == 200
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/ws", headers=foreign):
        pass
    with client.websocket_connect(
        "/ws", headers={"origin": "http://localhost:8000", "host": "localhost:8000"}
    ):
        pass


def test_logins_from_one_address_are_limited() -> None:
    client = _client(local=False)
    codes = [client.post("/login").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_so_many_failures_then_none_until_the_time_is_over() -> None:
    now = 0.0
    attempts = Attempts(3, 60, clock=lambda: now)
    for _ in range(3):
        assert attempts.allowed("ewa")
        attempts.failed("ewa")
    assert not attempts.allowed("ewa") and attempts.allowed("jan")
    now = 60.0
    assert attempts.allowed("ewa")
    attempts.failed("jan")
    attempts.succeeded("jan")
    assert attempts.allowed("jan")


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False),
     ("::", False), ("192.168.1.5", False), ("sight.example", False)],
)  # fmt: skip
def test_loopback_is_told_from_the_rest(host: str, local: bool) -> None:
    assert is_loopback(host) is local


def test_the_key_is_made_once_for_its_owner_only_and_differs_by_mode(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, chat_secret=None)  # pyright: ignore[reportCallIssue]
    key = signing_key(settings, local=True)
    assert signing_key(settings, local=True) == key != signing_key(settings, local=False)
    kept = tmp_path / "chat-secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text().strip() != key
    assert [path.name for path in tmp_path.iterdir()] == ["chat-secret"]


@given(st.text(max_size=80))
def test_escaped_text_is_read_back_as_it_was_by_a_markdown_reader(text: str) -> None:
    from markdown_it import MarkdownIt

    shown = plain(text)
    tokens = MarkdownIt("commonmark").parseInline(shown)[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens) == " ".join(text.split()).replace("\0", "\ufffd")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("pl-PL,pl;q=0.9,en;q=0.8", "pl"), ("en-US,en;q=0.9,pl;q=0.8", "en"), ("de,pl;q=0.4,en;q=0.6", "en"),
     ("de-DE", "en"), ("", "en"), (None, "en"), ("pl;q=x", "pl")],
)  # fmt: skip
def test_the_browser_s_better_liked_language_is_taken(accepted: str | None, language: str) -> None:
    assert language_of_browser(accepted) == language
