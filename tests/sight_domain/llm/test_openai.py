"""OpenAI-compatible servers through the same call."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from fakes.openai import FakeOpenAI
from fakes.questions import Score, ask, count_people
from langchain.agents import create_agent
from langchain_core.messages import AIMessageChunk, HumanMessage

from sight_domain.llm.gateway import Gateway
from sight_domain.llm.outcomes import OutcomeStatus


@pytest.fixture
def gateway(make_gateway: Callable[..., Gateway], openai_server: FakeOpenAI) -> Gateway:
    return make_gateway(provider="openai", openai_base_url=f"{openai_server.url}/v1", openai_model="my-model")


async def test_text_and_structured_answers_with_usage(gateway: Gateway, openai_server: FakeOpenAI) -> None:
    text = await ask(gateway)
    assert (text.value, text.provider, text.model) == ("It depends on the price.", "openai", "my-model")
    assert (text.usage.input_tokens, text.usage.output_tokens, text.usage.reasoning_tokens) == (11, 7, 2)
    score = await ask(gateway, schema=Score)
    assert isinstance(score.value, Score)
    assert openai_server.requests[1]["response_format"]["json_schema"]["schema"]["title"] == "Score"
    assert openai_server.requests[0]["seed"] == 7


async def test_the_servers_own_model_is_used_when_none_is_named(
    make_gateway: Callable[..., Gateway],
    openai_server: FakeOpenAI,
) -> None:
    outcome = await ask(make_gateway(provider="auto", openai_base_url=f"{openai_server.url}/v1"))
    assert outcome.answered and openai_server.requests[0]["model"] == "llama-local"


async def test_a_refusal_is_typed(gateway: Gateway, openai_server: FakeOpenAI) -> None:
    openai_server.replies.append({"content": None, "refusal": "I cannot help with that."})
    assert (await ask(gateway)).status is OutcomeStatus.REFUSED


async def test_the_length_limit_and_the_content_filter_are_typed(
    gateway: Gateway, openai_server: FakeOpenAI
) -> None:
    openai_server.replies.extend([
        {"content": "Half an", "finish_reason": "length"}, {"content": "", "finish_reason": "content_filter"},
    ])  # fmt: skip
    assert (await ask(gateway)).status is OutcomeStatus.TRUNCATED
    assert (await ask(gateway)).status is OutcomeStatus.FILTERED


async def test_rate_limits_are_retried_by_us_and_only_by_us(
    gateway: Gateway, openai_server: FakeOpenAI
) -> None:
    openai_server.replies.extend([(429, {"retry-after": "0"}), (503, {})])
    outcome = await ask(gateway)
    assert outcome.answered and outcome.attempts == 3 == len(openai_server.requests)


async def test_a_wrong_key_names_its_setting(gateway: Gateway, openai_server: FakeOpenAI) -> None:
    openai_server.replies.append((401, {}))
    outcome = await ask(gateway)
    assert "SIGHT_OPENAI_API_KEY" in outcome.reason and outcome.attempts == 1


async def test_an_agent_calls_tools_and_streams(gateway: Gateway, openai_server: FakeOpenAI) -> None:
    function = {"name": "count_people", "arguments": '{"city": "Kraków"}'}
    openai_server.replies.append({"tool_calls": [{"id": "c1", "type": "function", "function": function}]})
    pieces = [
        chunk.text
        async for chunk, _ in create_agent(gateway.chat_model(), [count_people]).astream(
            {"messages": [HumanMessage("How many?")]}, stream_mode="messages"
        )
        if isinstance(chunk, AIMessageChunk)
    ]
    assert "".join(pieces).strip() == "It depends on the price." and len([p for p in pieces if p]) > 3
    assert openai_server.requests[1]["messages"][-1]["content"] == "Kraków: 1860000"


async def test_embeddings_come_back_in_order(
    make_gateway: Callable[..., Gateway],
    openai_server: FakeOpenAI,
) -> None:
    gateway = make_gateway(embedder="openai", openai_base_url=f"{openai_server.url}/v1")
    result = await gateway.embed(["a" * 30, "a"], purpose="document")
    assert (result.dimensions, result.model) == (1536, "text-embedding-3-small")
    assert result.vectors[0][0] > result.vectors[1][0]
    assert all(math.isclose(sum(x * x for x in vector), 1.0) for vector in result.vectors)
