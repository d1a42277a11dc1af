"""A small server that speaks OpenAI's chat and embeddings format, as Ollama, vLLM or llama.cpp do."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fakes.gemini import serve
from fakes.schemas import smallest_value
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


@dataclass
class FakeOpenAI:
    """Script and log: `replies` are messages (``{"content": …}``) or ``(status, headers)`` of failures, in turn; then
    `fault_rate` has its share, as with `fakes.gemini.FakeGemini`."""

    url: str = ""
    replies: deque[dict[str, Any] | tuple[int, dict[str, str]]] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    fault_rate: dict[str, float] = field(default_factory=dict)
    hang_seconds: float = 60.0
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    models: list[str] = field(default_factory=lambda: ["llama-local"])

    def reset(self) -> None:
        """Forget script and log."""
        fresh = FakeOpenAI(url=self.url)
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(fresh, name))

    async def list_models(self, request: Request) -> Response:
        del request
        return JSONResponse(
            {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]}
        )

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        fault = None if self.replies else self._by_chance()
        if fault == "hang":
            await asyncio.sleep(self.hang_seconds)
        if fault == "cut":
            return StreamingResponse(
                _cut(), media_type="application/json", headers={"content-length": "1000"}
            )
        reply = self.replies.popleft() if self.replies else _FAULTS.get(fault or "") or self._reply(body)
        if isinstance(reply, tuple):
            status, headers = reply
            return JSONResponse(
                {"error": {"message": "scripted failure"}}, status_code=status, headers=headers
            )
        reply = dict(reply)
        finish = reply.pop("finish_reason", "tool_calls" if reply.get("tool_calls") else "stop")
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18,
                 "completion_tokens_details": {"reasoning_tokens": 2}}  # fmt: skip
        about = {"id": "chatcmpl-1", "created": 1, "model": body["model"], "object": "chat.completion"}
        if body.get("stream"):
            return StreamingResponse(_streamed(about, reply, finish, usage), media_type="text/event-stream")
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": None, **reply},
            "finish_reason": finish,
        }
        return JSONResponse({**about, "choices": [choice], "usage": usage})

    async def embed(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        vectors = [{"index": n, "object": "embedding", "embedding": [float(len(text))] + [1.0] * 1535}
                   for n, text in enumerate(body["input"])]  # fmt: skip
        return JSONResponse({"object": "list", "data": vectors[::-1], "model": body["model"],
                             "usage": {"prompt_tokens": 5, "total_tokens": 5}})  # fmt: skip

    def _by_chance(self) -> str | None:
        drawn = self.chance.random()
        for kind, share in self.fault_rate.items():
            if drawn < share:
                return kind
            drawn -= share
        return None

    def _reply(self, body: dict[str, Any]) -> dict[str, Any]:
        wanted = body.get("response_format", {}).get("json_schema", {}).get("schema")
        return {"content": json.dumps(smallest_value(wanted)) if wanted else "It depends on the price."}


_FAULTS: dict[str, dict[str, Any] | tuple[int, dict[str, str]]] = {
    "429": (429, {"retry-after": "0.05"}),
    "503": (503, {}),
    "malformed": {"content": '{"broken": '},
}


async def _cut() -> AsyncIterator[bytes]:
    yield b'{"id": "chatcmpl-1", '
    raise ConnectionError("scripted cut")


async def _streamed(
    about: dict[str, Any], reply: dict[str, Any], finish: str, usage: dict[str, int]
) -> AsyncIterator[bytes]:
    about = {**about, "object": "chat.completion.chunk"}
    calls = [{"index": n, **call} for n, call in enumerate(reply.get("tool_calls", []))]
    deltas = [
        {"role": "assistant", "content": ""},
        *({"content": w + " "} for w in (reply.get("content") or "").split()),
    ]
    deltas += [{"tool_calls": calls}] if calls else []
    for delta in deltas:
        yield _event({**about, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _event({**about, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    yield _event({**about, "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"


@pytest.fixture(scope="session")
def running_openai() -> Iterator[FakeOpenAI]:
    """One server for the whole test run."""
    fake = FakeOpenAI()
    routes = [
        Route("/v1/models", fake.list_models),
        Route("/v1/chat/completions", fake.chat, methods=["POST"]),
        Route("/v1/embeddings", fake.embed, methods=["POST"]),
    ]
    with serve(Starlette(routes=routes)) as fake.url:
        yield fake


@pytest.fixture
def openai_server(running_openai: FakeOpenAI) -> FakeOpenAI:
    """The fake server with a clean script and an empty log."""
    running_openai.reset()
    return running_openai
