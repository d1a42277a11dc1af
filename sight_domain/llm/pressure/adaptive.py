"""How many requests at once a provider bears, learnt from its 429s.

A 429 halves the limit; each success adds one until just below where it was refused, and from there one for as many
successes as the limit (additive increase, multiplicative decrease: Chiu and Jain, 1989, with the memory of the last
ceiling that CUBIC has, RFC 9438). Two things differ from a network's congestion control. Refusals of requests that were
sent before a halving say nothing new about it. And a provider may refuse a share of requests at any load: refusals that
go on after a halving halve again only when they become the majority.
"""

from __future__ import annotations

from dataclasses import dataclass

_SHARE_WEIGHT = 1 / 16
_LARGEST_PATIENCE = 16
_RAISED_BY_SUCCESS = 0.5
_FAR_ABOVE = 1.25


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
        self._refused_at = ceiling + 1.0
        self._refused_share = 0.0
        self._until_calm = 0
        self._halvings = 0
        self._patience = 1

    @property
    def limit(self) -> int:
        return int(self._limit)

    def sent(self, level: int) -> Sending:
        """A request is sent, the `level`-th of those under way."""
        return Sending(self._halvings, level)

    def accepted(self, sending: Sending) -> None:
        """The request was served."""
        self._until_calm -= 1
        self._refused_share *= 1 - _SHARE_WEIGHT
        if sending.level >= int(self._refused_at):
            self._raise_mark(sending)
        careful = self._limit + 1 >= self._refused_at
        step = 1 / (self._limit * self._patience) if careful else 1.0
        self._limit = min(self._limit + step, float(self.ceiling))

    def refused(self, sending: Sending) -> bool:
        """The request was answered 429; whether that halved the limit."""
        was_calm, self._until_calm = self._until_calm <= 0, 2 * self.limit
        if sending.halvings < self._halvings:
            if sending.halvings == self._halvings - 1:
                self._mark(sending.level)
            return False
        self._refused_share += _SHARE_WEIGHT * (1 - self._refused_share)
        if was_calm or self._refused_share > 0.5:
            self._halve(sending.level)
            return True
        return False

    def _halve(self, level: int) -> None:
        if level == int(self._refused_at):
            self._patience = min(2 * self._patience, _LARGEST_PATIENCE)
        self._refused_at = self.ceiling + 1.0
        self._mark(level)
        self._refused_share = 0.0
        self._limit = max(1.0, self._limit / 2)
        self._halvings += 1

    def _raise_mark(self, sending: Sending) -> None:
        """A request was served where one was refused."""
        if sending.halvings == self._halvings - 1 and sending.level >= _FAR_ABOVE * self._refused_at:
            # One burst, and far more were borne: the refusal was not for the load.
            self._refused_at = sending.level + 1.0
        elif sending.halvings == self._halvings:
            # One may be luck: another request had just ended. Several raise the mark.
            self._refused_at = min(self._refused_at + _RAISED_BY_SUCCESS, self.ceiling + 1.0)
            self._patience = 1

    def _mark(self, level: int) -> None:
        """The provider refused at this level: the lowest of a burst is what it bears, and one."""
        self._refused_at = max(2.0, min(self._refused_at, float(level)))
