"""A circuit breaker: a model that keeps failing is not asked again until a single probe has come through.

::

    closed ──(so many failures in a row)──> open ──(its pause is over)──> half_open: one probe is under way
      ^                                       ^                              │
      └──────────────(it succeeds)────────────┼──────────────────────────────┤
                                              └──(it fails: twice the pause)─┘
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sight_domain.language import Text

_NO_REASON = Text(en="", pl="")


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class BreakerChange:
    """A breaker that changed its state. `reason`: the failure that opened it; empty when it closed."""

    provider: str
    model: str
    state: BreakerState
    reason: Text


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """Open after `failures` in a row, for `pause` seconds at first, doubled by each failed probe up to `longest`."""

    failures: int
    pause: float
    longest: float


class Breaker:
    """The breaker of one model. `now` arguments are seconds of one monotonic clock."""

    def __init__(
        self, provider: str, model: str, rules: BreakerRules, changed: Callable[[BreakerChange], None]
    ) -> None:
        self.provider = provider
        self.model = model
        self.state = BreakerState.CLOSED
        self.reason = _NO_REASON
        self.opened_at: float | None = None
        self.retry_at = 0.0
        self._rules = rules
        self._changed = changed
        self._in_a_row = 0
        self._pause = rules.pause

    def is_ready(self, now: float) -> bool:
        """Whether a request may be sent: closed, or open with its pause over."""
        if self.state is BreakerState.OPEN:
            return now >= self.retry_at
        return self.state is BreakerState.CLOSED

    def begin(self, now: float) -> bool:
        """Send a request, as the probe when the pause is over; ``False`` when it must not be sent."""
        if not self.is_ready(now):
            return False
        if self.state is BreakerState.OPEN:
            self._enter(BreakerState.HALF_OPEN)
        return True

    def succeeded(self) -> None:
        """A request was served. What was sent before the breaker opened proves nothing while it is open."""
        if self.state is BreakerState.OPEN:
            return
        self._in_a_row = 0
        if self.state is BreakerState.HALF_OPEN:
            self._pause = self._rules.pause
            self.opened_at = None
            self.reason = _NO_REASON
            self._enter(BreakerState.CLOSED)

    def failed(self, reason: Text, now: float, *, was_probe: bool) -> None:
        """A request failed for want of the provider."""
        self._in_a_row += 1
        if self.state is BreakerState.HALF_OPEN and was_probe:
            self._pause = min(2 * self._pause, self._rules.longest)
            self._open(reason, now)
        elif self.state is BreakerState.CLOSED and self._in_a_row >= self._rules.failures:
            self.opened_at = now
            self._open(reason, now)

    def abandoned(self, now: float) -> None:
        """The probe was given up before it told anything: the next one may be sent at once."""
        if self.state is BreakerState.HALF_OPEN:
            self._open(self.reason, now)
            self.retry_at = now

    def _open(self, reason: Text, now: float) -> None:
        self.reason = reason
        self.retry_at = now + self._pause
        self._enter(BreakerState.OPEN)

    def _enter(self, state: BreakerState) -> None:
        self.state = state
        self._changed(BreakerChange(self.provider, self.model, state, self.reason))
