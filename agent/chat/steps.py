"""One tool call as a step of the chat: its title, live progress, and how it ended."""

from __future__ import annotations

import json
from time import monotonic
from typing import Any

import chainlit as cl
from chainlit.context import local_steps
from chainlit.utils import utc_now

from agent.chat.plain import plain
from agent.events import ToolFinished, ToolProgress, ToolStarted
from sight_domain.language import Language, Text

_FASTEST_UPDATE_S = 0.25
_LONGEST_ARGUMENT = 400
_DONE = Text(en="Done.", pl="Gotowe.")
_FAILED = Text(en="did not work", pl="nie udało się")
_STOPPED = Text(en="stopped", pl="zatrzymano")


class ToolStep:
    """Shown when the tool starts, renamed at most four times a second while it works, closed once."""

    def __init__(self, started: ToolStarted, language: Language) -> None:
        self._language: Language = language
        self._title = started.title.to(language)
        self._shown_at = 0.0
        parents = local_steps.get()
        self._step = cl.Step(
            name=self._title,
            type="tool",
            parent_id=parents[-1].id if parents else None,
            show_input="json",
        )
        self._step.input = json.dumps(_shortened(started.arguments), ensure_ascii=False, indent=2)

    async def open(self) -> None:
        self._step.start = utc_now()
        await self._step.send()

    async def progress(self, event: ToolProgress) -> None:
        """Show how far it is. Progress is told to the browser only; history keeps how it ended."""
        ended = event.total > 0 and event.done >= event.total
        if not ended and monotonic() - self._shown_at < _FASTEST_UPDATE_S:
            return
        self._shown_at = monotonic()
        counted = f" · {event.done}/{event.total}" if event.total else ""
        message = event.message.to(self._language)
        self._step.name = f"{self._title}{counted}{f' · {message}' if message else ''}"
        await cl.context.emitter.update_step(self._step.to_dict())

    async def finish(self, event: ToolFinished) -> None:
        if event.outcome == "ok":
            await self._close(self._title, _DONE.to(self._language))
            return
        error = event.result.get("error", {})
        sentences = [plain(str(error[part])) for part in ("message", "hint") if error.get(part)]
        name = f"{self._title} · {_FAILED.to(self._language)}"
        await self._close(name, "\n\n".join(sentences), failed=True)

    async def stop(self, reason: Text) -> None:
        """Close it without a result."""
        name = f"{self._title} · {_STOPPED.to(self._language)}"
        await self._close(name, reason.to(self._language), failed=True)

    async def _close(self, name: str, output: str, *, failed: bool = False) -> None:
        self._step.name = name
        self._step.output = output
        self._step.language = None
        self._step.is_error = failed
        self._step.end = utc_now()
        await self._step.update()


def _shortened(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value[:_LONGEST_ARGUMENT]}…"
        if isinstance(value, str) and len(value) > _LONGEST_ARGUMENT
        else value
        for name, value in arguments.items()
    }
