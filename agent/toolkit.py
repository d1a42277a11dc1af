"""The catalogue as LangChain tools."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langgraph.config import get_stream_writer
from langgraph.errors import GraphInterrupt
from langgraph.runtime import get_runtime
from langgraph.types import interrupt

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


class _Waiting(BaseException):
    """Carries the graph's interrupt past everything that turns exceptions into errors."""

    def __init__(self, asking: GraphInterrupt) -> None:
        super().__init__()
        self.asking = asking


def toolkit(services: Services) -> list[BaseTool]:
    """One LangChain tool per tool of the catalogue; arguments are checked by the catalogue, not by LangChain."""
    return [_adapted(tool, services) for tool in catalogue().values()]


def _adapted(tool: Tool, services: Services) -> BaseTool:
    async def run(**arguments: Any) -> str:
        write = get_stream_writer()

        def watch(done: int, total: int, message: Text) -> None:
            write({"tool": tool.name, "done": done, "total": total, "message": message})

        async def confirm(question: Text) -> bool:
            try:
                return bool(interrupt({"name": tool.name, "arguments": arguments, "question": question}))
            except GraphInterrupt as asking:
                raise _Waiting(asking) from None

        context = ToolContext(get_runtime(Turn).context.actor, services, watch=watch, confirm=confirm)
        try:
            result = await call(tool.name, arguments, context)
        except _Waiting as waiting:
            raise waiting.asking from None
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
