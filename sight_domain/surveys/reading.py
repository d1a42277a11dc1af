"""Stored surveys read: their results so far, every answer, the surveys of a project."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.llm.model_names import writers_named
from sight_domain.projects.service import require_project
from sight_domain.surveys import answer_store
from sight_domain.surveys.answerer import ANSWER
from sight_domain.surveys.schemas import DIMENSIONS, Dimension, RawAnswer, SurveyResults, SurveyView
from sight_domain.surveys.session import questionnaire_for
from sight_domain.surveys.sheet import ANSWERED
from sight_domain.surveys.views import people_there, require_survey, survey_view

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database


class SurveyReader:
    def __init__(self, database: Database, gateway: Gateway) -> None:
        self._database = database
        self._gateway = gateway

    async def results(
        self,
        actor: Actor,
        survey_id: str,
        *,
        dimensions: Sequence[Dimension] | None = None,
        field: str = "survey_id",
    ) -> SurveyResults:
        """The results so far; with `dimensions`, the crosstabs by them too."""
        from sight_domain.surveys.results import results

        async with self._database.session() as session:
            survey, project = await require_survey(session, actor, survey_id, field=field)
            people = await people_there(session, survey)
            rows = answer_store.rows_of(people, await answer_store.stored(session, survey.id))
        writers = writers_named(
            one.written_by for row in rows for one in row.filled.values() if one.outcome == ANSWERED
        )
        return await asyncio.to_thread(
            results,
            survey_view(survey, actor.language, writers or self._planned_writer(project), there=len(people)),
            questionnaire_for(survey),
            rows,
            dimensions=dimensions or DIMENSIONS,
            with_tables=bool(dimensions),
            language=actor.language,
        )

    async def raw_answers(self, actor: Actor, survey_id: str) -> list[RawAnswer]:
        """Every stored answer with who gave it and how it came about, for files."""
        async with self._database.session() as session:
            survey, _ = await require_survey(session, actor, survey_id, field="id")
            people = await people_there(session, survey)
            rows = answer_store.rows_of(people, await answer_store.stored(session, survey.id))
        return answer_store.raw_answers(questionnaire_for(survey), rows)

    async def of_project(self, actor: Actor, project_id: str) -> list[SurveyView]:
        """The surveys of a project, oldest first."""
        from sqlalchemy import select

        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(Survey).where(Survey.project_id == project.id, Survey.deleted_at.is_(None))
            surveys = list(await session.scalars(query.order_by(Survey.id)))
            writers = await answer_store.writers(session, [survey.id for survey in surveys])
        planned = self._planned_writer(project)
        return [
            survey_view(survey, actor.language, writers_named(writers[survey.id]) or planned)
            for survey in surveys
        ]

    def _planned_writer(self, project: Project) -> str:
        """Who would be asked first: what a survey without answers has to say of its writer."""
        return self._gateway.provider_of(ANSWER, project.models)
