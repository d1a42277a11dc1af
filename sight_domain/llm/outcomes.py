"""How a model call can end. A failed call is one of these, never an answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class OutcomeStatus(StrEnum):
    """``answered`` is the only status with a value.

    ``refused``: the model declined; ``filtered``: the provider withheld the answer (safety, recitation);
    ``truncated``: the output limit was reached; ``malformed``: structured output that does not fit the schema,
    also after the repair attempt; ``failed``: no answer (network, quota, key, model, empty answer);
    ``over_budget``: not sent; ``cancelled``: the caller stopped waiting.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    FILTERED = "filtered"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    FAILED = "failed"
    OVER_BUDGET = "over_budget"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them. `output_tokens` includes `reasoning_tokens`, `input_tokens` includes
    `cached_tokens`."""

    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.reasoning_tokens + other.reasoning_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The end of one `Gateway.generate`.

    Args:
        value: the answer; ``None`` unless the status is ``answered``.
        reason: empty when answered; otherwise what happened and what to change, in the call's language.
        model, provider: who wrote the answer, or who was asked last; empty when nobody was asked.
        usage, cost_usd: summed over all attempts, also those that failed.
        latency_ms: from the first request to the outcome, without waiting for a free slot.
        call_id: the ledger's group id of all attempts; ``None`` when nothing was sent.
        attempts: requests sent to providers.
        replayed: whether the answer is from the record of an earlier call, so that nothing was sent.
    """

    status: OutcomeStatus
    value: T | None
    reason: str
    model: str
    provider: str
    prompt_id: str
    prompt_version: int
    usage: Usage
    cost_usd: Decimal
    latency_ms: float
    call_id: str | None
    attempts: int
    replayed: bool = False

    @property
    def answered(self) -> bool:
        return self.status is OutcomeStatus.ANSWERED

    @property
    def is_offline(self) -> bool:
        """Whether the offline engine wrote it, so that it must be marked as such."""
        return self.provider == "offline"
