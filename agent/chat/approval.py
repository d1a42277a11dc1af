"""Asking the researcher before something destructive or costly is done."""

from __future__ import annotations

import chainlit as cl

from agent.chat.plain import plain
from agent.chat.words import APPROVE, APPROVED, MAY_I, NOT_ANSWERED, REJECT, REJECTED
from agent.events import ApprovalAsked
from sight_domain.language import Language
from tools.catalogue import catalogue

_WAIT_S = 600


async def approved(asked: ApprovalAsked, language: Language) -> list[bool]:
    """One answer for all calls of a turn: approved, or, when rejected or not answered in ten minutes, not."""
    question = cl.AskActionMessage(
        content=f"{MAY_I.to(language)}\n\n{_listed(asked, language)}",
        actions=[
            cl.Action(name="approve", payload={"approved": True}, label=APPROVE.to(language)),
            cl.Action(name="reject", payload={"approved": False}, label=REJECT.to(language)),
        ],
        timeout=_WAIT_S,
    )
    answer = await question.send()
    yes = bool(answer and answer["payload"].get("approved"))
    outcome = NOT_ANSWERED if answer is None else APPROVED if yes else REJECTED
    # Chainlit puts an English sentence of its own here.
    question.content = f"{_listed(asked, language)}\n\n{outcome.to(language)}"
    await question.update()
    return [yes] * len(asked.calls)


def _listed(asked: ApprovalAsked, language: Language) -> str:
    """What is asked about each call; its arguments stand in the step above."""
    lines: list[str] = []
    for call in asked.calls:
        known = catalogue().get(call["name"])
        title = known.title.to(language) if known else call["name"]
        lines.append(f"- **{plain(title)}**: {plain(call['question'].to(language))}")
    return "\n".join(lines)
