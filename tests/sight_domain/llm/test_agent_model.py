"""The agent's model inside a real agent: streams, calls tools, falls back, fills the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fakes.gemini import FakeGemini, Fault
from fakes.questions import ask, count_people
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.tools import BaseTool, tool
from sqlalchemy import select

from sight_domain.errors import ErrorCode, SightError
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall
from sight_domain.storage.database import Database

MakeGateway = Callable[..., Gateway]


def agent(gateway: Gateway, thread: str, tools: list[BaseTool] | None = None) -> Any:
    return create_agent(
        gateway.chat_model(thread=thread), tools or [count_people], system_prompt="You are Sight."
    )


async def rows_of(database: Database, gateway: Gateway, thread: str) -> list[LlmCall]:
    await gateway.aclose()
    async with database.session() as session:
        query = select(LlmCall).where(LlmCall.thread == thread).order_by(LlmCall.created_at)
        return list((await session.scalars(query)).all())


async def test_an_agent_calls_tools_and_streams_its_answer_in_pieces(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.tool_calls.append([{"name": "count_people", "args": {"city": "Warszawa"}}])
    gemini_server.texts.append("There are 1860000 people in Warszawa.")
    gateway, thread = gemini_gateway(), str(uuid4())
    pieces: list[str] = []
    final: list[Any] = []
    async for mode, content in agent(gateway, thread).astream(
        {"messages": [HumanMessage("How many people live in Warszawa?")]}, stream_mode=["messages", "updates"]
    ):
        if mode == "messages" and isinstance(content[0], AIMessageChunk) and content[0].text:
            pieces.append(content[0].text)
        elif mode == "updates":
            final += [message for update in content.values() for message in update["messages"]]
    assert "".join(pieces) == "There are 1860000 people in Warszawa." and len(pieces) > 3
    called, result, answer = final
    assert called.tool_calls[0]["args"] == {"city": "Warszawa"} and result.content == "Warszawa: 1860000"
    assert answer.usage_metadata["input_tokens"] > 0
    assert called.response_metadata["sight_provider"] == "gemini"
    replayed = gemini_server.bodies()[1]["contents"][1]["parts"][0]
    assert replayed["functionCall"]["name"] == "count_people" and replayed["thoughtSignature"] == "c2ln"
    rows = await rows_of(database, gateway, thread)
    assert [(row.status, row.task, row.prompt_id) for row in rows] == [
        ("answered", "agent", "agent.system")
    ] * 2
    assert all(row.input_tokens and row.output_tokens for row in rows) and rows[0].call_id != rows[1].call_id


async def test_failures_before_the_first_word_are_retried_and_the_next_model_takes_over(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.models = {"gemini-3.5-flash-lite"}
    gemini_server.faults.extend([Fault(status=429, retry_delay="0.01s"), Fault(text="")])
    gateway, thread = gemini_gateway(), str(uuid4())
    state = await agent(gateway, thread).ainvoke({"messages": [HumanMessage("Hello")]})
    assert state["messages"][-1].text
    assert state["messages"][-1].response_metadata["sight_model"] == "gemini-3.5-flash-lite"
    rows = await rows_of(database, gateway, thread)
    assert [row.status for row in rows] == ["failed", "failed", "failed", "answered"]
    assert len({row.call_id for row in rows}) == 1 and [row.attempt for row in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize("fault", [Fault(cut=True), Fault(unended=True)])
async def test_an_answer_cut_in_the_middle_is_an_error_not_an_answer(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database, fault: Fault
) -> None:
    gemini_server.faults.append(fault)
    gateway, thread = gemini_gateway(), str(uuid4())
    with pytest.raises(SightError) as raised:
        await agent(gateway, thread).ainvoke({"messages": [HumanMessage("Hello")]})
    assert raised.value.code is ErrorCode.UNAVAILABLE
    assert [row.status for row in await rows_of(database, gateway, thread)] == ["failed"]


async def test_a_filtered_answer_is_an_error_that_says_so(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.faults.append(Fault(finish_reason="SAFETY"))
    gateway, thread = gemini_gateway(), str(uuid4())
    with pytest.raises(SightError, match="SAFETY"):
        await agent(gateway, thread).ainvoke({"messages": [HumanMessage("Hello")]})
    assert [row.status for row in await rows_of(database, gateway, thread)] == ["filtered"]


async def test_a_stopped_answer_is_on_record_as_cancelled(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini, database: Database
) -> None:
    gemini_server.faults.append(Fault(delay=30))
    gateway, thread = gemini_gateway(), str(uuid4())
    task = asyncio.create_task(agent(gateway, thread).ainvoke({"messages": [HumanMessage("Hello")]}))
    async with asyncio.timeout(10):
        while not gemini_server.requests:  # noqa: ASYNC110 - the server runs in another thread
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row.status for row in await rows_of(database, gateway, thread)] == ["cancelled"]


async def test_without_a_key_the_error_names_the_settings(make_gateway: MakeGateway) -> None:
    gateway = make_gateway(provider="gemini", google_api_key=None)
    with pytest.raises(SightError, match="GOOGLE_API_KEY"):
        await gateway.chat_model().ainvoke([HumanMessage("Hello")])


async def test_what_a_tool_asks_a_model_is_not_streamed_as_the_agents_words(
    gemini_gateway: MakeGateway, gemini_server: FakeGemini
) -> None:
    gateway = gemini_gateway()

    @tool
    async def interview(name: str) -> str:
        """Ask a respondent."""
        return str((await ask(gateway)).value)

    gemini_server.tool_calls.append([{"name": "interview", "args": {"name": "Anna"}}])
    gemini_server.texts.extend(["RESPONDENT TALKING", "Done."])
    said = [
        chunk.text
        async for chunk, _ in agent(gateway, str(uuid4()), [interview]).astream(
            {"messages": [HumanMessage("Interview Anna")]}, stream_mode="messages"
        )
        if isinstance(chunk, AIMessage | AIMessageChunk)
    ]
    assert "".join(said) == "Done."
