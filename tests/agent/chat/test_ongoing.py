"""A page that is loaded again in the middle of a turn hears the rest of it, and may stop it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import pytest


@dataclass
class Page:
    """A page's session, and what it was sent."""

    thread: str
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from chainlit.session import WebsocketSession

        async def emit(event: str, _content: Any) -> None:
            self.heard.append(event)

        self.session = WebsocketSession(
            id=str(uuid4()), socket_id=str(uuid4()), emit=cast(Any, emit), emit_call=cast(Any, emit), user_env={}, client_type="webapp",
            thread_id=self.thread,
        )  # fmt: skip


@pytest.fixture
def pages() -> Iterator[tuple[Page, Page]]:
    from chainlit.session import ws_sessions_id, ws_sessions_sid

    thread = str(uuid4())
    both = Page(thread), Page(thread)
    yield both
    for page in both:
        ws_sessions_id.pop(page.session.id)
        ws_sessions_sid.pop(page.session.socket_id)


async def _begun(turns: Any, page: Page, *, asks: bool = False) -> asyncio.Task[None]:
    """A turn of `page` that goes on until it is cancelled."""
    started = asyncio.Event()

    async def answer() -> None:
        with turns.turn(page.session):
            if asks:
                with turns.question(page.session):
                    started.set()
                    await asyncio.Event().wait()
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(answer())
    await started.wait()
    return task


async def test_what_is_said_after_a_reload_is_heard_by_the_new_page_too(pages: tuple[Page, Page]) -> None:
    from agent.chat.ongoing import OngoingTurns

    turns, (first, again) = OngoingTurns(), pages
    task = await _begun(turns, first)
    assert turns.join(again.session)
    await first.session.emit("update_message", {})  # pyright: ignore[reportGeneralTypeIssues]
    assert again.heard == first.heard == ["update_message"]
    assert again.session.current_task is task
    task.cancel()
    await asyncio.wait([task])
    assert not turns.join(again.session)


async def test_a_question_is_given_up_once_the_new_page_has_its_thread(pages: tuple[Page, Page]) -> None:
    from agent.chat.ongoing import OngoingTurns, once_shown

    turns, (first, again) = OngoingTurns(), pages
    task = await _begun(turns, first, asks=True)
    assert turns.asks(again.session) and not turns.asks(first.session)
    once_shown(again.session, lambda: turns.give_up(again.session))
    await again.session.emit("first_interaction", {})  # pyright: ignore[reportGeneralTypeIssues]
    await asyncio.sleep(0)
    assert not task.done()
    await again.session.emit("resume_thread", {})  # pyright: ignore[reportGeneralTypeIssues]
    await asyncio.wait([task])
    assert task.cancelled() and not turns.asks(again.session)
