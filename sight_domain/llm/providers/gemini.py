"""Gemini through langchain-google-genai, with the clients' own retries off: the gateway retries and counts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from sight_domain.llm.outcomes import Usage
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from google.genai import Client
    from langchain_core.language_models import BaseChatModel

_LARGEST_SEED = 2**31
_DESCRIBING_MS = 10_000
_TASK_TYPES = {"document": "RETRIEVAL_DOCUMENT", "query": "RETRIEVAL_QUERY"}


def chat_model(choice: ModelChoice, settings: Settings, policy: Policy) -> BaseChatModel:
    """The LangChain model of `choice`; make it once and share it, it owns the HTTP connections."""
    from langchain_google_genai import ChatGoogleGenerativeAI

    # It warns of every key of a tool's schema that Gemini has no word for; the catalogue checks the arguments itself.
    logging.getLogger("langchain_google_genai._function_utils").setLevel(logging.ERROR)
    return ChatGoogleGenerativeAI(
        model=choice.model,
        api_key=settings.google_api_key,
        base_url=settings.gemini_base_url,
        max_retries=1,
        timeout=policy.attempt_seconds,
        thinking_level=choice.spec.thinking_level,
    )  # pyright: ignore[reportCallIssue]


def parameters(choice: ModelChoice, *, seed: int | None, schema: dict[str, Any] | None) -> dict[str, Any]:
    """Keyword arguments of one call."""
    given: dict[str, Any] = {
        "thinking_level": choice.entry.thinking_level,
        "max_output_tokens": choice.entry.max_output_tokens,
        "temperature": choice.entry.temperature,
        "seed": None if seed is None else seed % _LARGEST_SEED,
    }
    if schema is not None:
        given |= {"response_mime_type": "application/json", "response_json_schema": schema}
    return {name: value for name, value in given.items() if value is not None}


async def describe(model: str, settings: Settings) -> None:
    """Ask for the description of `model`, which costs nothing; raises what the client raises."""
    client = await asyncio.to_thread(_client, settings)
    try:
        await client.aio.models.get(model=model, config={"http_options": {"timeout": _DESCRIBING_MS}})
    finally:
        await client.aio.aclose()
        client.close()


class GeminiEmbedder:
    """Gemini's embeddings: `dimensions` of the model's full vector, which the caller normalises."""

    def __init__(self, choice: ModelChoice, settings: Settings, policy: Policy) -> None:
        self._choice = choice
        self._settings = settings
        self._timeout_ms = int(policy.attempt_seconds * 1000)
        self._client: Client | None = None
        self._opening = Lock()

    def open(self) -> None:
        """Make the client, with its TLS context."""
        self._opened()

    async def embed(
        self, texts: Sequence[str], purpose: Literal["document", "query"]
    ) -> tuple[list[list[float]], Usage]:
        """One request for up to 100 texts: raw vectors in order, and tokens where the provider counts them."""
        from google.genai import types

        result = await self._opened().aio.models.embed_content(
            model=self._choice.model,
            contents=[types.Content(role="user", parts=[types.Part(text=text)]) for text in texts],
            config=types.EmbedContentConfig(
                task_type=_TASK_TYPES[purpose],
                output_dimensionality=self._choice.spec.dimensions,
                http_options=types.HttpOptions(timeout=self._timeout_ms),
            ),
        )
        embeddings = result.embeddings or []
        counted = sum(int((e.statistics.token_count if e.statistics else 0) or 0) for e in embeddings)
        return [list(e.values or []) for e in embeddings], Usage(input_tokens=counted or _estimated(texts))

    async def aclose(self) -> None:
        """Close the HTTP connections."""
        if self._client is not None:
            await self._client.aio.aclose()
            self._client.close()
            self._client = None

    def _opened(self) -> Client:
        with self._opening:
            if self._client is None:
                self._client = _client(self._settings)
            return self._client


def _client(settings: Settings) -> Client:
    # The constructor of langchain-google-genai's embeddings cannot switch the client's hidden retry off.
    from google.genai import Client, types

    key = settings.google_api_key
    return Client(
        api_key=key.get_secret_value() if key else None,
        http_options=types.HttpOptions(
            base_url=settings.gemini_base_url, retry_options=types.HttpRetryOptions(attempts=1)
        ),
    )


def _estimated(texts: Sequence[str]) -> int:
    """About four characters a token, for servers that return no count."""
    return sum(len(text) // 4 + 1 for text in texts)
