"""All that stands between a call and its provider: a place at the provider's gate, and the breaker of its model."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sight_domain.language import Text
from sight_domain.llm.pressure.breaker import BreakerChange, BreakerRules, BreakerState
from sight_domain.llm.pressure.breakers import Breakers, Key
from sight_domain.llm.pressure.bucket import Rate
from sight_domain.llm.pressure.gate import Gate, Place, Turn
from sight_domain.llm.pressure.limits import Limits, LocalLimits, ModelRates
from sight_domain.llm.registry import ModelChoice, Policy, Provider, ProviderSpec
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis.asyncio import Redis

# A lease outlives its request by the time that a budget or a slow consumer of a stream may add.
_LEASE_GRACE_SECONDS = 30.0


class Ending(Enum):
    """What the end of a request tells of its provider.

    ``served``: it answered, with whatever; ``refused``: it limits the rate; ``failed``: it is down, hangs or does not
    know the key or the model; ``unknown``: nothing (cancelled, not sent).
    """

    SERVED = "served"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Permit:
    """The right to send one request to `choice`; give it back with `Pressure.leave`."""

    choice: ModelChoice
    place: Place
    is_probe: bool


@dataclass(frozen=True, slots=True)
class ProviderLoad:
    """One provider now: requests `under_way` and calls `waiting` in this process, how many may be under way at once
    (`limit`, adapted, of `ceiling`), and whether the limits are shared through Redis."""

    provider: str
    under_way: int
    waiting: int
    limit: int
    ceiling: int
    shared: bool


@dataclass(frozen=True, slots=True)
class BreakerView:
    """One model's breaker now."""

    provider: str
    model: str
    state: BreakerState


class Pressure:
    """One per gateway. The gates and breakers are made as providers and models are first asked."""

    def __init__(
        self, settings: Settings, providers: Mapping[Provider, ProviderSpec], policy: Policy
    ) -> None:
        self._settings = settings
        self._providers = providers
        self._policy = policy
        self._gates: dict[Provider, Gate] = {}
        self._breakers = Breakers(
            BreakerRules(policy.breaker_failures, policy.breaker_seconds, policy.breaker_cap_seconds)
        )
        self._redis: Redis | None = None

    def on_breaker(self, listener: Callable[[BreakerChange], None]) -> None:
        """Call `listener` whenever a breaker opens, sends its probe or closes."""
        self._breakers.listen(listener)

    def loads(self) -> list[ProviderLoad]:
        """Every provider asked so far."""
        return [
            ProviderLoad(
                provider, gate.under_way, gate.waiting, gate.adaptive.limit, gate.adaptive.ceiling,
                getattr(gate.limits, "is_shared", False),
            )
            for provider, gate in self._gates.items()
        ]  # fmt: skip

    def breakers(self) -> list[BreakerView]:
        """Every model asked so far."""
        return [BreakerView(each.provider, each.model, each.state) for each in self._breakers.all()]

    def is_ready(self, choice: ModelChoice) -> bool:
        """Whether the model's breaker lets a request through."""
        return self._breakers.is_ready(_key(choice))

    def reason(self, choice: ModelChoice) -> Text:
        """Why it does not."""
        return self._breakers.reason(_key(choice))

    async def wait(self, choices: Sequence[ModelChoice], seconds: float) -> bool:
        """Wait for the breaker of one of `choices`; ``False`` when none lets a request through within `seconds`, or
        all have kept failing for longer than a call may take."""
        keys = [_key(choice) for choice in choices]
        patience = self._policy.deadline_seconds - self._breakers.open_for(keys)
        return await self._breakers.wait(keys, min(seconds, patience))

    async def enter(self, choice: ModelChoice, tokens: int, turn: Turn) -> Permit | None:
        """Wait for a place; ``None`` when the model's breaker opened meanwhile."""
        place = await self._gate(choice).enter(_rates(choice), tokens, turn)
        breaker = self._breakers.of(_key(choice))
        if not breaker.begin(time.monotonic()):
            self._gate(choice).leave(place, tokens=0)
            return None
        return Permit(choice, place, breaker.state is BreakerState.HALF_OPEN)

    def leave(
        self, permit: Permit, ending: Ending, *, tokens: int, reason: Text, retry_after: float | None = None
    ) -> None:
        """The request has ended; never waits. `tokens`: what it took; `reason`: why it failed, if it did."""
        gate, breaker, now = (
            self._gate(permit.choice),
            self._breakers.of(_key(permit.choice)),
            time.monotonic(),
        )
        match ending:
            case Ending.SERVED:
                gate.accepted(permit.place)
                breaker.succeeded()
            case Ending.REFUSED:
                gate.refused(permit.place, retry_after)
                if permit.is_probe:
                    breaker.succeeded()
            case Ending.FAILED:
                breaker.failed(reason, now, was_probe=permit.is_probe)
            case Ending.UNKNOWN:
                if permit.is_probe:
                    breaker.abandoned(now)
        gate.leave(permit.place, tokens=tokens)

    async def aclose(self) -> None:
        for gate in self._gates.values():
            await gate.aclose()
        if self._redis is not None:
            await self._redis.aclose()
            self._redis = None

    def _gate(self, choice: ModelChoice) -> Gate:
        provider = choice.provider
        if provider not in self._gates:
            spec = self._providers.get(provider) or ProviderSpec()
            ceiling = spec.concurrency or self._settings.model_concurrency
            self._gates[provider] = Gate(self._limits(provider, spec), ceiling)
        return self._gates[provider]

    def _limits(self, provider: Provider, spec: ProviderSpec) -> Limits:
        if self._settings.redis_url is None or spec.in_process:
            return LocalLimits()
        from sight_domain.llm.pressure.shared_limits import SharedLimits
        from sight_domain.storage.redis import connect

        self._redis = self._redis or connect(self._settings.redis_url)
        return SharedLimits(self._redis, provider, self._policy.attempt_seconds + _LEASE_GRACE_SECONDS)


def _key(choice: ModelChoice) -> Key:
    return choice.provider, choice.id


def _rates(choice: ModelChoice) -> ModelRates:
    spec = choice.spec
    return ModelRates(
        choice.id,
        None if spec.requests_per_minute is None else Rate(spec.requests_per_minute),
        None if spec.tokens_per_minute is None else Rate(spec.tokens_per_minute),
    )
