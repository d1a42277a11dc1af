"""The offline engine behind the same call and the same agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fakes.questions import answer_inputs, ask, respondent
from langchain.agents import create_agent
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.tools import tool
from pydantic import BaseModel
from sqlalchemy import select

from sight_domain.llm.gateway import Gateway
from sight_domain.llm.models import LlmCall
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.storage.database import Database


class Narrative(BaseModel):
    persona_title: str
    headline: str
    background_story: str
    quote: str
    values_in_words: str
    interests_in_words: str


@pytest.fixture
def gateway(make_gateway: Callable[..., Gateway]) -> Gateway:
    return make_gateway(provider="offline")


async def test_it_is_marked_free_and_the_same_for_the_same_seed(gateway: Gateway) -> None:
    first, again, other = await ask(gateway), await ask(gateway), await ask(gateway, seed=8)
    assert first.answered and first.is_offline and first.cost_usd == 0 and first.usage.output_tokens > 5
    assert first.value == again.value != other.value
    assert gateway.is_offline("focus_groups.answer") and gateway.provider_of("agent") == "offline"


async def test_structured_texts_fit_the_same_schema(gateway: Gateway) -> None:
    outcome = await gateway.generate(
        "personas.narrative", "personas.narrative", {"respondent": respondent(), "study": {"name": "Meal kits"}},
        Narrative, language="pl", seed=3,
    )  # fmt: skip
    assert isinstance(outcome.value, Narrative) and "Warszaw" in outcome.value.background_story


async def test_a_task_it_cannot_do_is_failed_with_the_reason(gateway: Gateway) -> None:
    outcome = await gateway.generate(
        "horoscopes", "focus_groups.answer", answer_inputs(), language="en", seed=1
    )
    assert outcome.status is OutcomeStatus.FAILED and "horoscopes" in outcome.reason


async def test_words_of_no_language_are_answered_in_the_reader_s(gateway: Gateway) -> None:
    answer = await gateway.chat_model(language="pl").bind_tools([]).ainvoke([HumanMessage("ok, 20")])
    assert "Nie rozpoznaję" in answer.text
    answer = await gateway.chat_model(language="en").bind_tools([]).ainvoke([HumanMessage("ok, 20")])
    assert "did not recognise" in answer.text


async def test_the_agent_plans_a_call_from_the_examples_and_streams_its_report(
    gateway: Gateway, database: Database
) -> None:
    @tool
    async def list_projects() -> dict[str, Any]:
        """List the studies."""
        return {"projects": []}

    list_projects.metadata = {"examples": ["show my projects", "pokaż moje projekty", "list all studies"]}
    thread = str(uuid4())
    agent: Any = create_agent(gateway.chat_model(thread=thread), [list_projects])
    called, pieces = [], []
    async for mode, content in agent.astream(
        {"messages": [HumanMessage("Pokaż moje projekty")]}, stream_mode=["messages", "updates"]
    ):
        if mode == "updates":
            called += [
                c["name"]
                for u in content.values()
                for m in u["messages"]
                for c in getattr(m, "tool_calls", [])
            ]
        elif isinstance(content[0], AIMessageChunk) and content[0].text:
            pieces.append(content[0].text)
    assert called == ["list_projects"]
    assert len(pieces) > 3
    await gateway.aclose()
    async with database.session() as session:
        rows = (await session.scalars(select(LlmCall).where(LlmCall.thread == thread))).all()
    assert [(row.provider, row.status, row.cost_usd) for row in rows] == [("offline", "answered", 0)] * 2
