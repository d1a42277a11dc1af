"""The chat as a person at a browser uses it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Download, Locator, Page

_ANSWERED_WITHIN_MS = 120_000


class ChatPage:
    """Types, waits for answers, and keeps every address asked for that is not the server's."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.foreign: list[str] = []
        page.route("**/*", self._only_ours)

    def open(self, path: str = "/") -> None:
        """Load the page and wait until it may be typed into: earlier keys are lost."""
        with self.page.expect_websocket():
            self.page.goto(self.url + path)
        self.page.locator("#chat-input").wait_for()
        # A new browser is sent through the login and back; what is attached meanwhile is lost with the first page.
        self.page.wait_for_load_state("networkidle")
        # The chat enables its buttons once the socket is connected.
        self.page.locator("#upload-button:not([disabled])").wait_for()

    def say(self, text: str) -> None:
        """Send a message and wait until it is answered."""
        before = self.answers.count()
        self.send(text)
        self.wait_for_answer(before)

    def send(self, text: str) -> None:
        self.page.locator("#chat-input").press_sequentially(text)
        self.page.keyboard.press("Enter")

    def wait_for_answer(self, before: int) -> None:
        self.answers.nth(before).wait_for(timeout=_ANSWERED_WITHIN_MS)
        self.page.locator("#stop-button").wait_for(state="detached", timeout=_ANSWERED_WITHIN_MS)

    def upload(self, path: Path, text: str = "") -> None:
        """Attach a file, send it with `text`, and wait until it is answered."""
        before = self.answers.count()
        self.page.locator("input[type=file]").first.set_input_files(path)
        self.page.locator(f"text={path.name}").first.wait_for()
        if text:
            self.page.locator("#chat-input").press_sequentially(text)
        self.page.locator("#chat-submit:not([disabled])").click()
        self.wait_for_answer(before)

    def download(self, link: Locator) -> Download:
        with self.page.expect_download() as started:
            link.click()
        return started.value

    @property
    def answers(self) -> Locator:
        return self.page.locator("[data-step-type=assistant_message]")

    @property
    def steps(self) -> Locator:
        return self.page.locator("[data-step-type=tool]")

    @property
    def panels(self) -> Locator:
        return self.page.locator(".sg-panel")

    @property
    def last_answer(self) -> str:
        return self.answers.last.inner_text()

    def _only_ours(self, route: object, request: object) -> None:
        from playwright.sync_api import Request, Route

        assert isinstance(route, Route) and isinstance(request, Request)
        if request.url.startswith((self.url, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(request.url)
            route.abort()
