"""The catalogue as LangChain tools."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langgraph.config import get_stream_writer
from langgraph.runtime import get_runtime

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.language import Text
from tools.catalogue import Tool, call, catalogue
from tools.context import ToolContext
from tools.services import Services


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message of the researcher carries to the tools it sets off."""

    actor: Actor


def toolkit(services: Services) -> list[BaseTool]:
    """One LangChain tool per tool of the catalogue; arguments are checked by the catalogue, not by LangChain."""
    return [_adapted(tool, services) for tool in catalogue().values()]


def _adapted(tool: Tool, services: Services) -> BaseTool:
    async def run(**arguments: Any) -> str:
        write = get_stream_writer()

        def watch(done: int, total: int, message: Text) -> None:
            write({"tool": tool.name, "done": done, "total": total, "message": message})

        context = ToolContext(
            actor=get_runtime(Turn).context.actor, services=services, watch=watch, confirm=_approved_before
        )
        try:
            result = await call(tool.name, arguments, context)
        except SightError as error:
            raise ToolException(
                json.dumps({"error": error.render(context.language)}, ensure_ascii=False)
            ) from error
        return result.model_dump_json(exclude_none=True)

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.input_schema,
        coroutine=run,
        handle_tool_error=True,
        metadata={"examples": list(tool.examples), "destructive": tool.destructive},
    )


async def _approved_before(_question: Text) -> bool:
    """Destructive calls are approved before the graph runs them, so a tool that runs may."""
    return True
