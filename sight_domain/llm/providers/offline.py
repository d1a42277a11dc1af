"""The offline engine as a LangChain chat model: no language model inside, so no key, no network and no cost.

For the gateway's own calls it writes from the structured inputs (`offline.writers`); for the agent it plans tool
calls from the conversation (`offline.planner`). The token counts are estimates, so that the ledger shows a volume.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypedDict, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool, ToolCall
from sight_domain.llm.offline.planner.planner import decide, plan
from sight_domain.llm.offline.writers import write

MODEL = "offline-engine"
_PIECES = re.compile(r"\S+\s*|\s+")


class SightCall(TypedDict):
    """What the gateway hands over instead of the rendered prompt."""

    task: str
    inputs: dict[str, Any]
    language: Language
    seed: int


class OfflineChatModel(BaseChatModel):
    """``ainvoke(messages, sight_call=…)`` writes; bound to tools and without `sight_call` it plans."""

    default_language: Language = "en"

    @property
    def _llm_type(self) -> str:
        return "sight-offline"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Keep the tools as they are: their example utterances are what the planner works from."""
        return cast("Runnable[LanguageModelInput, AIMessage]", self.bind(tools=list(tools), **kwargs))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        sight_call: SightCall | None = None,
        tools: Sequence[Any] = (),
        default_language: Language | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        spoken = default_language or self.default_language
        message = _written(messages, sight_call) if sight_call else _decided(messages, tools, spoken)
        return ChatResult(
            generations=[ChatGeneration(message=message, generation_info={"finish_reason": "stop"})]
        )

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        # A long run of calls that never wait would hold up everything else on the loop.
        await asyncio.sleep(0)
        return self._generate(messages, stop, None, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _in_pieces(self._generate(messages, stop, None, **kwargs)):
            yield chunk
            await asyncio.sleep(0)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        yield from _in_pieces(self._generate(messages, stop, None, **kwargs))


def _decided(messages: Sequence[BaseMessage], tools: Sequence[Any], language: Language) -> AIMessage:
    decision = decide(
        [_exchange(message) for message in messages],
        [_planner_tool(tool) for tool in tools],
        default_language=language,
    )
    calls = [
        {
            "name": call.name,
            "args": call.arguments,
            "id": call.id or f"call_{uuid.uuid4().hex[:12]}",
            "type": "tool_call",
        }
        for call in decision.tool_calls
    ]
    return AIMessage(
        content=decision.text,
        tool_calls=calls,
        usage_metadata=_estimated_usage(
            messages, decision.text + json.dumps(calls) if calls else decision.text
        ),
        response_metadata=_metadata(),
    )


def planned_calls(
    messages: Sequence[BaseMessage], tools: Sequence[Any], language: Language
) -> list[tuple[str, dict[str, Any]]]:
    """The tool calls that the last message asks for, in order; what an earlier call would return stands as ``$…``."""
    steps = plan(
        [_exchange(message) for message in messages],
        [_planner_tool(tool) for tool in tools],
        default_language=language,
    )
    return [(step.name, step.arguments) for step in steps]


def _written(messages: Sequence[BaseMessage], call: SightCall) -> AIMessage:
    written = write(call["task"], call["inputs"], language=call["language"], seed=call["seed"])
    text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)
    return AIMessage(
        content=text, usage_metadata=_estimated_usage(messages, text), response_metadata=_metadata()
    )


def _metadata() -> dict[str, Any]:
    return {"model_name": MODEL, "usage_is_estimated": True}


def _estimated_usage(messages: Sequence[BaseMessage], answer: str) -> UsageMetadata:
    """About four characters a token."""
    read = sum(len(message.text) for message in messages) // 4
    wrote = len(answer) // 4 + 1
    return UsageMetadata(input_tokens=read, output_tokens=wrote, total_tokens=read + wrote)


def _in_pieces(result: ChatResult) -> Iterator[ChatGenerationChunk]:
    """The message word by word, then its tool calls and its usage."""
    message = cast("AIMessage", result.generations[0].message)
    for piece in _PIECES.findall(message.text):
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
    yield ChatGenerationChunk(
        message=AIMessageChunk(
            content="",
            tool_call_chunks=[
                {
                    "name": call["name"],
                    "args": json.dumps(call["args"], ensure_ascii=False),
                    "id": call["id"],
                    "index": index,
                    "type": "tool_call_chunk",
                }
                for index, call in enumerate(message.tool_calls)
            ],
            usage_metadata=message.usage_metadata,
            response_metadata=message.response_metadata,
        ),
        generation_info={"finish_reason": "stop"},
    )


def _exchange(message: BaseMessage) -> Exchange:
    if isinstance(message, SystemMessage):
        return Exchange("system", message.text)
    if isinstance(message, HumanMessage):
        return Exchange("user", message.text)
    if isinstance(message, ToolMessage):
        return Exchange(
            "tool",
            message.text,
            tool_call_id=message.tool_call_id,
            tool_name=message.name,
            is_error=message.status == "error",
        )
    if isinstance(message, AIMessage):
        calls = tuple(ToolCall(call["id"] or "", call["name"], call["args"]) for call in message.tool_calls)
        return Exchange("assistant", message.text, tool_calls=calls)
    raise TypeError(f"no such message in a conversation: {type(message).__name__}")


def _planner_tool(tool: Any) -> PlannerTool:
    function = convert_to_openai_tool(tool)["function"]
    about = (tool.metadata if isinstance(tool, BaseTool) else None) or {}
    return PlannerTool(
        name=function["name"],
        description=function.get("description", ""),
        parameters=function.get("parameters", {}),
        examples=tuple(about.get("examples", ())),
        destructive=bool(about.get("destructive", False)),
    )
