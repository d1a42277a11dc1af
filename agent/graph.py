"""The assistant: a conversation that turns into tool calls, remembered over restarts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelRequest,
    dynamic_prompt,
)
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.types import Command
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from agent.events import ApprovalAsked, Event, TextDelta, ToolFinished, ToolProgress, ToolStarted
from agent.toolkit import Turn, toolkit
from sight_domain.accounts.actor import Actor
from sight_domain.clock import now
from sight_domain.language import Language, Text
from sight_domain.logs import begin_request
from sight_domain.storage.migrate import with_migration_lock
from tools.catalogue import catalogue
from tools.services import Services

_Pool = AsyncConnectionPool[AsyncConnection[DictRow]]
_MOST_MODEL_CALLS = 25
_CANCELLED = Text(en="cancelled by the user", pl="przerwane przez użytkownika")


class Assistant:
    """One per process: ``async for event in assistant.reply(message, thread, actor): …``."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pool: _Pool | None = None
        self._agents: dict[Language, Any] = {}
        self._opening = asyncio.Lock()

    async def reply(self, message: str, thread: str, actor: Actor) -> AsyncIterator[Event]:
        """Answer one message of a thread, doing what it asks for."""
        begin_request()
        agent, config = await self._agent(actor.language), _config(thread)
        await self._close_unanswered_calls(agent, config, actor.language)
        async for event in self._stream(agent, {"messages": [HumanMessage(message)]}, config, actor):
            yield event

    async def decide(self, decisions: Sequence[bool], thread: str, actor: Actor) -> AsyncIterator[Event]:
        """Go on after `ApprovalAsked`: one yes or no for each of its calls, in order."""
        begin_request()
        agent, config = await self._agent(actor.language), _config(thread)
        waiting = (await agent.aget_state(config)).interrupts
        given = {asked.id: yes for asked, yes in zip(waiting, decisions, strict=True)}
        async for event in self._stream(agent, Command(resume=given), config, actor):
            yield event

    async def plan(self, message: str, thread: str, actor: Actor) -> list[tuple[str, dict[str, Any]]]:
        """The tool calls a message would set off, in order; none is made and nothing is remembered."""
        agent, config = await self._agent(actor.language), _config(thread)
        state = await agent.aget_state(config)
        history: list[BaseMessage] = [*state.values.get("messages", []), HumanMessage(message)]
        if self._services.gateway.is_offline("agent"):
            from sight_domain.llm.providers.offline import planned_calls

            return planned_calls(history, toolkit(self._services), actor.language)
        model = self._services.gateway.chat_model("agent", thread=thread, language=actor.language)
        answer = await model.bind_tools(toolkit(self._services)).ainvoke(history)
        assert isinstance(answer, AIMessage)
        return [(call["name"], call["args"]) for call in answer.tool_calls]

    async def aclose(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _agent(self, language: Language) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await self._open_pool()
            if language not in self._agents:
                self._agents[language] = self._build(language, AsyncPostgresSaver(self._pool))
        return self._agents[language]

    async def _open_pool(self) -> _Pool:
        await self._services.database.open()
        url = self._services.database.url
        pool = _Pool(
            url,
            min_size=1,
            max_size=8,
            open=False,
            kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        )
        await pool.open()
        async with with_migration_lock(url):
            await AsyncPostgresSaver(pool).setup()
        return pool

    def _build(self, language: Language, saver: AsyncPostgresSaver) -> Any:
        gateway = self._services.gateway

        @dynamic_prompt
        def system_prompt(_request: ModelRequest[Any]) -> str:
            today = now().date().isoformat()
            return gateway.prompts.get("agent.system").render({"today": today}, language).system

        middleware: list[AgentMiddleware[Any, Any]] = [
            system_prompt,
            ModelCallLimitMiddleware(run_limit=_MOST_MODEL_CALLS, exit_behavior="end"),
        ]
        return create_agent(
            gateway.chat_model("agent", language=language),
            toolkit(self._services),
            middleware=middleware,
            context_schema=Turn,
            checkpointer=saver,
        )

    async def _stream(
        self, agent: Any, given: Any, config: RunnableConfig, actor: Actor
    ) -> AsyncIterator[Event]:
        running: dict[str, str] = {}
        stream = agent.astream(
            given, config, context=Turn(actor), stream_mode=["messages", "updates", "custom"]
        )
        async for mode, part in stream:
            if mode == "messages":
                chunk, metadata = part
                # Models that tools call stream here too; only the assistant's own words are its answer.
                if (
                    metadata.get("langgraph_node") == "model"
                    and isinstance(chunk, AIMessageChunk)
                    and chunk.text
                ):
                    yield TextDelta(chunk.text)
            elif mode == "custom":
                call_id = next((key for key, name in running.items() if name == part["tool"]), "")
                yield ToolProgress(call_id, part["done"], part["total"], part["message"])
            else:
                for event in _updates(part, running):
                    yield event

    async def _close_unanswered_calls(self, agent: Any, config: RunnableConfig, language: Language) -> None:
        """A turn that was stopped leaves calls without results, which no model accepts: answer them as cancelled."""
        state = await agent.aget_state(config)
        messages: list[BaseMessage] = state.values.get("messages", [])
        answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
        unanswered = [
            ToolMessage(
                _CANCELLED.to(language), tool_call_id=call["id"] or "", name=call["name"], status="error"
            )
            for message in messages
            if isinstance(message, AIMessage)
            for call in message.tool_calls
            if call["id"] not in answered
        ]
        if unanswered:
            await agent.aupdate_state(config, {"messages": unanswered}, as_node="tools")


def _updates(part: dict[str, Any], running: dict[str, str]) -> list[Event]:
    events: list[Event] = []
    for node, update in part.items():
        if node == "__interrupt__":
            events.append(ApprovalAsked([asked.value for asked in update]))
            continue
        for message in (update or {}).get("messages", []):
            if isinstance(message, AIMessage):
                for call in message.tool_calls:
                    call_id = call["id"] or ""
                    running[call_id] = call["name"]
                    found = catalogue().get(call["name"])
                    title = found.title if found else Text(en=call["name"], pl=call["name"])
                    events.append(ToolStarted(call_id, call["name"], title, call["args"]))
            elif isinstance(message, ToolMessage):
                running.pop(message.tool_call_id, None)
                events.append(_finished(message))
    return events


def _finished(message: ToolMessage) -> ToolFinished:
    text = message.text
    try:
        result = json.loads(text)
    except ValueError:
        result = {"error": {"code": "cancelled", "message": text, "hint": ""}}
    failed = message.status == "error"
    outcome = str(result.get("error", {}).get("code", "failed")) if failed else "ok"
    return ToolFinished(message.tool_call_id, message.name or "", outcome, result)


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}, "recursion_limit": 120}
