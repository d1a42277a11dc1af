"""The clients of one installation: each model's LangChain object, made on first use and shared by all its calls."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sight_domain.llm.calls import CallIdentity
from sight_domain.llm.outcomes import Usage
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.llm.writers import LangChainWriter, Writer
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


_log = logging.getLogger(__name__)

_LIBRARIES = {"gemini": "langchain_google_genai", "openai": "langchain_openai"}


class Embedder(Protocol):
    """Turns one batch of texts into raw vectors, one per text and in order."""

    def open(self) -> None:
        """Make what the first batch would have to wait for; takes a while, and may be called from any thread."""
        ...

    async def embed(
        self, texts: Sequence[str], purpose: Literal["document", "query"]
    ) -> tuple[list[list[float]], Usage]: ...

    async def aclose(self) -> None: ...


class Clients:
    """Imports a provider's library when its first model is asked for, not before."""

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self._settings = settings
        self._policy = policy
        self._chat: dict[tuple[str, str], BaseChatModel] = {}
        self._writers: dict[tuple[str, str], Writer] = {}
        self._embedders: dict[str, Embedder] = {}
        self._opened: set[str] = set()
        self._making = asyncio.Lock()

    async def prepare(self, choice: ModelChoice, *, writes: bool = False) -> None:
        """Import what the provider of `choice` needs and make its client, outside the event loop: that takes seconds
        on a busy machine, which are not the provider's. What fails here fails again in the request, where it is told.

        Args:
            writes: whether its `writer` is wanted, and neither tools nor streams.
        """
        library = _LIBRARIES.get(choice.provider)
        if (
            library is not None
            and library not in sys.modules
            and not (writes and choice.provider == "gemini")
        ):
            async with self._making:
                await asyncio.to_thread(importlib.import_module, library)
        if choice.provider == "openai" and choice.spec.name is None:
            return  # The server has to be asked for the model's name: that is a request.
        try:
            if writes:
                await self.writer(choice)
            elif choice.spec.dimensions is None:
                await self.chat(choice)
            elif choice.id not in self._opened:
                await asyncio.to_thread(self.embedder(choice).open)
                self._opened.add(choice.id)
        except Exception as error:  # noqa: BLE001 - the request meets it again and makes a typed outcome of it
            _log.debug("%s cannot be made: %s", choice.id, error)

    async def chat(self, choice: ModelChoice) -> BaseChatModel:
        """The chat model of `choice`, for whoever streams or calls tools."""
        key = (choice.id, choice.model)
        if key not in self._chat:
            async with self._making:
                if key not in self._chat:
                    self._chat[key] = await self._make_chat(choice)
        return self._chat[key]

    async def writer(self, choice: ModelChoice) -> Writer:
        """Who answers the prompts of `choice`, one text each."""
        key = (choice.id, choice.model)
        if key not in self._writers:
            if choice.provider != "gemini":
                return self._writers.setdefault(key, LangChainWriter(await self.chat(choice)))
            async with self._making:
                if key not in self._writers:
                    self._writers[key] = await asyncio.to_thread(
                        _gemini_writer, choice, self._settings, self._policy
                    )
        return self._writers[key]

    def embedder(self, choice: ModelChoice) -> Embedder:
        """The embedder of `choice`."""
        if choice.id not in self._embedders:
            self._embedders[choice.id] = self._make_embedder(choice)
        return self._embedders[choice.id]

    async def aclose(self) -> None:
        """Close every connection."""
        for embedder in self._embedders.values():
            await embedder.aclose()
        for writer in self._writers.values():
            await writer.aclose()
        for model in self._chat.values():
            # langchain-openai has none: its HTTP client is one for the whole process and not ours to close.
            close = getattr(model, "aclose", None)
            if close is not None:
                await close()
        self._embedders.clear()
        self._opened.clear()
        self._writers.clear()
        self._chat.clear()

    async def _make_chat(self, choice: ModelChoice) -> BaseChatModel:
        # Importing a client takes seconds on a small machine; the loop must go on meanwhile.
        match choice.provider:
            case "gemini":
                from sight_domain.llm.providers import gemini

                return await asyncio.to_thread(gemini.chat_model, choice, self._settings, self._policy)
            case "openai":
                from sight_domain.llm.providers import openai

                name = choice.spec.name or await openai.served_model(self._settings)
                return await asyncio.to_thread(openai.chat_model, choice, name, self._settings, self._policy)
            case "offline":
                return await asyncio.to_thread(_offline_model, self._settings)
            case _:
                raise ValueError(f"{choice.id} is no chat model")

    def _make_embedder(self, choice: ModelChoice) -> Embedder:
        match choice.provider:
            case "gemini":
                from sight_domain.llm.providers.gemini import GeminiEmbedder

                return GeminiEmbedder(choice, self._settings, self._policy)
            case "openai":
                from sight_domain.llm.providers.openai import OpenAIEmbedder

                return OpenAIEmbedder(choice, self._settings, self._policy)
            case "local":
                from sight_domain.llm.providers.local_embedder import LocalEmbedder

                return LocalEmbedder()
            case _:
                raise ValueError(f"{choice.id} is no embedder")


def parameters(
    choice: ModelChoice, identity: CallIdentity, schema: dict[str, Any] | None, inputs: dict[str, Any]
) -> dict[str, Any]:
    """Keyword arguments of one call to the chat model of `choice`."""
    match choice.provider:
        case "gemini":
            from sight_domain.llm.providers import gemini

            return gemini.parameters(choice, seed=identity.seed, schema=schema)
        case "openai":
            from sight_domain.llm.providers import openai

            return openai.parameters(choice, seed=identity.seed, schema=schema)
        case _:
            call = {
                "task": identity.task,
                "inputs": inputs,
                "language": identity.language,
                "seed": identity.seed,
            }
            return {"sight_call": call}


def _gemini_writer(choice: ModelChoice, settings: Settings, policy: Policy) -> Writer:
    from sight_domain.llm.providers.gemini_writer import GeminiWriter

    return GeminiWriter(choice, settings, policy)


def _offline_model(settings: Settings) -> BaseChatModel:
    from sight_domain.llm.providers.offline import OfflineChatModel

    return OfflineChatModel(default_language=settings.language)
