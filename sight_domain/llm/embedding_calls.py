"""Sends texts to the embedder in batches, with the gateway's retries, limits, budgets and ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from sight_domain.llm import wording
from sight_domain.llm.budget import demand
from sight_domain.llm.calls import Call, CallIdentity, Verdict
from sight_domain.llm.clients import Clients
from sight_domain.llm.course import Course
from sight_domain.llm.embeddings import Embeddings, normalised
from sight_domain.llm.exchange import one_request
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.registry import ModelChoice
from sight_domain.llm.replay import NOT_RECORDED, Replay


async def embed_all(
    texts: list[str],
    purpose: Literal["document", "query"],
    choice: ModelChoice,
    identity: CallIdentity,
    open_call: Callable[[CallIdentity], Call],
    course_of: Callable[[Call, Sequence[ModelChoice]], Course],
    clients: Clients,
    replay: Replay,
) -> Embeddings:
    """All vectors in the order of `texts`.

    Raises:
        SightError: what `Gateway.embed` says.
    """
    dimensions = choice.spec.dimensions
    if dimensions is None:
        raise wording.no_embedder()

    async def batch(part: list[str]) -> list[list[float]]:
        call = open_call(identity)

        async def send() -> Verdict:
            vectors, usage = await clients.embedder(choice).embed(part, purpose)
            if len(vectors) != len(part) or any(len(vector) != dimensions for vector in vectors):
                raise ValueError(
                    f"{len(vectors)} vectors for {len(part)} texts, or not of {dimensions} dimensions"
                )
            return Verdict(OutcomeStatus.ANSWERED, [normalised(vector) for vector in vectors], usage=usage)

        price = demand(choice, "\n".join(part), identity.language, 0)
        await clients.prepare(choice)
        course = course_of(call, [choice])
        while await course.next() is not None:
            course.settle(await one_request(call, choice, send, price))
        verdict = course.verdict
        call.ended(verdict, choice)
        if verdict.error is not None:
            raise verdict.error
        if verdict.status is not OutcomeStatus.ANSWERED:
            raise wording.as_error(verdict.reason, verdict.failure.kind if verdict.failure else None)
        return await memory.keep(part, verdict.value) if memory else verdict.value

    memory = replay.of_texts(identity, choice, purpose)
    known = await memory.recall(texts) if memory else {}
    unknown = [text for text in dict.fromkeys(texts) if text not in known]
    if unknown and replay.asks_nobody:
        raise wording.as_error(NOT_RECORDED)
    size = choice.spec.batch
    parts = [unknown[start : start + size] for start in range(0, len(unknown), size)]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(batch(part)) for part in parts]
    except ExceptionGroup as failures:
        # The first batch that failed cancelled the others; its reason is the reason.
        raise failures.exceptions[0] from None
    for part, task in zip(parts, tasks, strict=True):
        known.update(zip(part, task.result(), strict=True))
    return Embeddings([known[text] for text in texts], choice.model, dimensions)
