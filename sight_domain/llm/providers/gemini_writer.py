"""Gemini's ``generateContent`` as one request, for the calls that come by the thousand.

The agent streams and calls tools through LangChain. A respondent's answer is a prompt and a text: through LangChain and
Google's client it takes 3 ms of CPU more than the request itself, and their import longer than all of Sight's.

Wire format: https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.llm.answers import Answer, Finish, finish_of
from sight_domain.llm.outcomes import Usage
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.llm.writers import Message
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from aiohttp import ClientSession

_ADDRESS = "https://generativelanguage.googleapis.com"
_NOT_HEARD_WITHIN_SECONDS = 1.0
_IN_CONFIG = {
    "max_output_tokens": "maxOutputTokens",
    "temperature": "temperature",
    "seed": "seed",
    "response_mime_type": "responseMimeType",
    "response_json_schema": "responseJsonSchema",
}


class GeminiError(Exception):
    """The API answered with an error: its HTTP status, its message and its body."""

    def __init__(self, status: int, body: Any) -> None:
        error = body.get("error") if isinstance(body, Mapping) else None
        said = error.get("message") if isinstance(error, Mapping) else None
        self.status_code = status
        self.message = str(said or f"HTTP {status}")
        self.details = body
        super().__init__(self.message)


class GeminiWriter:
    """One model of the Gemini API, with the connections to it."""

    def __init__(self, choice: ModelChoice, settings: Settings, policy: Policy) -> None:
        import aiohttp

        key = settings.google_api_key
        base = (settings.gemini_base_url or _ADDRESS).rstrip("/")
        self._url = f"{base}/v1beta/models/{choice.model}:generateContent"
        self._thinking = choice.spec.thinking_level
        self._headers = {
            "content-type": "application/json",
            "x-goog-api-key": key.get_secret_value() if key else "",
            "x-server-timeout": str(math.ceil(policy.attempt_seconds)),
        }
        self._tls = _tls() if base.startswith("https:") else True
        # The gateway bounds how long a request may take.
        self._timeout = aiohttp.ClientTimeout(total=None)
        self._session: ClientSession | None = None

    async def write(self, messages: Sequence[Message], given: Mapping[str, Any]) -> Answer:
        """Raises `GeminiError`, or what aiohttp raises when the transfer breaks."""
        sent = json.dumps(body(messages, {"thinking_level": self._thinking, **given}), ensure_ascii=False)
        status, received = await self._posted(sent.encode("utf-8", "replace"))
        if status != 200:
            raise GeminiError(status, _lenient(received))
        return read_response(_strict(received))

    async def _posted(self, sent: bytes) -> tuple[int, bytes]:
        """HTTP status and body of the response.

        Servers close connections that were idle for a while. When one is closed just as it is used again, the request
        has not been heard: it goes out once more, over the next connection.
        """
        import aiohttp

        clock = asyncio.get_running_loop().time
        while True:
            use, began = _Use(), clock()
            try:
                async with self._opened().post(self._url, data=sent, trace_request_ctx=use) as response:
                    return response.status, await response.read()
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not use.was_kept or clock() - began > _NOT_HEARD_WITHIN_SECONDS:
                    raise

    async def aclose(self) -> None:
        """Close the connections; a later request opens them again."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> ClientSession:
        if self._session is None:
            import aiohttp

            trace = aiohttp.TraceConfig()
            trace.on_connection_reuseconn.append(_kept)
            # No limit of its own: the gateway knows how many requests the provider bears.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ssl=self._tls),
                headers=self._headers,
                timeout=self._timeout,
                trust_env=True,
                trace_configs=[trace],
            )
        return self._session


@dataclass(slots=True)
class _Use:
    """Whether a request went over a connection that had been used before."""

    was_kept: bool = False


async def _kept(_session: object, context: Any, _params: object) -> None:
    context.trace_request_ctx.was_kept = True


def body(messages: Sequence[Message], given: Mapping[str, Any]) -> dict[str, Any]:
    """The request: `messages` as contents, `given` (`gemini.parameters`) as its configuration."""
    config: dict[str, Any] = {
        wire: given[name] for name, wire in _IN_CONFIG.items() if given.get(name) is not None
    }
    if given.get("thinking_level"):
        config["thinkingConfig"] = {"thinkingLevel": given["thinking_level"].upper()}
    request: dict[str, Any] = {
        "contents": [
            {"role": message.role, "parts": [{"text": message.text}, *_pictures(message)]}
            for message in messages
            if message.role != "system"
        ],
        "generationConfig": config,
    }
    system = [{"text": message.text} for message in messages if message.role == "system"]
    if system:
        request["systemInstruction"] = {"parts": system}
    return request


def _pictures(message: Message) -> list[dict[str, Any]]:
    return [{"inlineData": {"mimeType": one.mime_type, "data": one.in_base64}} for one in message.pictures]


def read_response(received: Mapping[str, Any]) -> Answer:
    """The answer in a response; thoughts are no part of it."""
    candidates = received.get("candidates") or [{}]
    parts = (candidates[0].get("content") or {}).get("parts") or []
    text = "".join(part.get("text", "") for part in parts if not part.get("thought")).strip()
    usage = _usage(received.get("usageMetadata") or {})
    blocked = (received.get("promptFeedback") or {}).get("blockReason")
    if blocked:
        return Answer(text, Finish.FILTERED, blocked.upper(), usage)
    reason = str(candidates[0].get("finishReason") or "").upper()
    return Answer(text, finish_of(reason, bool(text)), reason, usage)


def _usage(counted: Mapping[str, int]) -> Usage:
    """Thinking is billed as output."""
    thinking = counted.get("thoughtsTokenCount") or 0
    return Usage(
        input_tokens=(counted.get("promptTokenCount") or 0) + (counted.get("toolUsePromptTokenCount") or 0),
        output_tokens=(counted.get("candidatesTokenCount") or 0) + thinking,
        reasoning_tokens=thinking,
        cached_tokens=counted.get("cachedContentTokenCount") or 0,
    )


def _strict(received: bytes) -> Mapping[str, Any]:
    """Raises ``json.JSONDecodeError`` for what is no JSON object: something between here and the API broke it."""
    content = json.loads(received)
    if not isinstance(content, dict):
        raise json.JSONDecodeError("not an object", received.decode("utf-8", "replace")[:200], 0)
    return content


def _lenient(received: bytes) -> Any:
    try:
        return json.loads(received)
    except ValueError:
        return {"error": {"message": " ".join(received.decode("utf-8", "replace").split())[:300]}}


def _tls() -> ssl.SSLContext:
    """The certificates that Google's own client trusts: the system's where it names them, else certifi's."""
    import certifi

    return ssl.create_default_context(
        cafile=os.environ.get("SSL_CERT_FILE", certifi.where()), capath=os.environ.get("SSL_CERT_DIR")
    )
