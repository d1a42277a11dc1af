"""How much is done at a time, and how much may wait."""

from __future__ import annotations

from dataclasses import dataclass

from sight_domain.settings import Settings

LARGEST_INTERACTIVE = 250
"""Steps: somebody waits for a run of so many; a larger one goes to the bulk queue, behind all of these."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Args:
    at_once: runs (and parts of large runs) of each queue that one process executes at a time.
    in_all: the same for all processes together; ``None`` sets no limit.
    waiting: runs of a queue that may wait; one more is refused with ``busy``.
    """

    at_once: int = 4
    in_all: int | None = None
    waiting: int = 100

    @classmethod
    def of(cls, settings: Settings) -> RunLimits:
        return cls(settings.runs_at_once, settings.runs_in_all, settings.runs_waiting)

    def per_queue(self) -> tuple[int, int | None]:
        """What one process does at a time, and all together."""
        return (self.at_once if self.in_all is None else min(self.at_once, self.in_all)), self.in_all
