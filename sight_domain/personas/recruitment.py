"""Recruiting as a run: respondents drawn once, then their portraits written, by whoever goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sight_domain.language import Text
from sight_domain.personas import lookup, recruiting, refusals
from sight_domain.populations.service import Filters
from sight_domain.projects.service import project_by_key
from sight_domain.runs.service import Job
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.storage.database import Database

_DRAWN = "drawn"


class RecruitmentRun:
    """Its arguments: `count`, how many to add, the `seed` of the draw, and the group to `boost`, if any."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recruit(self, job: Job) -> None:
        """The run: draw, once; then write the portraits that are missing.

        Raises:
            SightError: ``unavailable`` when not one portrait could be written.
        """
        from sight_domain.personas.models import Persona

        assert job.project_id is not None
        if job.arguments["count"] and not job.has(_DRAWN):
            await outlasting(lambda: self._draw(job))
        async with self._database.session() as session:
            missing = await lookup.unwritten(session, job.project_id)
        await job.expect(job.total, done=max(job.total - len(missing), 0))
        await job.say(
            Text(
                en="Respondents drawn; writing their portraits",
                pl="Respondenci wylosowani; powstają ich portrety",
            ),
            phase="portraits",
        )
        await job.spread([str(key) for key in missing])
        async with self._database.session() as session:
            left = await lookup.unwritten(session, job.project_id)
            reason = (await session.get_one(Persona, left[0])).narrative_reason if left else ""
        if missing and len(left) >= len(missing):
            raise refusals.no_portraits(reason)

    async def _draw(self, job: Job) -> None:
        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
        given = job.arguments.get("boost")

        async def drawn(session: AsyncSession) -> None:
            await job.mark(session, _DRAWN, job.arguments["count"])

        await recruiting.recruit(
            self._database,
            project,
            job.arguments["count"],
            job.arguments["seed"],
            Filters.model_construct(**given) if given else None,
            drawn,
        )
