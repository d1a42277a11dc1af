"""The agent's chat model: the gateway's chain, retries and ledger behind LangChain's interface.

A wrapper around the providers' own LangChain models, so that ``create_agent`` can bind tools and stream from it as
from any other. Every model call of the agent is one call in the ledger.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel, agenerate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.runnables.base import RunnableBinding
from langchain_core.tools import BaseTool
from pydantic import Field

from sight_domain.errors import ErrorCode, SightError
from sight_domain.llm import wording
from sight_domain.llm.answers import Answer, Finish, read_message
from sight_domain.llm.budget import Demand, demand
from sight_domain.llm.calls import Call, CallIdentity, ModelResting, Verdict
from sight_domain.llm.clients import Clients, parameters
from sight_domain.llm.course import Course
from sight_domain.llm.exchange import judged
from sight_domain.llm.outcomes import OutcomeStatus, Usage
from sight_domain.llm.registry import ModelChoice


class GatewayChatModel(BaseChatModel):
    """Made by `Gateway.chat_model`. Asynchronous only.

    A failure is retried, and the next model asked, as long as nothing of the answer has been passed on; after that it
    is raised as `SightError`. The first chunk's ``response_metadata`` names ``sight_provider`` and ``sight_model``.
    """

    choices: list[ModelChoice] = Field(exclude=True, repr=False)
    identity: CallIdentity = Field(exclude=True, repr=False)
    open_call: Callable[[CallIdentity], Call] = Field(exclude=True, repr=False)
    course_of: Callable[[Call, Sequence[ModelChoice]], Course] = Field(exclude=True, repr=False)
    clients: Clients = Field(exclude=True, repr=False)
    typical_output: int = Field(exclude=True, repr=False)
    replaying: bool = Field(default=False, exclude=True, repr=False)

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012 - pydantic reads it from the class

    @property
    def _llm_type(self) -> str:
        return "sight-gateway"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Keep `tools` unformatted: each provider of the chain formats them its own way."""
        bound = self.bind(tools=list(tools), tool_choice=tool_choice, **kwargs)
        return cast("Runnable[LanguageModelInput, AIMessage]", bound)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the gateway is asynchronous: use ainvoke or astream")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        if not self.choices:
            raise wording.as_error(wording.not_configured(self.identity.task))
        if self.replaying and self.choices[0].provider != "offline":
            raise wording.not_in_replay()
        call = self.open_call(self.identity)
        course = self.course_of(call, self.choices)
        try:
            async with contextlib.aclosing(self._answers(call, course, messages, stop, kwargs)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except (asyncio.CancelledError, GeneratorExit):
            course.verdict = Verdict(OutcomeStatus.CANCELLED, reason=wording.CANCELLED)
            raise
        except SightError as error:
            if error.code is ErrorCode.OVER_BUDGET:
                course.verdict = Verdict(OutcomeStatus.OVER_BUDGET, reason=wording.with_remedy(error))
            raise
        finally:
            call.ended(course.verdict, course.asked)

    async def _answers(
        self,
        call: Call,
        course: Course,
        messages: list[BaseMessage],
        stop: list[str] | None,
        bound: dict[str, Any],
    ) -> AsyncGenerator[ChatGenerationChunk]:
        """The chunks of the first model that answers; nothing is retried once some of it is passed on."""
        said = _Said()
        while (choice := await course.next()) is not None:
            said = _Said()
            await self.clients.prepare(choice)
            try:
                request = self._one_request(call, choice, messages, stop, bound, said)
                async with contextlib.aclosing(request) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except ModelResting:
                continue
            course.settle(said.verdict)
            if said.passed_on:
                break
        verdict = course.verdict
        if not said.passed_on or verdict.status not in (OutcomeStatus.ANSWERED, OutcomeStatus.TRUNCATED):
            raise wording.as_error(verdict.reason, verdict.failure.kind if verdict.failure else None)

    async def _one_request(
        self,
        call: Call,
        choice: ModelChoice,
        messages: list[BaseMessage],
        stop: list[str] | None,
        bound: dict[str, Any],
        said: _Said,
    ) -> AsyncGenerator[ChatGenerationChunk]:
        async with call.request(choice, self._price(choice, messages, bound)) as request:
            async with asyncio.timeout(request.timeout):
                model, given = await self._prepared(choice, bound)
            # With nobody listening: the wrapper's caller sees these chunks through the wrapper only.
            chunks = cast(
                "AsyncGenerator[Any]", model.astream(messages, config={"callbacks": []}, stop=stop, **given)
            )
            async with contextlib.aclosing(chunks) as stream:
                while (chunk := await _next(stream, request.timeout)) is not None:
                    for ready in said.take(chunk, choice):
                        yield ready
            request.verdict = _judged(said)
        said.verdict = request.verdict

    def _price(self, choice: ModelChoice, messages: list[BaseMessage], bound: dict[str, Any]) -> Demand:
        tools = "".join(f"{tool}" for tool in bound.get("tools") or [])
        text = "\n".join([tools, *(f"{message.content}{message.additional_kwargs}" for message in messages)])
        return demand(choice, text, self.identity.language, self.typical_output)

    async def _prepared(
        self, choice: ModelChoice, bound: dict[str, Any]
    ) -> tuple[BaseChatModel, dict[str, Any]]:
        """The provider's model, and the arguments of a call with the tools in its own format."""
        model = await self.clients.chat(choice)
        extra = {key: value for key, value in bound.items() if key != "tools" and value is not None}
        if choice.provider == "offline":
            extra["default_language"] = self.identity.language
        else:
            extra |= parameters(choice, self.identity, None, {})
        if not bound.get("tools"):
            return model, extra
        # Called without its binding: a binding merges the surrounding graph's listeners in, and they would hear
        # every word twice.
        formatted = cast("RunnableBinding[Any, Any]", model.bind_tools(bound["tools"], **extra))
        return model, dict(formatted.kwargs)


class _Said:
    """What came of one request: the whole message so far, and whether any of it was passed on.

    Chunks without content are held back until content comes, so that a request that ends empty can be repeated.
    """

    def __init__(self) -> None:
        self.message: AIMessageChunk | None = None
        self.verdict: Verdict | None = None
        self.passed_on = False
        self._held: list[AIMessageChunk] = []

    def take(self, chunk: AIMessageChunk, choice: ModelChoice) -> list[ChatGenerationChunk]:
        """Add `chunk`; what may be passed on now."""
        if self.message is None:
            names = {"sight_provider": choice.provider, "sight_model": choice.model}
            chunk.response_metadata = {**chunk.response_metadata, **names}
        self.message = chunk if self.message is None else self.message + chunk  # type: ignore[assignment]
        self._held.append(chunk)
        if not self.passed_on and not (chunk.text or chunk.tool_call_chunks or chunk.tool_calls):
            return []
        self.passed_on = True
        ready, self._held = self._held, []
        return [ChatGenerationChunk(message=held) for held in ready]


async def _next(stream: AsyncIterator[Any], seconds: float) -> AIMessageChunk | None:
    """The next chunk, within `seconds`; ``None`` at the end. Never waits inside a consumer's code."""
    async with asyncio.timeout(seconds):
        try:
            return await anext(stream)
        except StopAsyncIteration:
            return None


def _judged(said: _Said) -> Verdict:
    if said.message is None:
        return judged(Answer("", Finish.EMPTY, "", Usage()), None)
    answer = read_message(said.message)
    if answer.finish is Finish.COMPLETE and not answer.finish_reason:
        # Every provider ends a stream with why it stopped: without it the connection was cut, however politely.
        return judged(replace(answer, finish=Finish.UNFINISHED), None)
    if answer.finish is Finish.COMPLETE:
        return Verdict(OutcomeStatus.ANSWERED, said.message, usage=answer.usage)
    return judged(answer, None)
