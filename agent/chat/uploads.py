"""Files dropped into the chat go into the knowledge base, through the same tool as everywhere else."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import chainlit as cl

from agent.chat.elements.documents import added
from agent.chat.elements.pieces import Desk
from agent.chat.steps import ToolStep
from agent.chat.turn import tell
from agent.chat.words import ADD_DOCUMENT
from agent.events import ToolFinished, ToolStarted
from sight_domain.errors import SightError
from tools.catalogue import call
from tools.context import ToolContext


async def take_in(files: Sequence[Any], desk: Desk) -> None:
    """Add each file and say what became of it: title, pages and passages, or what is wrong with it."""
    for file in files:
        await _add(Path(file.path), file.name, desk)


async def _add(path: Path, filename: str, desk: Desk) -> None:
    call_id = str(uuid4())
    step = ToolStep(
        ToolStarted(call_id, "add_document", ADD_DOCUMENT, {"filename": filename}), desk.actor.language
    )
    await step.open()
    try:
        content = b64encode(await asyncio.to_thread(path.read_bytes)).decode()
        result = await call(
            "add_document",
            {"content_base64": content, "filename": filename},
            ToolContext(actor=desk.actor, services=desk.services),
        )
    except SightError as error:
        failed = {"error": error.render(desk.actor.language)}
        await step.finish(ToolFinished(call_id, "add_document", error.code.value, failed))
        await tell(error, desk.actor)
        return
    document = result.model_dump(mode="json")["document"]
    await step.finish(ToolFinished(call_id, "add_document", "ok", {"document": document}))
    await cl.Message(content=added(document, desk.actor.language)).send()
