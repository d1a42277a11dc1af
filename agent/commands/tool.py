"""``sight tool`` and ``sight tools``."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from sight_domain.accounts.actor import Actor
from sight_domain.errors import invalid_argument
from sight_domain.language import Language, Text
from sight_domain.settings import get_settings
from tools.catalogue import call, catalogue, find_tool
from tools.context import ToolContext


async def run(name: str, arguments: str, *, yes: bool, language: Language | None) -> None:
    """Call one tool, print its result; runs that it started are seen through to their end."""
    from tools.services import Services

    find_tool(name)
    given = _object(arguments)
    speak = language or get_settings().language

    def watch(done: int, total: int, message: Text) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{done}/{total} {message.to(speak)}", nl=False, err=True)

    async def confirm(_question: Text) -> bool:
        return yes

    async with Services() as services:
        try:
            context = ToolContext(Actor(speak), services, watch=watch, confirm=confirm)
            result = await call(name, given, context)
        finally:
            if sys.stderr.isatty():
                click.echo("\r\033[K", nl=False, err=True)
        click.echo(result.model_dump_json(indent=2))
        # A run lives in the process that started it, so leaving now would stop it half-way.
        await services.settle()


def listing(*, as_json: bool, language: Language | None) -> str:
    """The tools, for reading or as JSON with their schemas."""
    if as_json:
        return json.dumps(
            [
                {
                    "name": tool.name,
                    "toolset": tool.toolset,
                    "title": tool.title.to(language or get_settings().language),
                    "description": tool.description,
                    "read_only": tool.read_only,
                    "destructive": tool.destructive,
                    "idempotent": tool.idempotent,
                    "long_running": tool.long_running,
                    "examples": list(tool.examples),
                    "input_schema": tool.input_schema,
                    "output_schema": tool.output_schema,
                }
                for tool in catalogue().values()
            ],
            ensure_ascii=False,
            indent=2,
        )
    speak = language or get_settings().language
    width = max(len(name) for name in catalogue())
    return "\n".join(f"{tool.name:<{width}}  {tool.title.to(speak)}" for tool in catalogue().values())


def _object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise _not_an_object(str(error)) from None
    if not isinstance(given, dict):
        raise _not_an_object(type(given).__name__)
    return given


def _not_an_object(found: str) -> Exception:
    return invalid_argument(
        "--json",
        Text(
            en=f"The arguments are not a JSON object: {found}.",
            pl=f"Argumenty nie są obiektem JSON: {found}.",
        ),
        Text(
            en="""Write them like '{"project_id": "prj_…"}'.""",
            pl="""Zapisz je tak: '{"project_id": "prj_…"}'.""",
        ),
    )
