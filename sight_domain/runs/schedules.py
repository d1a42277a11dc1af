"""What happens by the clock, once however many workers there are: the engine fires each schedule under one name and time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Duty = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A duty with its time.

    Args:
        name: unique; what it does.
        cron: minute, hour, day, month, weekday, in UTC.
        duty: what to do; must be harmless when done again.
        catch_up: whether a time that no process was there for is made up for at the next start, once.
    """

    name: str
    cron: str
    duty: Duty
    catch_up: bool = False


class Schedules:
    """By name; registered before the process goes on duty."""

    def __init__(self) -> None:
        self._of: dict[str, Schedule] = {}

    def add(self, schedule: Schedule) -> None:
        self._of[schedule.name] = schedule

    def all(self) -> list[Schedule]:
        return list(self._of.values())

    async def perform(self, name: str) -> None:
        """Do what is due; failures are logged, and the next time is another chance."""
        import structlog

        log = structlog.get_logger("sight.schedules")
        schedule = self._of.get(name)
        if schedule is None:
            # Another version's: one that was removed since, or is yet to come.
            log.debug("this version has no such schedule", schedule=name)
            return
        try:
            outcome = await schedule.duty()
        except Exception:
            log.exception("a schedule failed", schedule=name)
        else:
            log.info("a schedule was done", schedule=name, outcome=outcome)
