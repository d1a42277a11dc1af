"""Turns that are being answered: whoever loads the page again sees the rest of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chainlit.session import WebsocketSession

_doing: set[asyncio.Task[None]] = set()


@dataclass(slots=True)
class _Going:
    session: WebsocketSession
    task: asyncio.Task[Any]
    asking: bool = False


class OngoingTurns:
    """The turns of this process by thread; each thread has at most one at a time."""

    def __init__(self) -> None:
        self._turns: dict[str, _Going] = {}

    @contextmanager
    def turn(self, session: WebsocketSession) -> Iterator[None]:
        """The current task answers a message of `session`'s thread."""
        task = asyncio.current_task()
        assert task is not None
        going = self._turns[session.thread_id] = _Going(session, task)
        try:
            yield
        finally:
            if self._turns.get(session.thread_id) is going:
                del self._turns[session.thread_id]

    @contextmanager
    def question(self, session: WebsocketSession) -> Iterator[None]:
        """The turn waits for an answer from the page it was begun in."""
        going = self._turns.get(session.thread_id)
        if going is not None:
            going.asking = True
        try:
            yield
        finally:
            if going is not None:
                going.asking = False

    def join(self, session: WebsocketSession) -> bool:
        """Let a page hear what its thread's turn has still to say, and stop it; False when there is none."""
        going = self._turns.get(session.thread_id)
        if going is None or going.session is session:
            return False
        heard, also = going.session.emit, session.emit

        async def both(event: str, content: Any) -> None:
            await heard(event, content)  # pyright: ignore[reportGeneralTypeIssues]
            await also(event, content)  # pyright: ignore[reportGeneralTypeIssues]

        going.session.emit = both  # pyright: ignore[reportAttributeAccessIssue]
        session.current_task = going.task
        return True

    def asks(self, session: WebsocketSession) -> bool:
        """Whether the turn of this thread waits for an answer that only another page could give."""
        going = self._turns.get(session.thread_id)
        return going is not None and going.asking and going.session is not session

    async def give_up(self, session: WebsocketSession) -> None:
        """End the turn of this thread as Stop does, and wait until it has."""
        if going := self._turns.get(session.thread_id):
            going.task.cancel()
            await asyncio.wait([going.task])


def once_shown(session: WebsocketSession, then: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do something as soon as the page has its thread: what it hears before is wiped out by that."""
    emit = session.emit

    async def emitting(event: str, content: Any) -> None:
        await emit(event, content)  # pyright: ignore[reportGeneralTypeIssues]
        if event == "resume_thread":
            session.emit = emit
            task = asyncio.create_task(then())
            _doing.add(task)
            task.add_done_callback(_doing.discard)

    session.emit = emitting  # pyright: ignore[reportAttributeAccessIssue]
