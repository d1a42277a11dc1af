"""Open to other machines the chat knows only people with accounts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from browser.pages import ChatPage
from browser.serving import ChatServer

from sight_domain.storage.embedded import EmbeddedPostgres

_PASSWORD = "rower lampa jezioro"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    """Takes the place of the local server: listens on every address."""
    folder = tmp_path_factory.mktemp("login")
    server = ChatServer(folder, host="0.0.0.0")
    yield server
    server.close()
    cluster = EmbeddedPostgres(folder / "sight")
    cluster.leave()
    shutil.rmtree(cluster.folder, ignore_errors=True)


def test_without_any_account_it_does_not_open(server: ChatServer) -> None:
    refused = server.sight("chat", "--host", "0.0.0.0", "--port", "8765")
    assert refused.returncode == 2
    assert "sight user add" in refused.stderr


def test_an_account_logs_in_and_a_wrong_password_does_not(
    chat: Callable[..., ChatPage], server: ChatServer
) -> None:
    added = server.sight("user", "add", "ewa@example.com", given=f"{_PASSWORD}\n{_PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    server.url = server.start().replace("0.0.0.0", "127.0.0.1")
    page = chat("pl-PL", login=True)
    page.page.goto(server.url)
    page.page.locator("input#email").fill("ewa@example.com")
    page.page.locator("input[type=password]").fill("zupełnie inne hasło")
    page.page.locator("button[type=submit]").click()
    page.page.get_by_text("Logowanie się nie powiodło").wait_for()
    page.page.locator("input[type=password]").fill(_PASSWORD)
    page.page.locator("button[type=submit]").click()
    page.page.locator("#chat-input").wait_for()
    page.page.reload()
    page.open()
    page.say("Jak to działa?")
    assert page.last_answer.strip()
