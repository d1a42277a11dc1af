"""``sight ask``."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from agent.events import ApprovalAsked, TextDelta, ToolFinished, ToolProgress, ToolStarted
from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.language import Language, Text
from sight_domain.settings import get_settings

_NEEDS_APPROVAL = Text(
    en="This needs your approval. Say it again with --yes to allow it.",
    pl="To wymaga Twojej zgody. Powtórz z opcją --yes, aby na to pozwolić.",
)


async def run(
    message: str, *, thread: str | None, as_json: bool, plan_only: bool, yes: bool, language: Language | None
) -> None:
    """Say one message; stream the answer, or print it with its tool calls as JSON."""
    from agent.graph import Assistant
    from sight_domain.llm.offline.planner.language import detect
    from tools.services import Services

    actor = Actor(language or detect(message) or get_settings().language)
    conversation = thread or str(new_uuid())
    async with Services() as services:
        assistant = Assistant(services)
        try:
            if plan_only:
                planned = await assistant.plan(message, conversation, actor)
                _print_plan(planned, conversation, as_json)
                return
            answer, calls = await _converse(assistant, message, conversation, actor, yes=yes, quiet=as_json)
            await services.settle()
        finally:
            await assistant.aclose()
    if as_json:
        _print_json(answer, calls, conversation)
    else:
        click.echo(f"\n\n--thread {conversation}", err=True)


async def _converse(
    assistant: Any, message: str, thread: str, actor: Actor, *, yes: bool, quiet: bool
) -> tuple[str, list[dict[str, Any]]]:
    answer: list[str] = []
    calls: dict[str, dict[str, Any]] = {}
    waiting = assistant.reply(message, thread, actor)
    while waiting is not None:
        events, waiting = waiting, None
        async for event in events:
            if isinstance(event, TextDelta):
                answer.append(event.text)
                _say(event.text, quiet)
            elif isinstance(event, ToolStarted):
                # What was said before a tool call is on its way to the answer, not part of it.
                answer.clear()
                calls[event.call_id] = {
                    "name": event.name,
                    "arguments": event.arguments,
                    "outcome": "running",
                }
                _tell(f"· {event.title.to(actor.language)}\n", quiet)
            elif isinstance(event, ToolProgress):
                _tell(
                    f"\r\033[K  {event.done}/{event.total} {event.message.to(actor.language)}",
                    quiet or not sys.stderr.isatty(),
                )
            elif isinstance(event, ToolFinished):
                _tell("\r\033[K", quiet or not sys.stderr.isatty())
                calls.setdefault(event.call_id, {"name": event.name, "arguments": {}})["outcome"] = (
                    event.outcome
                )
            elif isinstance(event, ApprovalAsked):
                if not yes:
                    for call in calls.values():
                        if call["outcome"] == "running":
                            call["outcome"] = "approval_required"
                    refusal = _NEEDS_APPROVAL.to(actor.language)
                    answer.append(refusal)
                    _say(refusal, quiet)
                    return "".join(answer), list(calls.values())
                waiting = assistant.decide([True] * len(event.calls), thread, actor)
    return "".join(answer), list(calls.values())


def _print_plan(planned: list[tuple[str, dict[str, Any]]], thread: str, as_json: bool) -> None:
    calls = [{"name": name, "arguments": arguments, "outcome": "planned"} for name, arguments in planned]
    if as_json:
        _print_json("", calls, thread)
        return
    for number, call in enumerate(calls, start=1):
        click.echo(f"{number}. {call['name']} {json.dumps(call['arguments'], ensure_ascii=False)}")


def _print_json(answer: str, calls: list[dict[str, Any]], thread: str) -> None:
    click.echo(
        json.dumps({"answer": answer, "tool_calls": calls, "thread": thread}, ensure_ascii=False, indent=2)
    )


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        click.echo(text, nl=False)


def _tell(text: str, quiet: bool) -> None:
    if not quiet:
        click.echo(text, nl=False, err=True)
