"""What an installation does by the clock (UTC), once however many processes it has."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sight_domain.clock import now
from sight_domain.runs.service import Schedule

if TYPE_CHECKING:
    from tools.services import Services

_NOTICE = timedelta(days=30)


def register_duties(services: Services) -> None:
    """Retention at 03:00, a look for models about to be retired at 06:00, and one for runs that hang every 10 minutes."""

    async def retention() -> dict[str, int]:
        return await purge_deleted(services)

    async def retirement() -> list[str]:
        return retiring_models(services)

    for schedule in (
        Schedule("retention", "0 3 * * *", retention, catch_up=True),
        Schedule("model-retirement", "0 6 * * *", retirement, catch_up=True),
        Schedule("stale-runs", "*/10 * * * *", services.runs.free_stuck),
    ):
        services.runs.schedule(schedule)


async def purge_deleted(services: Services) -> dict[str, int]:
    """Remove for good what was deleted more than seven days ago, and recorded answers past their time; how many of each."""
    return {
        # Projects first: files of what went with them are nobody's then.
        "projects": await services.projects.purge_deleted(),
        "documents": await services.knowledge.purge_deleted(),
        "focus_groups": await services.focus_groups.purge_deleted(),
        "surveys": await services.surveys.purge_deleted(),
        "interviews": await services.interviews.purge_deleted(),
        "personas": await services.personas.purge_deleted(),
        "export_files": await services.reports.purge_deleted(),
        "recordings": await services.gateway.purge_recordings(),
    }


def retiring_models(services: Services) -> list[str]:
    """Models in use that their provider retires within a month, or has retired; each is logged as a warning."""
    import structlog

    soon = (now() + _NOTICE).date()
    found = [(model, day) for model, day in services.gateway.registry.retirements() if day <= soon]
    for model, day in found:
        structlog.get_logger("sight.schedules").warning(
            "a model is about to be retired", model=model, on=str(day)
        )
    return [model for model, _ in found]
