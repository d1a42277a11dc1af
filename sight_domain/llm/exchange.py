"""One model asked one question: attempts, pauses, the repair of malformed answers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.errors import ErrorCode, SightError
from sight_domain.llm import structured, wording
from sight_domain.llm.answers import Answer, Finish, read_result
from sight_domain.llm.budget import Demand, demand
from sight_domain.llm.calls import Call, Verdict
from sight_domain.llm.clients import Clients, parameters
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.prompts import PromptLibrary, RenderedPrompt
from sight_domain.llm.registry import ModelChoice, Policy
from sight_domain.llm.retries import pause_before

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from pydantic import BaseModel

_ENDS = {
    Finish.TRUNCATED: OutcomeStatus.TRUNCATED,
    Finish.FILTERED: OutcomeStatus.FILTERED,
    Finish.REFUSED: OutcomeStatus.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A rendered prompt, the inputs behind it, what shape the answer must have (``None``: text), and how many tokens
    such an answer usually takes."""

    prompt: RenderedPrompt
    inputs: dict[str, Any]
    schema: type[BaseModel] | None
    prompts: PromptLibrary
    typical_output: int

    def messages(self) -> list[BaseMessage]:
        from langchain_core.messages import HumanMessage, SystemMessage

        system = [SystemMessage(self.prompt.system)] if self.prompt.system else []
        return [*system, HumanMessage(self.prompt.user)] if self.prompt.user else [*system]

    def repair(self, answer: str, fault: str) -> list[BaseMessage]:
        """The malformed answer and the request to correct it."""
        from langchain_core.messages import AIMessage, HumanMessage

        asked = self.prompts.get("llm.repair").render({"fault": fault}, self.prompt.language)
        return [AIMessage(answer), HumanMessage(asked.user)]


@dataclass(frozen=True, slots=True)
class _Malformed:
    text: str
    fault: str


async def ask(
    call: Call,
    choice: ModelChoice,
    question: Question,
    clients: Clients,
    policy: Policy,
    chance: random.Random,
) -> Verdict:
    """The verdict of `choice` after retries of passing failures and at most one repair.

    An empty answer and an unreadable tool call are asked for once more at once.
    """
    schema = structured.json_schema(question.schema) if question.schema is not None else None
    given = parameters(choice, call.identity, schema, question.inputs)
    messages = question.messages()
    repaired = odd_before = False

    async def send() -> Verdict:
        model = await clients.chat(choice)
        # `agenerate` takes no callbacks from the surroundings: an answer written inside a tool of the agent
        # must not be streamed as if the agent said it.
        answer = read_result(await model.agenerate([messages], **given))
        call.telemetry.answered(answer.text)
        return judged(answer, question.schema)

    async def once() -> Verdict:
        return await one_request(call, choice, send, price())

    def price() -> Demand:
        text = "\n".join([shape, *(message.text for message in messages)])
        return demand(choice, text, question.prompt.language, question.typical_output)

    shape = json.dumps(schema) if schema is not None else ""
    verdict = await patiently(call, once, policy, chance)
    while True:
        malformed = verdict.value if isinstance(verdict.value, _Malformed) else None
        if malformed is not None and not repaired:
            repaired = True
            messages = [*messages, *question.repair(malformed.text, malformed.fault)]
        elif verdict.odd and not odd_before:
            odd_before = True
        else:
            return _without_draft(verdict)
        if call.remaining <= 0:
            return _without_draft(verdict)
        verdict = await patiently(call, once, policy, chance)


async def one_request(call: Call, choice: ModelChoice, send: Callable[[], Any], asked: Demand) -> Verdict:
    """Send once within the time an attempt may take, if the budget allows."""
    import asyncio

    try:
        async with call.request(choice, asked) as request:
            async with asyncio.timeout(request.timeout):
                request.verdict = await send()
    except SightError as error:
        if error.code is not ErrorCode.OVER_BUDGET:
            raise
        return Verdict(OutcomeStatus.OVER_BUDGET, reason=wording.with_remedy(error), error=error)
    assert request.verdict is not None
    return request.verdict


async def patiently(call: Call, once: Callable[[], Any], policy: Policy, chance: random.Random) -> Verdict:
    """Repeat passing failures up to ``policy.retries`` times, as long as the pauses fit the call's deadline."""
    verdict: Verdict = await once()
    for retry in range(1, policy.retries + 1):
        if not verdict.transient or verdict.failure is None:
            break
        pause = pause_before(retry, policy, verdict.failure.retry_after, chance)
        if pause >= call.remaining:
            break
        await call.pause(pause)
        verdict = await once()
    return verdict


def judged(answer: Answer, schema: type[BaseModel] | None) -> Verdict:
    """What an answer is worth."""
    if answer.finish in _ENDS:
        reason = wording.finished_without_answer(answer.finish, answer.finish_reason)
        return Verdict(_ENDS[answer.finish], reason=reason, usage=answer.usage)
    if answer.finish is not Finish.COMPLETE or not answer.text:
        reason = wording.finished_without_answer(answer.finish, answer.finish_reason)
        return Verdict(OutcomeStatus.FAILED, reason=reason, usage=answer.usage, odd=True)
    if schema is None:
        return Verdict(OutcomeStatus.ANSWERED, answer.text, usage=answer.usage)
    try:
        return Verdict(OutcomeStatus.ANSWERED, structured.parse(answer.text, schema), usage=answer.usage)
    except structured.MalformedAnswer as error:
        draft = _Malformed(answer.text, str(error))
        return Verdict(OutcomeStatus.MALFORMED, draft, wording.malformed(str(error)), answer.usage)


def _without_draft(verdict: Verdict) -> Verdict:
    """A malformed draft is nobody's answer."""
    if isinstance(verdict.value, _Malformed):
        return Verdict(verdict.status, None, verdict.reason, verdict.usage, verdict.failure)
    return verdict
