"""Sends texts to the embedder in batches, with the gateway's retries, limits and ledger."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Literal

from sight_domain.llm import wording
from sight_domain.llm.budget import demand
from sight_domain.llm.calls import Call, CallIdentity, Verdict
from sight_domain.llm.clients import Clients
from sight_domain.llm.embeddings import Embeddings, normalised
from sight_domain.llm.exchange import one_request, patiently
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.registry import ModelChoice, Policy


async def embed_all(
    texts: list[str],
    purpose: Literal["document", "query"],
    choice: ModelChoice,
    identity: CallIdentity,
    open_call: Callable[[CallIdentity], Call],
    clients: Clients,
    policy: Policy,
    chance: random.Random,
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
        verdict = await patiently(call, lambda: one_request(call, choice, send, price), policy, chance)
        call.ended(verdict, choice)
        if verdict.error is not None:
            raise verdict.error
        if verdict.status is not OutcomeStatus.ANSWERED:
            raise wording.as_error(verdict.reason, verdict.failure.kind if verdict.failure else None)
        return verdict.value

    size = choice.spec.batch
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(batch(part)) for part in parts]
    except ExceptionGroup as failures:
        # The first batch that failed cancelled the others; its reason is the reason.
        raise failures.exceptions[0] from None
    return Embeddings([vector for task in tasks for vector in task.result()], choice.model, dimensions)
