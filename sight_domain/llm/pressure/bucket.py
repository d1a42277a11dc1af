"""Token buckets for requests and tokens a minute, as the generic cell rate algorithm keeps them: in one number.

Source: ITU-T I.371, annex A (virtual scheduling). With the interval ``T`` between units and a burst of ``B`` units,
``tat`` is when all that was taken will have flowed off; ``k`` units may be taken at ``t`` if
``max(tat, t) + min(k, B) * T <= t + B * T``, and then ``tat = max(tat, t) + k * T``.
"""

from __future__ import annotations

from dataclasses import dataclass

_BURSTS_A_MINUTE = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `per_minute` units in any 60 seconds: a burst of a twelfth of them (at least 1), the rest evenly.

    What is larger than a burst is let through by a full bucket, and paid back by waiting.
    """

    per_minute: float

    @property
    def burst(self) -> float:
        """Units that may be taken at once."""
        return max(1.0, self.per_minute / _BURSTS_A_MINUTE)

    @property
    def interval(self) -> float:
        """Seconds that one unit takes to flow off."""
        # What the burst takes from a minute must not flow in again in it.
        return 60.0 / max(self.per_minute - self.burst, self.per_minute / 2)


class Bucket:
    """One bucket in this process. Times in seconds of any one clock."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._empty_at = float("-inf")

    def wait(self, units: float, now: float) -> float:
        """Seconds until `units` may be taken; 0 when they may now."""
        rate = self.rate
        earliest = (
            max(self._empty_at, now) + min(units, rate.burst) * rate.interval - rate.burst * rate.interval
        )
        return max(0.0, earliest - now)

    def take(self, units: float, now: float) -> None:
        """Take `units`, fitting or not."""
        self._empty_at = max(self._empty_at, now) + units * self.rate.interval

    def correct(self, units: float) -> None:
        """Take `units` more than were taken before, or give some back (negative)."""
        self._empty_at += units * self.rate.interval
