"""One turn of a conversation on the screen: streamed words, steps, results, and questions for approval."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol

import chainlit as cl

from agent.chat.approval import approved
from agent.chat.elements.pieces import Chart, Desk, Download, Panel, Piece
from agent.chat.elements.results import showing_of
from agent.chat.steps import ToolStep
from agent.chat.words import STOPPED_STEP
from agent.events import ApprovalAsked, Event, TextDelta, ToolFinished, ToolProgress, ToolStarted
from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.language import Language


class Conversing(Protocol):
    """What the chat needs of the assistant."""

    def reply(self, message: str, thread: str, actor: Actor) -> AsyncIterator[Event]: ...

    def decide(self, decisions: Sequence[bool], thread: str, actor: Actor) -> AsyncIterator[Event]: ...


class ShownTurn:
    """Shows the events of one turn in the order they come; whatever happens, no step is left running."""

    def __init__(self, desk: Desk, asking: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """`asking` is entered while the person at the page is asked for approval."""
        self._desk = desk
        self._asking = asking
        self._language: Language = desk.actor.language
        self._steps: dict[str, ToolStep] = {}
        self._answer: cl.Message | None = None

    async def run(self, assistant: Conversing, message: str, thread: str) -> None:
        """Answer a message, asking for approval where the assistant waits for it."""
        actor = self._desk.actor
        events: AsyncIterator[Event] | None = assistant.reply(message, thread, actor)
        try:
            while events is not None:
                asked = await self._show(events)
                events = None
                if asked is not None:
                    with self._asking():
                        decisions = await approved(asked, self._language)
                    events = assistant.decide(decisions, thread, actor)
        finally:
            await self._end_answer()
            for step in self._steps.values():
                await step.stop(STOPPED_STEP)
            self._steps.clear()

    async def _show(self, events: AsyncIterator[Event]) -> ApprovalAsked | None:
        asked: ApprovalAsked | None = None
        async for event in events:
            if isinstance(event, TextDelta):
                await self._say(event.text)
            elif isinstance(event, ToolStarted):
                await self._end_answer()
                step = self._steps[event.call_id] = ToolStep(event, self._language)
                await step.open()
            elif isinstance(event, ToolProgress):
                if step := self._steps.get(event.call_id):
                    await step.progress(event)
            elif isinstance(event, ToolFinished):
                await self._end_answer()
                await self._finish(event)
            else:
                await self._end_answer()
                asked = event
        return asked

    async def _say(self, text: str) -> None:
        if self._answer is None:
            self._answer = cl.Message(content="")
        await self._answer.stream_token(text)

    async def _end_answer(self) -> None:
        if self._answer is not None:
            answer, self._answer = self._answer, None
            await answer.send()

    async def _finish(self, event: ToolFinished) -> None:
        step = self._steps.pop(event.call_id, None)
        if step is not None:
            await step.finish(event)
        if event.outcome != "ok":
            return
        try:
            showing = await showing_of(event.name, event.result, self._desk)
        except SightError as error:
            await tell(error, self._desk.actor)
            return
        if showing is not None:
            message = await cl.Message(content=showing.caption).send()
            # One after the other: sent together they arrive in any order.
            for piece in showing.pieces:
                await _element(piece).send(for_id=message.id)


async def tell(error: SightError, actor: Actor) -> None:
    """An error as a sentence and what to do about it."""
    shown = error.render(actor.language)
    await cl.Message(content=f"{shown['message']}\n\n{shown['hint']}").send()


def _element(piece: Piece) -> Any:
    if isinstance(piece, Panel):
        return cl.CustomElement(name=piece.component, props=piece.props)
    if isinstance(piece, Chart):
        return cl.Plotly(name=piece.name, figure=piece.figure)
    assert isinstance(piece, Download)
    return cl.File(name=piece.filename, mime=piece.mime_type, content=piece.content)
