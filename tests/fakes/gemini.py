"""A local server that speaks Gemini's wire format, good enough to drive a whole study through the real client.

Answers, in this order: structured output (a scripted value, quotes taken from the turns in the prompt, or the smallest
value that fits the schema), a text that quotes a tool's result, the next tool call of a script, or a text that differs
by who is asked what. Faults are scripted one by one, drawn by chance, or last for a time (`down`, `most_at_once`); every
request is logged. In a process of its own it is scripted through ``/script`` and read through ``/log``.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import math
import random
import re
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fakes.schemas import smallest_value
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

_TURN = re.compile(r"\[turn_id: (?P<id>[^\]]+)\].*?\n(?:<<<(?:QUESTION|PYTANIE)\n.*?\n(?:QUESTION|PYTANIE)>>>\n)?"
                   r"<<<\w+\n(?P<text>.*?)\n\w+>>>", re.DOTALL)  # fmt: skip
_CODE = re.compile(r"\[code: ([^\]]+)\]")
_OPENINGS = (
    "Honestly, my first thought is the price.", "I would not change what I do now.", "It depends on the week.",
    "What bothers me is how little I know about who makes it.", "For somebody with more time, perhaps.",
    "I tried something like it once and gave up.", "I like that it saves me a trip to the shop.",
)  # fmt: skip
_CLOSINGS = (
    "Thirty złoty would be my limit.", "My neighbour sees it differently.", "Ask me again in winter.",
    "The packaging alone puts me off.", "I would want to cancel at any time.", "That is all I can say.",
)  # fmt: skip


@dataclass
class Fault:
    """One scripted misbehaviour of the next request.

    Args:
        status: HTTP status to answer with instead of 200.
        retry_delay: ``retryDelay`` of google.rpc.RetryInfo, such as ``"0.2s"``.
        delay: seconds to wait before answering (a hang, when longer than the client's timeout).
        finish_reason: what the candidate stops with, without content.
        text: the candidate's text, such as malformed JSON or ``""``.
        cut: break the connection in the middle of the answer.
        unended: end a stream in the middle as if it were whole.
        no_candidates: answer with a blocked prompt.
    """

    status: int = 200
    retry_delay: str | None = None
    delay: float = 0.0
    finish_reason: str | None = None
    text: str | None = None
    cut: bool = False
    unended: bool = False
    no_candidates: bool = False
    message: str = "scripted failure"


@dataclass
class FakeGemini:
    """The server's script and log. Set before the calls, read after them; safe from any thread.

    Args:
        latency: seconds until every answer, refusals for `most_at_once` and `down` excepted.
        fault_rate: shares of ``429``, ``503``, ``cut``, ``malformed`` and ``hang`` among all requests.
        hang_seconds: how long a hanging request hangs; `retry_delay`: what a 429 by chance or load tells.
        down: answer 503 to everything; or for `down_seconds` from the request number `down_after` (from 0) on.
        most_at_once: requests served at the same time; 429 to more.
    """

    url: str = ""
    latency: float = 0.0
    hang_seconds: float = 60.0
    retry_delay: str = "0.05s"
    down: bool = False
    down_after: int | None = None
    down_seconds: float = 0.0
    most_at_once: int | None = None
    key: str = "fake-key"
    models: set[str] | None = None
    faults: deque[Fault] = field(default_factory=deque)
    fault_rate: dict[str, float] = field(default_factory=dict)
    tool_calls: deque[list[dict[str, Any]]] = field(default_factory=deque)
    texts: deque[str] = field(default_factory=deque)
    scripted: dict[str, Any] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    largest_concurrency: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    _running: set[object] = field(default_factory=set)
    _down_until: float = 0.0

    def reset(self) -> None:
        """Forget script and log."""
        fresh = FakeGemini(url=self.url)
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(fresh, name))

    def bodies(self, verb: str | None = None) -> list[dict[str, Any]]:
        """The bodies of all requests, or of those with this verb, in order of arrival."""
        return [entry["body"] for entry in self.requests if verb in (None, entry["verb"])]

    async def handle(self, request: Request) -> Response:
        model, _, verb = request.path_params["rest"].rpartition(":")
        body = await request.json()
        entry = {"model": model, "verb": verb, "body": body, "at": time.monotonic()}
        if len(self.requests) == self.down_after:
            self._down_until = entry["at"] + self.down_seconds
        self.requests.append(entry)
        # A hanging request outlives its test: it stays in that test's set, not in the next one's.
        running, token = self._running, object()
        refused = self._refused(len(running))
        if refused is not None:
            entry |= {"status": refused.status_code, "seconds": 0.0}
            return refused
        running.add(token)
        self.largest_concurrency = max(self.largest_concurrency, len(running))
        try:
            response = await self._answered(request, model, verb, body)
        finally:
            running.discard(token)
        entry |= {"status": response.status_code, "seconds": time.monotonic() - entry["at"]}
        return response

    def _refused(self, running: int) -> Response | None:
        if self.down or time.monotonic() < self._down_until:
            return _error(503, "The model is overloaded.", "UNAVAILABLE")
        if self.most_at_once is not None and running >= self.most_at_once:
            return _error(429, "Too many requests at once.", "RESOURCE_EXHAUSTED", self.retry_delay)
        return None

    def _not_served(self, request: Request, model: str) -> Response | None:
        if request.headers.get("x-goog-api-key") != self.key:
            return _error(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT")
        if self.models is not None and model not in self.models:
            return _error(404, f"models/{model} is not found", "NOT_FOUND")
        return None

    async def script(self, request: Request) -> Response:
        """Start anew with the fields given."""
        self.reset()
        for name, value in (await request.json()).items():
            setattr(self, name, value)
        return JSONResponse({})

    async def log(self, request: Request) -> Response:
        """The requests without their bodies."""
        del request
        return JSONResponse([{k: v for k, v in entry.items() if k != "body"} for entry in self.requests])

    async def describe(self, request: Request) -> Response:
        """What the server says of one model; costs nothing and is not in the log."""
        name = request.path_params["name"]
        if self.down:
            return _error(503, "The model is overloaded.", "UNAVAILABLE")
        refused = self._not_served(request, name)
        return refused or JSONResponse({"name": f"models/{name}", "displayName": name})

    async def _answered(self, request: Request, model: str, verb: str, body: dict[str, Any]) -> Response:
        refused = self._not_served(request, model)
        if refused is not None:
            return refused
        fault = self.faults.popleft() if self.faults else self._by_chance()
        await asyncio.sleep(self.latency + fault.delay)
        if fault.status != 200:
            status = {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}.get(fault.status, "INVALID_ARGUMENT")
            return _error(fault.status, fault.message, status, fault.retry_delay)
        if verb == "batchEmbedContents":
            return JSONResponse({"embeddings": [{"values": _embedding(item)} for item in body["requests"]]})
        if verb == "countTokens":
            return JSONResponse({"totalTokens": len(_prompt(body)) // 4})
        answer = self._answer(model, body, fault)
        if verb == "streamGenerateContent":
            return StreamingResponse(_streamed(answer, fault), media_type="text/event-stream")
        whole = json.dumps(answer).encode()
        if fault.cut:
            headers = {"content-length": str(len(whole))}
            return StreamingResponse(_cut(whole), media_type="application/json", headers=headers)
        return Response(whole, media_type="application/json")

    def _by_chance(self) -> Fault:
        faults = {
            "429": Fault(status=429, retry_delay=self.retry_delay),
            "503": Fault(status=503),
            "cut": Fault(cut=True),
            "malformed": Fault(text='{"broken": '),
            "hang": Fault(delay=self.hang_seconds),
        }
        drawn = self.chance.random()
        for kind, share in self.fault_rate.items():
            if drawn < share:
                return faults[kind]
            drawn -= share
        return Fault()

    def _answer(self, model: str, body: dict[str, Any], fault: Fault) -> dict[str, Any]:
        prompt = _prompt(body)
        usage = {"promptTokenCount": len(prompt) // 4 + 1}
        if fault.no_candidates:
            return {
                "promptFeedback": {"blockReason": "SAFETY"},
                "usageMetadata": usage,
                "modelVersion": model,
            }
        finish = fault.finish_reason or "STOP"
        parts = (
            []
            if fault.finish_reason
            else [{"text": fault.text}]
            if fault.text is not None
            else self._parts(body)
        )
        written = len(json.dumps(parts)) // 4
        usage |= {"candidatesTokenCount": written, "thoughtsTokenCount": 5,
                  "totalTokenCount": usage["promptTokenCount"] + written + 5}  # fmt: skip
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": finish, "index": 0}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model, "responseId": "r"}

    def _parts(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        schema = body.get("generationConfig", {}).get("responseJsonSchema")
        prompt = _prompt(body)
        if schema is not None:
            return [{"text": json.dumps(self._structured(schema, prompt), ensure_ascii=False)}]
        if body.get("tools") and self.tool_calls:
            calls = self.tool_calls.popleft()
            return [
                {"functionCall": {"id": f"call-{random.getrandbits(40)}", **call}, "thoughtSignature": "c2ln"}
                for call in calls
            ]
        if self.texts:
            return [{"text": self.texts.popleft()}]
        results = [
            part["functionResponse"] for part in body["contents"][-1]["parts"] if "functionResponse" in part
        ]
        if results:
            return [
                {"text": f"The tool {results[-1]['name']} says: {json.dumps(results[-1]['response'])[:200]}"}
            ]
        digest = _digest(prompt)
        who = f"{_name(prompt)} here. " if _name(prompt) else ""
        closing = _CLOSINGS[digest // 7 % len(_CLOSINGS)]
        return [{"text": f"{who}{_OPENINGS[digest % len(_OPENINGS)]} {closing} Note {digest % 99991}."}]

    def _structured(self, schema: dict[str, Any], prompt: str) -> Any:
        title = schema.get("title", "")
        if title in self.scripted:
            return self.scripted[title]
        value = smallest_value(schema, f"{_name(prompt)} {_digest(prompt) % 99991}")
        turns = [(m["id"], m["text"]) for m in _TURN.finditer(prompt)]
        return _with_real_quotes(value, turns, sorted(_CODE.findall(prompt)))


def _with_real_quotes(value: Any, turns: list[tuple[str, str]], codes: list[str]) -> Any:
    """`value` with what it says about turns taken from the prompt: every list named ``quotes`` holds the first sentences of
    turns, ``segments`` code each turn by its first sentence, and a text with ``turn_ids`` cites one."""
    if isinstance(value, dict):
        if "turn_ids" in value and turns:
            return {**value, "text": _first_sentence(turns[0][1]), "turn_ids": [turns[0][0]]}
        return {
            key: [{"turn_id": turn, "text": _first_sentence(text)} for turn, text in turns[:3]]
            if key == "quotes"
            else [_segment(turn, _first_sentence(text), codes) for turn, text in turns]
            if key == "segments"
            else _with_real_quotes(item, turns, codes)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_real_quotes(item, turns, codes) for item in value]
    return value


def _segment(turn: str, sentence: str, codes: list[str]) -> dict[str, str]:
    drawn = _digest(sentence)
    return {
        "turn_id": turn,
        "code": codes[drawn % len(codes)],
        "quote": sentence,
        "stance": ("for", "against", "neither")[drawn % 3],
    }


def _digest(prompt: str) -> int:
    return int(hashlib.sha256(prompt.encode()).hexdigest(), 16)


def _name(prompt: str) -> str:
    """The given name of the respondent that a prompt describes; ``""`` when it describes none."""
    found = re.search(r"(?:- name|imię i nazwisko): (\S+)", prompt)
    return found.group(1) if found else ""


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def _prompt(body: dict[str, Any]) -> str:
    contents = [body.get("systemInstruction", {}), *body.get("contents", [])]
    return "\n".join(part.get("text", "") for content in contents for part in content.get("parts", []))


def _embedding(item: dict[str, Any]) -> list[float]:
    """Words hashed into buckets, so that texts with words in common are near; twice unit length on purpose."""
    size = item.get("outputDimensionality") or 3072
    vector = [0.0] * size
    for word in re.findall(r"\w+", item["content"]["parts"][0]["text"].lower()) or ["∅"]:
        vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % size] += 1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [2 * value / length for value in vector]


async def _streamed(answer: dict[str, Any], fault: Fault) -> AsyncIterator[bytes]:
    """Text word by word, everything else whole; the full usage in the last chunk only."""
    candidates = answer.get("candidates", [])
    parts = candidates[0]["content"]["parts"] if candidates else []
    pieces: list[dict[str, Any]] = []
    for part in parts:
        words = re.findall(r"\S+\s*", part["text"]) if "text" in part and "functionCall" not in part else []
        pieces += [{"text": word} for word in words] or [part]
    for piece in pieces[:-1]:
        yield _event({"candidates": [{"content": {"role": "model", "parts": [piece]}, "index": 0}],
                      "modelVersion": answer["modelVersion"]})  # fmt: skip
        if fault.cut:
            raise ConnectionError("scripted cut")
        if fault.unended:
            return
    if candidates:
        answer = {
            **answer,
            "candidates": [{**candidates[0], "content": {"role": "model", "parts": pieces[-1:]}}],
        }
    yield _event(answer)


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\r\n\r\n"


async def _cut(whole: bytes) -> AsyncIterator[bytes]:
    yield whole[: len(whole) // 2]
    raise ConnectionError("scripted cut")


def _error(code: int, message: str, status: str, retry_delay: str | None = None) -> JSONResponse:
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if retry_delay:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": retry_delay}]
    return JSONResponse({"error": error}, status_code=code)


@contextlib.contextmanager
def serve(app: Starlette, port: int = 0) -> Iterator[str]:
    """Run `app` on a loopback port (0: a free one) in a thread; yields its URL. At the end the port refuses connections
    and those that stand are cut."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise RuntimeError("the fake server did not start")
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(timeout=10)


def gemini_app(fake: FakeGemini) -> Starlette:
    """The server's routes; run it with `serve`, or as a server of its own."""
    return Starlette(
        routes=[
            Route("/script", fake.script, methods=["POST"]),
            Route("/log", fake.log),
            Route("/{version}/models/{rest:path}", fake.handle, methods=["POST"]),
            Route("/{version}/models/{name}", fake.describe),
        ]
    )


def asked_of(server: FakeGemini, **changed: Any) -> dict[str, Any]:
    """What of the settings makes an installation ask this server: ``settings.model_copy(update=asked_of(server))``."""
    return {
        "provider": "gemini",
        "google_api_key": SecretStr(server.key),
        "gemini_base_url": server.url,
        **changed,
    }


@pytest.fixture(scope="session")
def running_gemini() -> Iterator[FakeGemini]:
    """One server for the whole test run."""
    fake = FakeGemini()
    with serve(gemini_app(fake)) as fake.url:
        yield fake


@pytest.fixture
def gemini_server(running_gemini: FakeGemini) -> FakeGemini:
    """The fake Gemini with a clean script and an empty log."""
    running_gemini.reset()
    return running_gemini
