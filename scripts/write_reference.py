"""Writes docs/reference.md from the tools and commands themselves: ``python -m scripts.write_reference``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from agent.cli import main as sight
from tools.catalogue import Tool, catalogue

REFERENCE = Path(__file__).parent.parent / "docs" / "reference.md"
_HEAD = """# Reference: tools and commands

Made from the code by `python -m scripts.write_reference`; a test keeps it current. Every tool can be called in the
chat by saying what you want, over MCP by its name, and from a shell with `sight tool NAME --json '{…}'`.

## Tools
"""


def reference() -> str:
    """The whole page."""
    parts = [_HEAD]
    parts += [_of_tool(tool) for tool in catalogue().values()]
    parts.append("## Commands\n")
    context = click.Context(sight, info_name="sight")
    parts.append(_of_command(context))
    return "\n".join(parts)


def _of_tool(tool: Tool) -> str:
    kinds = {
        "read-only": tool.read_only,
        "destructive": tool.destructive,
        "idempotent": tool.idempotent and not tool.read_only,
        "long-running": tool.long_running,
    }
    marks = ", ".join(kind for kind, holds in kinds.items() if holds)
    lines = [f"### {tool.name}", "", tool.description + (f" *({marks})*" if marks else ""), ""]
    schema = tool.input_schema
    if schema.get("properties"):
        lines += ["| argument | type | what it is |", "| --- | --- | --- |"]
        required = set(schema.get("required", ()))
        for name, argument in schema["properties"].items():
            needed = "" if name in required else "?"
            lines.append(f"| `{name}{needed}` | {_type(argument)} | {_description(argument)} |")
        lines.append("")
    results = ", ".join(f"`{name}`" for name in tool.result.model_fields)
    lines += [f"Returns {results}. Said like: “{tool.examples[0]}”, “{_polish(tool)}”.", ""]
    return "\n".join(lines)


def _polish(tool: Tool) -> str:
    return tool.examples[len(tool.examples) // 2]


def _type(argument: dict[str, Any]) -> str:
    if "anyOf" in argument:
        return " or ".join(_type(option) for option in argument["anyOf"] if option.get("type") != "null")
    if "enum" in argument:
        return " or ".join(f"`{choice}`" for choice in argument["enum"])
    if "$ref" in argument:
        return argument["$ref"].rpartition("/")[2]
    if argument.get("type") == "array":
        return f"list of {_type(argument['items'])}"
    return str(argument.get("type", "object"))


def _description(argument: dict[str, Any]) -> str:
    own = argument.get("description")
    return str(
        own
        or next(
            (option["description"] for option in argument.get("anyOf", ()) if "description" in option), ""
        )
    )


def _of_command(context: click.Context) -> str:
    command = context.command
    lines = [f"### {context.command_path}", "", "```", command.get_help(context).rstrip(), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            lines.append(_of_command(click.Context(child, info_name=name, parent=context)))
    return "\n".join(lines)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
