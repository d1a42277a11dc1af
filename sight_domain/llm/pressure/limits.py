"""How much may be under way: a count of requests at once and each model's rates, for this process alone."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sight_domain.llm.pressure.bucket import Bucket, Rate


@dataclass(frozen=True, slots=True)
class ModelRates:
    """What a provider allows a model in a minute; ``None``: it does not say."""

    model: str
    requests: Rate | None = None
    tokens: Rate | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a request may be sent.

    Args:
        under_way: requests under way now, with this one if it may be sent.
        wait: 0 when it may; else seconds until the rates allow it; infinite while too many are under way.
    """

    under_way: int
    wait: float

    @property
    def is_full(self) -> bool:
        return math.isinf(self.wait)


class Limits(Protocol):
    """The limits of one provider."""

    @property
    def poll_seconds(self) -> float | None:
        """How often to ask again while it is full; ``None``: only when a request of this process has ended."""
        ...

    async def admit(self, lease: UUID, rates: ModelRates, tokens: int, limit: int) -> Answer:
        """Count a request in, if fewer than `limit` are under way and the rates allow it and its `tokens`."""
        ...

    def release(self, lease: UUID, rates: ModelRates, more_tokens: int) -> None:
        """The request has ended and took `more_tokens` than it was admitted with (negative: fewer)."""
        ...

    def lower(self, limit: int) -> None:
        """The provider complained: whoever shares these limits stays below `limit` for a while."""
        ...

    async def aclose(self) -> None: ...


class LocalLimits:
    """Limits of one provider within this process."""

    def __init__(self) -> None:
        self._leases: set[UUID] = set()
        self._buckets: dict[tuple[str, str], Bucket] = {}

    @property
    def poll_seconds(self) -> float | None:
        return None

    async def admit(self, lease: UUID, rates: ModelRates, tokens: int, limit: int) -> Answer:
        if len(self._leases) >= limit:
            return Answer(len(self._leases), math.inf)
        demands = self._demands(rates, tokens)
        if demands:
            now = time.monotonic()
            wait = max(bucket.wait(units, now) for bucket, units in demands)
            if wait > 0:
                return Answer(len(self._leases), wait)
            for bucket, units in demands:
                bucket.take(units, now)
        self._leases.add(lease)
        return Answer(len(self._leases), 0.0)

    def release(self, lease: UUID, rates: ModelRates, more_tokens: int) -> None:
        if lease not in self._leases:
            return
        self._leases.discard(lease)
        if rates.tokens is not None:
            self._bucket(rates.model, "tokens", rates.tokens).correct(more_tokens)

    def lower(self, limit: int) -> None:
        del limit  # nobody shares them

    async def aclose(self) -> None:
        self._leases.clear()

    def _demands(self, rates: ModelRates, tokens: int) -> list[tuple[Bucket, float]]:
        demands: list[tuple[Bucket, float]] = []
        if rates.requests is not None:
            demands.append((self._bucket(rates.model, "requests", rates.requests), 1.0))
        if rates.tokens is not None:
            demands.append((self._bucket(rates.model, "tokens", rates.tokens), float(tokens)))
        return demands

    def _bucket(self, model: str, of: str, rate: Rate) -> Bucket:
        return self._buckets.setdefault((model, of), Bucket(rate))
