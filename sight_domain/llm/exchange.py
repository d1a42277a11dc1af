"""Models asked one question: what is sent, what an answer is worth, the repair of malformed ones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.errors import ErrorCode, SightError
from sight_domain.llm import structured, wording
from sight_domain.llm.answers import Answer, Finish
from sight_domain.llm.budget import Demand, demand
from sight_domain.llm.calls import Call, ModelResting, Verdict
from sight_domain.llm.clients import Clients, parameters
from sight_domain.llm.course import Course
from sight_domain.llm.failures import Failure, FailureKind
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.pictures import TOKENS_A_PICTURE, Picture
from sight_domain.llm.prompts import PromptLibrary, RenderedPrompt
from sight_domain.llm.registry import ModelChoice
from sight_domain.llm.writers import Message

if TYPE_CHECKING:
    from pydantic import BaseModel

# No language and tokeniser we know needs fewer tokens: what is too long by this count is too long.
_CHARACTERS_PER_TOKEN_AT_MOST = 5

_ENDS = {
    Finish.TRUNCATED: OutcomeStatus.TRUNCATED,
    Finish.FILTERED: OutcomeStatus.FILTERED,
    Finish.REFUSED: OutcomeStatus.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A rendered prompt, the inputs behind it, what shape the answer must have (``None``: text), how many tokens such
    an answer usually takes, and what the model is to look at."""

    prompt: RenderedPrompt
    inputs: dict[str, Any]
    schema: type[BaseModel] | None
    prompts: PromptLibrary
    typical_output: int
    pictures: tuple[Picture, ...] = ()

    def messages(self) -> list[Message]:
        given = (
            Message("system", self.prompt.system),
            Message("user", self.prompt.user, self.pictures),
        )
        return [message for message in given if message.text]

    def repair(self, answer: str, fault: str) -> list[Message]:
        """The malformed answer and the request to correct it."""
        asked = self.prompts.get("llm.repair").render({"fault": fault}, self.prompt.language)
        return [Message("model", answer), Message("user", asked.user)]


@dataclass(slots=True)
class _Attempt:
    """What one model of the chain is sent."""

    choice: ModelChoice
    messages: list[Message]
    given: dict[str, Any]
    is_repair: bool = False


@dataclass(frozen=True, slots=True)
class _Malformed:
    text: str
    fault: str


async def ask(call: Call, course: Course, question: Question, clients: Clients) -> Verdict:
    """The verdict of the models of `course`; each may repair a malformed answer once, shown what is wrong with it."""
    shape = structured.shape_of(question.schema) if question.schema is not None else None
    if shape is not None and shape.contradiction is not None:
        return Verdict(OutcomeStatus.FAILED, reason=wording.unsatisfiable(shape.contradiction))
    attempt: _Attempt | None = None
    while (choice := await course.next()) is not None:
        if attempt is None or attempt.choice is not choice:
            await clients.prepare(choice, writes=True)
            given = parameters(choice, call.identity, shape and shape.schema, question.inputs)
            attempt = _Attempt(choice, question.messages(), given)
        verdict = await _asked_once(call, attempt, question, shape.text if shape else "", clients)
        if verdict is not None and isinstance(verdict.value, _Malformed) and not attempt.is_repair:
            attempt.messages += question.repair(verdict.value.text, verdict.value.fault)
            attempt.is_repair = True
            course.ask_again(verdict)
        else:
            course.settle(verdict)
    return _without_draft(course.verdict)


async def _asked_once(
    call: Call, attempt: _Attempt, question: Question, shape: str, clients: Clients
) -> Verdict | None:
    """One request, unless the prompt is too long for the model or its breaker has opened (``None``)."""
    text = "\n".join([shape, *(message.text for message in attempt.messages)])
    tokens = len(text) // _CHARACTERS_PER_TOKEN_AT_MOST
    if tokens > attempt.choice.spec.context_tokens:
        return _too_long(attempt.choice, tokens)

    async def send() -> Verdict:
        writer = await clients.writer(attempt.choice)
        answer = await writer.write(attempt.messages, attempt.given)
        call.telemetry.answered(answer.text)
        return judged(answer, question.schema)

    seen = TOKENS_A_PICTURE * len(question.pictures)
    price = demand(attempt.choice, text, question.prompt.language, question.typical_output, seen)
    return await one_request(call, attempt.choice, send, price)


async def one_request(
    call: Call, choice: ModelChoice, send: Callable[[], Awaitable[Verdict]], asked: Demand
) -> Verdict | None:
    """Send once within the time an attempt may take, if the budget allows; ``None`` when the model's breaker had
    opened and nothing was sent."""
    try:
        async with call.request(choice, asked) as request:
            async with asyncio.timeout(request.timeout):
                request.verdict = await send()
    except ModelResting:
        return None
    except SightError as error:
        if error.code is not ErrorCode.OVER_BUDGET:
            raise
        return Verdict(OutcomeStatus.OVER_BUDGET, reason=wording.with_remedy(error), error=error)
    assert request.verdict is not None
    return request.verdict


def judged(answer: Answer, schema: type[BaseModel] | None) -> Verdict:
    """What an answer is worth."""
    if answer.finish in _ENDS:
        reason = wording.finished_without_answer(answer.finish, answer.finish_reason)
        return Verdict(_ENDS[answer.finish], reason=reason, usage=answer.usage)
    if answer.finish is not Finish.COMPLETE or not answer.text:
        reason = wording.finished_without_answer(answer.finish, answer.finish_reason)
        return Verdict(OutcomeStatus.FAILED, reason=reason, usage=answer.usage, odd=True)
    if schema is None:
        return Verdict(OutcomeStatus.ANSWERED, answer.text, usage=answer.usage, text=answer.text)
    try:
        value = structured.parse(answer.text, schema)
        return Verdict(OutcomeStatus.ANSWERED, value, usage=answer.usage, text=answer.text)
    except structured.MalformedAnswer as error:
        draft = _Malformed(answer.text, str(error))
        return Verdict(OutcomeStatus.MALFORMED, draft, wording.malformed(str(error)), answer.usage)


def _too_long(choice: ModelChoice, tokens: int) -> Verdict:
    failure = Failure(
        FailureKind.PROMPT_TOO_LONG, f"more than {tokens} tokens, {choice.spec.context_tokens} fit"
    )
    reason = wording.failed(failure, choice.provider, choice.model)
    return Verdict(OutcomeStatus.FAILED, reason=reason, failure=failure)


def _without_draft(verdict: Verdict) -> Verdict:
    """A malformed draft is nobody's answer."""
    if isinstance(verdict.value, _Malformed):
        return Verdict(verdict.status, None, verdict.reason, verdict.usage, verdict.failure)
    return verdict
