"""Any server that speaks OpenAI's format (Ollama, vLLM, llama.cpp, OpenAI) through langchain-openai."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from sight_domain.llm.outcomes import Usage
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from openai import AsyncOpenAI

_LARGEST_SEED = 2**31
_LISTING_SECONDS = 10.0


def _key(settings: Settings) -> str:
    # Local servers want no key, but the client refuses to start without one.
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"


async def served_model(settings: Settings) -> str:
    """The first model the server lists; used when nobody named one.

    Raises:
        Exception: whatever the client raises; classified by the caller like any failed request.
        LookupError: when the server lists none.
    """
    async for name in served_models(settings):
        return name
    raise LookupError("the server lists no model; name one in SIGHT_OPENAI_MODEL")


async def served_models(settings: Settings) -> AsyncIterator[str]:
    """The names of the models the server lists, in its order; raises what the client raises."""
    async with await asyncio.to_thread(_client, settings, _LISTING_SECONDS) as client:
        async for model in client.models.list():
            yield model.id


def chat_model(choice: ModelChoice, name: str, settings: Settings, policy: Policy) -> BaseChatModel:
    """The LangChain model of `choice`, called `name` on the server; make it once and share it."""
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=name,
        api_key=SecretStr(_key(settings)),
        base_url=settings.openai_base_url,
        max_retries=0,
        timeout=policy.attempt_seconds,
        stream_usage=True,
    )


def parameters(choice: ModelChoice, *, seed: int | None, schema: dict[str, Any] | None) -> dict[str, Any]:
    """Keyword arguments of one call."""
    given: dict[str, Any] = {
        "max_tokens": choice.entry.max_output_tokens,
        "temperature": choice.entry.temperature,
        "seed": None if seed is None else seed % _LARGEST_SEED,
    }
    if schema is not None:
        named = {"name": schema.get("title", "answer"), "schema": schema, "strict": False}
        given["response_format"] = {"type": "json_schema", "json_schema": named}
    return {name: value for name, value in given.items() if value is not None}


class OpenAIEmbedder:
    """Embeddings of an OpenAI-compatible server."""

    def __init__(self, choice: ModelChoice, settings: Settings, policy: Policy) -> None:
        self._choice = choice
        self._settings = settings
        self._timeout = policy.attempt_seconds
        self._client: AsyncOpenAI | None = None
        self._opening = Lock()

    def open(self) -> None:
        """Make the client, with its TLS context."""
        self._opened()

    async def embed(
        self, texts: Sequence[str], purpose: Literal["document", "query"]
    ) -> tuple[list[list[float]], Usage]:
        """One request: vectors in order, and the tokens counted. `purpose` makes no difference to these models."""
        del purpose
        result = await self._opened().embeddings.create(
            model=self._choice.model, input=list(texts), encoding_format="float"
        )
        ordered = sorted(result.data, key=lambda item: item.index)
        tokens = result.usage.prompt_tokens if result.usage else 0
        return [list(item.embedding) for item in ordered], Usage(input_tokens=tokens)

    async def aclose(self) -> None:
        """Close the HTTP connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _opened(self) -> AsyncOpenAI:
        with self._opening:
            if self._client is None:
                self._client = _client(self._settings, self._timeout)
            return self._client


def _client(settings: Settings, timeout: float) -> AsyncOpenAI:
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        api_key=_key(settings), base_url=settings.openai_base_url, max_retries=0, timeout=timeout
    )
