"""A real browser against a real server. Without Chromium these tests are skipped; in CI that is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.pages import ChatPage
from browser.serving import ChatServer
from playwright.sync_api import Browser, expect, sync_playwright

from sight_domain.storage.embedded import EmbeddedPostgres

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

# A panel's component is fetched and compiled in the page after the answer that it belongs to has come.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: while it is open, its event loop runs in this thread and no async test could."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium: install the system's package `chromium`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    folder = tmp_path_factory.mktemp("chat")
    server = ChatServer(folder)
    server.start()
    yield server
    server.close()
    cluster = EmbeddedPostgres(folder / "sight")
    cluster.leave()
    shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.fixture
def chat(browser: Browser, server: ChatServer) -> Iterator[Callable[..., ChatPage]]:
    """``chat("pl-PL")`` opens a new browser of that language on the chat."""
    contexts = []

    def opened(locale: str = "en-US", *, path: str = "/", login: bool = False) -> ChatPage:
        context = browser.new_context(
            locale=locale, viewport={"width": 1280, "height": 900}, accept_downloads=True
        )
        contexts.append(context)
        page = ChatPage(context.new_page(), server.url)
        if not login:
            page.open(path)
        return page

    yield opened
    for context in contexts:
        context.close()
