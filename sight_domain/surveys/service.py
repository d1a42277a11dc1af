"""Run a survey: check the questionnaire, ask everybody, read the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.llm.model_names import writers_named
from sight_domain.personas.service import participants_of, respondent_inputs
from sight_domain.projects.service import language_of, require_project
from sight_domain.runs.service import RunService, UseCase, Watcher
from sight_domain.seeds import new_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, is_there, mark_deleted, purge, restore
from sight_domain.surveys import answer_store, refusals
from sight_domain.surveys.answer_store import FACTS_TOLD
from sight_domain.surveys.costs import estimated
from sight_domain.surveys.drafts import Condition, QuestionDraft
from sight_domain.surveys.given import Given, given_in, rated_rows, share_of_scale
from sight_domain.surveys.questionnaire import (
    Questionnaire,
    checked_stimulus,
    checked_title,
)
from sight_domain.surveys.reading import SurveyReader
from sight_domain.surveys.schemas import (
    SurveyStarted,
    SurveyView,
)
from sight_domain.surveys.sense import new_questionnaire
from sight_domain.surveys.session import SurveySession, questionnaire_for
from sight_domain.surveys.sheet import unsettled
from sight_domain.surveys.statistics import effective_n, wilson
from sight_domain.surveys.validation import SurveyValidator
from sight_domain.surveys.views import people_there, require_survey, survey_view

if TYPE_CHECKING:
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.storage.database import Database

__all__ = [
    "FACTS_TOLD",
    "Condition",
    "Given",
    "QuestionDraft",
    "SurveyService",
    "SurveyValidator",
    "effective_n",
    "given_in",
    "rated_rows",
    "share_of_scale",
    "wilson",
]

KIND_OF_RUN = "surveys.run"


class SurveyService(SurveyReader):
    def __init__(self, database: Database, gateway: Gateway, runs: RunService, *, at_once: int) -> None:
        super().__init__(database, gateway)
        self._runs = runs
        self._session = SurveySession(database, gateway, at_once=at_once)
        runs.register(
            UseCase(
                KIND_OF_RUN,
                Kind.SURVEY,
                self._session.hold,
                self._session.ask_some,
                stopped=self._mark_stopped,
                there=self._is_there,
            )
        )
        self.validator = SurveyValidator(gateway, at_once=at_once)

    async def create(
        self,
        actor: Actor,
        project_id: str,
        *,
        title: str,
        questions: Sequence[QuestionDraft],
        persona_ids: Sequence[str] | None,
        stimulus: str | None,
        seed: int | None,
    ) -> str:
        """Store a survey that is ready to run; returns its id.

        Raises:
            SightError: ``invalid_argument`` naming the question at fault, ``conflict`` when there is nobody to ask, ``busy``
                when too much waits already.
        """
        from sight_domain.surveys.models import Survey

        named, shown = checked_title(title), checked_stimulus(stimulus)
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            questionnaire = new_questionnaire(questions, language_of(project))
            people = await participants_of(session, actor, project, persona_ids)
            if not people:
                raise refusals.nobody_to_ask()
            drafts, notes = self._answerable(questionnaire)
            await self._runs.require_room(len(people))
            survey = Survey(
                id=new_uuid(),
                project_id=project.id,
                title=named,
                questions=[draft.stored() for draft in drafts],
                stimulus=shown,
                participants=[str(person.id) for person in people],
                seed=seed if seed is not None else new_seed(),
                notes=notes,
            )
            session.add(survey)
        return to_public(Kind.SURVEY, survey.id)

    async def run(
        self, actor: Actor, survey_id: str, *, wait_seconds: float, watch: Watcher | None = None
    ) -> SurveyStarted:
        """Start a survey, or go on with one that stopped: what is settled is not asked for again.

        Raises:
            SightError: ``conflict`` when it is completed.
        """
        async with self._database.session() as session:
            survey, project = await require_survey(session, actor, survey_id)
            sheets = await answer_store.stored(session, survey.id)
            places = await people_there(session, survey)
        if survey.status == "completed":
            raise refusals.completed(survey_id)
        questionnaire = questionnaire_for(survey)
        missing = sum(bool(unsettled(questionnaire, sheets.get(place, {}))) for place in places)
        active = await self._runs.active_of(KIND_OF_RUN, survey.id)
        if active is None:
            active = await self._runs.start(
                KIND_OF_RUN,
                project_id=project.id,
                subject_id=survey.id,
                arguments={"survey_id": survey_id},
                total=missing,
            )
        run = await self._runs.wait(active, wait_seconds, actor.language, watch)
        found = await self.results(actor, survey_id)
        return SurveyStarted(run=run, survey=found.survey, results=found if run.status.ended else None)

    async def estimate(
        self,
        actor: Actor,
        project_id: str,
        *,
        questions: Sequence[QuestionDraft],
        persona_ids: Sequence[str] | None,
        stimulus: str | None,
    ) -> CostEstimate:
        """What a survey would cost: for each call a respondent's questions with the earlier answers as memory."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            questionnaire = new_questionnaire(questions, language_of(project))
            people = await participants_of(session, actor, project, persona_ids)
        if not people:
            raise refusals.nobody_to_ask()
        language = language_of(project)
        somebody = respondent_inputs(people[0], language)
        return await estimated(
            self._gateway,
            questionnaire,
            somebody,
            len(people),
            topic=project.name,
            stimulus=stimulus,
            language=language,
            project_id=project.id,
        )

    async def delete(
        self, actor: Actor, survey_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a survey with its answers."""
        async with self._database.session() as session:
            survey, _ = await require_survey(session, actor, survey_id, field="id")
            deleted_at, until = mark_deleted(survey, reason, detail)
            answers = sum(len(sheet) for sheet in (await answer_store.stored(session, survey.id)).values())
        return Deletion(
            id=survey_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"answers": answers},
        )

    async def purge_deleted(self) -> int:
        """Remove for good surveys that were deleted more than seven days ago; returns how many."""
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            return await purge(session, Survey)

    async def restore(self, actor: Actor, survey_id: str) -> SurveyView:
        """Bring a deleted survey back, within seven days."""
        async with self._database.session() as session:
            survey, project = await require_survey(session, actor, survey_id, field="id", deleted=True)
            restore(survey)
            writers = await answer_store.writers(session, [survey.id])
        generated_by = writers_named(writers[survey.id]) or self._planned_writer(project)
        return survey_view(survey, actor.language, generated_by)

    def _answerable(
        self, questionnaire: Questionnaire
    ) -> tuple[tuple[QuestionDraft, ...], list[dict[str, str]]]:
        """The drafts with `semantic` taken out where nothing can rate by meaning, and the note that says so."""
        rated = [question.id for question in questionnaire.questions if question.asked_by == "semantic"]
        if not rated or self._gateway.embedding_model() is not None:
            return questionnaire.drafts, []
        note = refusals.SEMANTIC_UNAVAILABLE
        ids = ", ".join(rated)
        drafts = tuple(draft.model_copy(update={"method": None}) for draft in questionnaire.drafts)
        return drafts, [{"en": note.en.format(ids=ids), "pl": note.pl.format(ids=ids)}]

    async def _is_there(self, survey_id: UUID) -> bool:
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            return await is_there(session, Survey, survey_id)

    async def _mark_stopped(self, survey_id: UUID) -> None:
        from sight_domain.surveys.models import Survey

        async with self._database.session() as session:
            survey = await session.get_one(Survey, survey_id)
            if survey.status != "completed":
                survey.status = "stopped"
