"""A Gemini answer without its clients: the same request, the same answer, the same failures as through LangChain."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini, Fault, asked_of

from sight_domain.llm.answers import Answer, Finish
from sight_domain.llm.calls import CallIdentity
from sight_domain.llm.clients import Clients, parameters
from sight_domain.llm.failures import FailureKind, classify
from sight_domain.llm.outcomes import Usage
from sight_domain.llm.providers.gemini_writer import GeminiWriter, read_response
from sight_domain.llm.registry import ModelChoice, Registry
from sight_domain.llm.writers import LangChainWriter, Message
from sight_domain.settings import Settings

ASKED = (
    Message("system", "Jesteś ankietowanym: Zażółć gęślą jaźń."),
    Message("user", "Ile?"),
    Message("model", '{"broken": '),
    Message("user", "Popraw."),
)
SHAPE = {
    "type": "object",
    "properties": {"points": {"type": "integer"}},
    "required": ["points"],
    "title": "Points",
}


@pytest.fixture
def configured(settings: Settings, gemini_server: FakeGemini) -> Settings:
    return settings.model_copy(update=asked_of(gemini_server))


@pytest.fixture
def choice(configured: Settings) -> ModelChoice:
    return Registry(configured).chain("personas")[0]


@pytest.fixture
async def writer(configured: Settings, choice: ModelChoice) -> AsyncIterator[GeminiWriter]:
    writer = GeminiWriter(choice, configured, Registry(configured).policy)
    yield writer
    await writer.aclose()


def given(choice: ModelChoice, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return parameters(choice, CallIdentity("personas", "p", 1, "pl", seed=2**40 + 7), schema, {})


def meaning(body: dict[str, Any]) -> dict[str, Any]:
    """What a request says to the API: field names in one style, and without what is said by saying nothing."""
    text = json.dumps(body).replace("thinking_level", "thinkingLevel")
    plain = json.loads(text)
    plain.pop("safetySettings", None)
    plain["generationConfig"].pop("candidateCount", None)
    if "systemInstruction" in plain:
        plain["systemInstruction"].pop("role", None)
    return plain


@pytest.mark.parametrize("schema", [None, SHAPE])
async def test_the_request_and_the_answer_are_those_of_the_langchain_client(
    configured: Settings,
    choice: ModelChoice,
    writer: GeminiWriter,
    gemini_server: FakeGemini,
    schema: dict[str, Any] | None,
) -> None:
    clients = Clients(configured, Registry(configured).policy)
    through_langchain = LangChainWriter(await clients.chat(choice))
    asked = given(choice, schema)
    answers = [await one.write(ASKED, asked) for one in (through_langchain, writer)]
    await clients.aclose()
    sent, sent_too = gemini_server.bodies("generateContent")
    assert meaning(sent_too) == meaning(sent)
    assert (
        answers[0] == answers[1]
        and answers[0].finish is Finish.COMPLETE
        and answers[0].usage.reasoning_tokens
    )


def test_thoughts_are_no_part_of_the_text_and_are_billed_as_output() -> None:
    received = {
        "candidates": [
            {
                "content": {"parts": [{"text": "Hmm.", "thought": True}, {"text": " Tak,"}, {"text": " chętnie. "}]},
                "finishReason": "STOP",
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 10, "candidatesTokenCount": 4, "thoughtsTokenCount": 3, "cachedContentTokenCount": 6,
        },
    }  # fmt: skip
    usage = Usage(input_tokens=10, output_tokens=7, reasoning_tokens=3, cached_tokens=6)
    assert read_response(received) == Answer("Tak, chętnie.", Finish.COMPLETE, "STOP", usage)


@pytest.mark.parametrize(
    ("received", "finish"),
    [
        ({"promptFeedback": {"blockReason": "SAFETY"}}, Finish.FILTERED),
        (
            {"candidates": [{"content": {"parts": [{"text": "Nie"}]}, "finishReason": "MAX_TOKENS"}]},
            Finish.TRUNCATED,
        ),
        ({"candidates": [{"finishReason": "RECITATION"}]}, Finish.FILTERED),
        (
            {"candidates": [{"content": {"parts": [{"text": "Nie"}]}, "finishReason": "OTHER"}]},
            Finish.UNFINISHED,
        ),
        ({"candidates": [{"content": {}, "finishReason": "STOP"}]}, Finish.EMPTY),
        ({"candidates": []}, Finish.EMPTY),
        ({}, Finish.EMPTY),
    ],
)
def test_an_end_without_a_whole_answer_is_told_apart(received: dict[str, Any], finish: Finish) -> None:
    assert read_response(received).finish is finish


@pytest.mark.parametrize(
    ("fault", "kind", "retry_after"),
    [
        (Fault(status=429, retry_delay="0.2s"), FailureKind.RATE_LIMITED, 0.2),
        (Fault(status=503), FailureKind.UNAVAILABLE, None),
        (Fault(status=400, message="the input exceeds the maximum number of tokens"), FailureKind.PROMPT_TOO_LONG, None),
        (Fault(status=400, message="API key not valid. Please pass one."), FailureKind.WRONG_KEY, None),
        (Fault(cut=True), FailureKind.UNAVAILABLE, None),
    ],
)  # fmt: skip
async def test_a_failure_says_what_it_is(
    choice: ModelChoice,
    writer: GeminiWriter,
    gemini_server: FakeGemini,
    fault: Fault,
    kind: FailureKind,
    retry_after: float | None,
) -> None:
    gemini_server.faults.append(fault)
    with pytest.raises(Exception) as raised:
        await writer.write(ASKED, given(choice))
    failure = classify(raised.value)
    assert (failure.kind, failure.retry_after) == (kind, retry_after)
    assert fault.status == 200 or fault.message in failure.detail


async def test_nobody_there_is_unreachable(configured: Settings, choice: ModelChoice) -> None:
    nowhere = configured.model_copy(update={"gemini_base_url": "http://127.0.0.1:9"})
    writer = GeminiWriter(choice, nowhere, Registry(configured).policy)
    with pytest.raises(OSError) as raised:
        await writer.write(ASKED, given(choice))
    assert classify(raised.value).kind is FailureKind.UNREACHABLE
    await writer.aclose()


class ClosesKeptConnections:
    """A server that answers the first request of a connection and closes it when a second one comes; or first says
    nothing for `silence` seconds."""

    def __init__(self, silence: float = 0.0) -> None:
        self.connections = 0
        self._silence = silence

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await self._heard(reader)
        answer = json.dumps(
            {"candidates": [{"content": {"parts": [{"text": "Tak."}]}, "finishReason": "STOP"}]}
        ).encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
        writer.write(b"content-length: %d\r\n\r\n" % len(answer) + answer)
        await writer.drain()
        await self._heard(reader)
        await asyncio.sleep(self._silence)
        writer.close()

    async def _heard(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))


async def asked_twice(closing: ClosesKeptConnections, configured: Settings, choice: ModelChoice) -> list[str]:
    """What a writer makes of two requests to such a server."""
    server = await asyncio.start_server(closing.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    here = configured.model_copy(update={"gemini_base_url": url})
    writer = GeminiWriter(choice, here, Registry(configured).policy)
    try:
        return [(await writer.write(ASKED, given(choice))).text for _ in range(2)]
    finally:
        await writer.aclose()
        server.close()


async def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure(
    configured: Settings, choice: ModelChoice
) -> None:
    closing = ClosesKeptConnections()
    assert await asked_twice(closing, configured, choice) == ["Tak.", "Tak."]
    assert closing.connections == 2


async def test_a_server_that_goes_away_while_it_thinks_is_a_failure_that_counts(
    configured: Settings, choice: ModelChoice
) -> None:
    with pytest.raises(Exception) as raised:
        await asked_twice(ClosesKeptConnections(silence=1.5), configured, choice)
    assert classify(raised.value).kind is FailureKind.UNAVAILABLE


async def test_many_requests_are_under_way_at_once(
    choice: ModelChoice, writer: GeminiWriter, gemini_server: FakeGemini
) -> None:
    gemini_server.latency = 0.3
    await asyncio.gather(*(writer.write(ASKED, given(choice)) for _ in range(150)))
    assert gemini_server.largest_concurrency > 100


def test_a_writer_needs_no_client_library() -> None:
    script = (
        "import sys, sight_domain.llm.providers.gemini_writer, aiohttp, certifi, sight_domain.llm.exchange\n"
        "print([name for name in ('langchain_core', 'google.genai', 'httpx') if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
