"""Having the portraits of drawn respondents written, many at a time, each stored as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.language import Text
from sight_domain.personas import lookup
from sight_domain.personas.schemas import Narrative
from sight_domain.personas.views import respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

NARRATIVE = "personas.narrative"


class Portraits:
    """Writes narratives from sampled facts only; an outcome that is no answer is kept as such."""

    def __init__(self, database: Database, gateway: Gateway, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._at_once = at_once

    async def write(self, job: Job, keys: Sequence[str]) -> None:
        """The part of a run that writes the narratives of these respondents, of those that have none yet."""
        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
            missing = await lookup.unwritten_among(session, keys)
        job.found(len(keys) - len(missing))

        async def write_one(key: UUID) -> None:
            await self._write_one(project, key, job)

        await for_each(missing, write_one, at_once=self._at_once)

    async def _write_one(self, project: Project, key: UUID, job: Job) -> None:
        from sight_domain.personas.models import Persona

        async with self._database.session() as session:
            row = await session.get_one(Persona, key)
        language = language_of(project)
        outcome = await self._gateway.generate(
            NARRATIVE,
            NARRATIVE,
            narrative_inputs(project, respondent_inputs(row, language)),
            Narrative,
            language=language,
            seed=derive_seed(row.seed, "narrative", row.batch, row.seq),
            run_id=job.run_id,
            project_id=project.id,
        )

        async def store() -> None:
            async with self._database.session() as session:
                row = await session.get_one(Persona, key)
                row.narrative = outcome.value.model_dump() if outcome.value is not None else None
                row.narrative_outcome = outcome.status.value
                row.narrative_reason = outcome.reason
                row.written_by = outcome.model

        await outlasting(store)
        await job.advance(Text(en=f"Portrait of {row.full_name}", pl=f"Portret: {row.full_name}"))


def narrative_inputs(project: Project, respondent: dict[str, Any]) -> dict[str, Any]:
    """What the prompt of a portrait is given: the respondent's facts and what the study is about."""
    return {"respondent": respondent, "study": {"name": project.name, "description": project.description}}
