"""Recruiting as a run: respondents drawn once, then their portraits written, by whoever goes on with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.personas import lookup, refusals
from sight_domain.populations.service import TargetPopulation
from sight_domain.projects.service import language_of, mark_recruited, project_by_key
from sight_domain.runs.service import Job
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.storage.database import Database

_DRAWN = "drawn"


class Recruiting:
    """Its run's arguments: `count`, how many to add, and `seed` of the draw."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recruit(self, job: Job) -> None:
        """The run: draw, once; then write the portraits that are missing."""
        from sight_domain.personas.models import Persona

        assert job.project_id is not None
        if not job.has(_DRAWN):
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
        """Draw the respondents that the run is to add, and say how much there is to write."""
        from sqlalchemy import func, select

        from sight_domain.personas.models import Persona
        from sight_domain.populations.service import draw_respondents

        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
        count, seed = job.arguments["count"], job.arguments["seed"]
        target = TargetPopulation.model_validate(project.target)
        language = language_of(project)
        drawn = (
            await asyncio.to_thread(draw_respondents, target, count, seed=seed, language=language)
            if count
            else []
        )
        async with self._database.session() as session:
            batch = await session.scalar(
                select(func.coalesce(func.max(Persona.batch), 0)).where(Persona.project_id == project.id)
            )
            if drawn:
                await mark_recruited(session, project)
            session.add_all(
                Persona(
                    id=new_uuid(),
                    project_id=project.id,
                    batch=(batch or 0) + 1,
                    seq=respondent.seq,
                    seed=seed,
                    full_name=respondent.full_name,
                    respondent=respondent.model_dump(mode="json"),
                )
                for respondent in drawn
            )
            await job.mark(session, _DRAWN, len(drawn))
