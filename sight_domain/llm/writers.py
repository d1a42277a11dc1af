"""Whoever answers one prompt with one text: the narrow door to a provider that all calls but the agent's go through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sight_domain.llm.answers import Answer, read_result
from sight_domain.llm.pictures import Picture

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage


@dataclass(frozen=True, slots=True)
class Message:
    """Something said before the answer; ``model``: by the model itself."""

    role: Literal["system", "user", "model"]
    text: str
    pictures: tuple[Picture, ...] = ()


class Writer(Protocol):
    """One model, shared by all its calls."""

    async def write(self, messages: Sequence[Message], given: Mapping[str, Any]) -> Answer:
        """Answer once, without tools; `given` are `clients.parameters`. Raises what the client raises."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class LangChainWriter:
    """A LangChain chat model as a writer; whoever made the model closes it."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    async def write(self, messages: Sequence[Message], given: Mapping[str, Any]) -> Answer:
        # `agenerate` takes no callbacks from the surroundings: an answer written inside a tool of the agent
        # must not be streamed as if the agent said it.
        return read_result(await self._model.agenerate([_in_langchain(messages)], **given))

    async def aclose(self) -> None:
        return


def _in_langchain(messages: Sequence[Message]) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kind = {"system": SystemMessage, "user": HumanMessage, "model": AIMessage}
    return [
        kind[message.role](message.text if not message.pictures else _blocks(message)) for message in messages
    ]


def _blocks(message: Message) -> list[str | dict[Any, Any]]:
    """Text and pictures in the form that providers share."""
    pictures = [
        {"type": "image", "base64": one.in_base64, "mime_type": one.mime_type} for one in message.pictures
    ]
    return [{"type": "text", "text": message.text}, *pictures]
