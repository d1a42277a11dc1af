"""Putting a survey to its respondents: many at a time, each a step that stores its own answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.language import Text
from sight_domain.personas.service import respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.group_commit import GroupCommit
from sight_domain.surveys import answer_store, refusals
from sight_domain.surveys.answer_store import FilledSheet
from sight_domain.surveys.answerer import GatewayAnswerer
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import Questionnaire, questionnaire_of
from sight_domain.surveys.sheet import ANSWERED, Answerer, Filled, fill_in, unsettled
from sight_domain.surveys.views import people_there

if TYPE_CHECKING:
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database
    from sight_domain.surveys.models import Survey


def questionnaire_for(survey: Survey) -> Questionnaire:
    """The stored questions, checked as they were when they were stored."""
    # Options that depend on the language were filled in before storing.
    return questionnaire_of([QuestionDraft.model_validate(draft) for draft in survey.questions], "en")


class SurveySession:
    """One survey in progress. What is settled already is not asked for again."""

    def __init__(self, database: Database, gateway: Gateway, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._at_once = at_once
        self._answers = GroupCommit(database, answer_store.store)

    async def hold(self, job: Job) -> None:
        """The run: everybody answers; the survey is completed when every question is settled, else it stays stopped.

        Raises:
            SightError: ``unavailable`` when nothing at all was answered.
        """
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            survey = await session.get_one(Survey, job.subject_id)
            if survey.status == "completed":
                return
            survey.status = "running"
            sheets = await answer_store.stored(session, survey.id)
            places = list(await people_there(session, survey))
        questionnaire = questionnaire_for(survey)
        missing = [place for place in places if unsettled(questionnaire, sheets.get(place, {}))]
        del sheets
        await job.expect(job.total, done=max(job.total - len(missing), 0))
        await job.spread([str(place) for place in missing])
        await self._conclude(survey.id, questionnaire, places)

    async def ask_some(self, job: Job, places: Sequence[str]) -> None:
        """The part of a run that puts the questions to some of the respondents."""
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            survey = await session.get_one(Survey, job.subject_id)
            project = await project_by_key(session, survey.project_id)
            people = await people_there(session, survey, map(int, places))
            asked = list(people)
            sheets = await answer_store.stored(session, survey.id, asked)
        questionnaire = questionnaire_for(survey)
        answerer = GatewayAnswerer(
            self._gateway,
            topic=project.name,
            stimulus=survey.stimulus,
            language=language_of(project),
            run_id=job.run_id,
            project_id=project.id,
        )
        missing = [place for place in asked if unsettled(questionnaire, sheets.get(place, {}))]
        job.found(len(places) - len(missing))

        async def ask(place: int) -> None:
            person = people[place]
            await self._one(survey, questionnaire, project, person, place, sheets.get(place, {}), answerer)
            await job.advance(
                Text(en=f"{person.full_name} has answered", pl=f"Wypełniona ankieta: {person.full_name}")
            )

        await for_each(missing, ask, at_once=self._at_once)

    async def _one(
        self,
        survey: Survey,
        questionnaire: Questionnaire,
        project: Project,
        person: Persona,
        place: int,
        before: dict[str, Filled],
        answerer: Answerer,
    ) -> None:
        language = language_of(project)
        calls = fill_in(
            questionnaire,
            respondent_inputs(person, language),
            answerer,
            seed=derive_seed(survey.seed, "survey", person.batch, person.seq),
            language=language,
            before=before,
        )
        async for filled in calls:
            await self._answers.add(FilledSheet(survey.id, person.id, place, filled))

    async def _conclude(self, survey_id: UUID, questionnaire: Questionnaire, places: Sequence[int]) -> None:
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            sheets = await answer_store.stored(session, survey_id)
            survey = await session.get_one(Survey, survey_id)
            filled = [one for sheet in sheets.values() for one in sheet.values()]
            if not any(unsettled(questionnaire, sheets.get(place, {})) for place in places):
                survey.status, survey.completed_at = "completed", now()
            else:
                survey.status = "stopped"
        if not any(one.outcome == ANSWERED for one in filled):
            raise refusals.nobody_answered(next((one.reason for one in reversed(filled) if one.reason), "-"))
