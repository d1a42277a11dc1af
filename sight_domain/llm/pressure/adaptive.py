"""How many requests at once a provider bears, learnt from its 429s.

A 429 halves the limit; each success adds one until just below where it was last refused, and from there one for as many
successes as the limit (additive increase, multiplicative decrease: Chiu and Jain, 1989, with the memory of the last
ceiling that CUBIC has, RFC 9438). Two things differ from a network's congestion control. Refusals of requests that were
sent before the halving say nothing new. And a provider may refuse a share of requests at any load: a lone refusal soon
after a halving is passed over unless refusals are the majority.
"""

from __future__ import annotations

from dataclasses import dataclass

_REFUSALS_OF_A_FLOOD = 3
_LARGEST_PATIENCE = 16


@dataclass(frozen=True, slots=True)
class Sending:
    """A request on its way: how many halvings there had been, and how many were under way with it."""

    halvings: int
    level: int


class AdaptiveLimit:
    """The limit for one provider: between 1 and `ceiling`, which it starts at."""

    def __init__(self, ceiling: int) -> None:
        self.ceiling = ceiling
        self._limit = float(ceiling)
        self._refused_at = ceiling + 1
        self._halvings = 0
        self._sent = 0
        self._refused = 0
        self._until_next_lone_refusal = 0
        self._patience = 1

    @property
    def limit(self) -> int:
        return int(self._limit)

    def sent(self, level: int) -> Sending:
        """A request is sent, the `level`-th of those under way."""
        self._sent += 1
        return Sending(self._halvings, level)

    def accepted(self, sending: Sending) -> None:
        """The request was served."""
        self._until_next_lone_refusal -= 1
        if sending.halvings == self._halvings and sending.level >= self._refused_at:
            self._refused_at = self.ceiling + 1
            self._patience = 1
        careful = self._limit + 1 >= self._refused_at
        step = 1 / (self._limit * self._patience) if careful else 1.0
        self._limit = min(self._limit + step, float(self.ceiling))

    def refused(self, sending: Sending) -> bool:
        """The request was answered 429; whether that halved the limit."""
        self._until_next_lone_refusal -= 1
        if sending.halvings != self._halvings:
            return False
        self._refused += 1
        is_flood = self._refused >= _REFUSALS_OF_A_FLOOD and 2 * self._refused >= self._sent
        if self._until_next_lone_refusal > 0 and not is_flood:
            return False
        self._halve(sending.level)
        return True

    def _halve(self, level: int) -> None:
        if level == self._refused_at:
            self._patience = min(2 * self._patience, _LARGEST_PATIENCE)
        self._refused_at = max(level, 2)
        self._until_next_lone_refusal = 2 * self.limit
        self._limit = max(1.0, self._limit / 2)
        self._halvings += 1
        self._sent = self._refused = 0
