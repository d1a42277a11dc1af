"""What respondents need and what hurts, read from their stored answers; and messages that rest on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights import refusals
from sight_domain.insights.analysis import NEEDS, READING, Analysis
from sight_domain.insights.drafts import NeedsDraft, ReadingDraft
from sight_domain.insights.evidence import Evidence, gathered
from sight_domain.insights.messaging import MessagingService
from sight_domain.insights.schemas import Needs, RatedBy
from sight_domain.insights.subject import Subject
from sight_domain.insights.survey_pairs import named, recognised
from sight_domain.insights.transcripts import TranscriptService
from sight_domain.language import Language, Text
from sight_domain.llm.estimate import CostEstimate
from sight_domain.personas.service import participants_of, persona_project, personas_by_keys, require_persona
from sight_domain.projects.service import language_of, project_by_key, require_project
from sight_domain.runs.service import Job, RunService, UseCase
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.insights.models import NeedsAnalysis
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

__all__ = ["InsightService", "MessagingService", "TranscriptService"]

KIND_OF_RUN = "insights.analyze"
KIND_OF_PERSONA_RUN = "insights.analyze_persona"
_VERSION = 2
_ANALYSED = "analysed"
_NO_CALLS = Text(
    en="All of it is computed from ratings in surveys.", pl="Wszystko obliczane jest z ocen w ankietach."
)
_TYPICAL_OUTCOME = "Minimise the time it takes to get from the decision to the result"


class InsightService:
    def __init__(self, database: Database, gateway: Gateway, runs: RunService) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        runs.register(UseCase(KIND_OF_RUN, Kind.PROJECT, self._analyse_project, version=_VERSION))
        runs.register(UseCase(KIND_OF_PERSONA_RUN, Kind.PERSONA, self._analyse_persona, version=_VERSION))

    async def analyze_needs(
        self,
        actor: Actor,
        *,
        project_id: str | None,
        persona: str | None,
        refresh: bool,
        rated_by: Sequence[RatedBy] | None = None,
    ) -> Needs:
        """Needs across a project, or of one respondent; made once and kept until `refresh`.

        However many ask at the same time, here and in other processes, one analysis is made and all get it.

        Args:
            rated_by: pairs of survey questions to take ratings from, in place of those recognised by their words; an
                analysis made from other pairs is made anew.

        Raises:
            SightError: ``invalid_argument`` unless a project or a respondent is given (a persona's name may be narrowed by
                its project), or for questions that are no pair; ``conflict`` when nobody has answered anything yet,
                or nothing that tells of needs;
                ``unavailable`` when no model answers.
        """
        async with self._database.session() as session:
            project, person = await self.subject(session, actor, project_id, persona)
            evidence = await self._evidence(session, actor, project, person)
            found = await _stored(session, project.id, person.id if person else None)
        _require_readable(evidence, rated_by)
        if rated_by:
            named(evidence.given, rated_by)
        pairs = [pair.model_dump() for pair in rated_by] if rated_by else None
        seen = found.id if found is not None else None
        while (
            found is None
            or (refresh and found.id == seen)
            or (pairs is not None and found.content.get("rated_by") != pairs)
        ):
            await self._made(actor, project, person, replaces=found.id if found else None, rated_by=pairs)
            async with self._database.session() as session:
                found = await _stored(session, project.id, person.id if person else None)
        return _view(found, project, person, actor.language, evidence)

    async def _made(
        self,
        actor: Actor,
        project: Project,
        person: Persona | None,
        *,
        replaces: UUID | None,
        rated_by: list[dict[str, Any]] | None,
    ) -> None:
        """Wait for the analysis that is being made, or have one made in the place of `replaces`."""
        kind = KIND_OF_PERSONA_RUN if person else KIND_OF_RUN
        subject = person.id if person else project.id
        run_id = await self._runs.active_of(kind, subject)
        if run_id is None:
            arguments = {
                "again": replaces is not None,
                "replaces": str(replaces) if replaces else None,
                "rated_by": rated_by,
            }
            try:
                run_id = await self._runs.start(
                    kind, project_id=project.id, subject_id=subject, arguments=arguments, total=1
                )
            except SightError as error:
                if error.code is not ErrorCode.CONFLICT:
                    raise
                # Somebody else was a moment faster; theirs is as good.
                return
        await self._runs.finished(run_id, actor.language)

    async def estimate(
        self,
        actor: Actor,
        *,
        project_id: str | None,
        persona: str | None,
        rated_by: Sequence[RatedBy] | None = None,
    ) -> CostEstimate:
        """What an analysis would cost; ``conflict`` when there is nothing to read it from."""
        async with self._database.session() as session:
            project, person = await self.subject(session, actor, project_id, persona)
            people = [person] if person else await participants_of(session, actor, project, None)
            evidence = await self._evidence(session, actor, project, person)
        _require_readable(evidence, rated_by)
        language = language_of(project)
        subject = Subject(project=project, person=person, people=people, evidence=evidence, language=language)
        outcomes = [_TYPICAL_OUTCOME] * 6
        tasks = (
            (NEEDS, NeedsDraft, [subject.needs_inputs(said) for said in subject.needs_batches]),
            (
                READING,
                ReadingDraft,
                [subject.reading_inputs(said, outcomes) for said in subject.reading_batches],
            ),
        )
        found: CostEstimate | None = None
        for task, shape, prompts in tasks:
            calls = [
                await self._gateway.estimate(
                    task, task, inputs, 1, schema=shape, language=language, project_id=project.id
                )
                for inputs in prompts
            ]
            if calls:
                whole = sum(calls[1:], start=calls[0])
                found = whole if found is None else found + whole
        return found or CostEstimate(0, 0, 0, 0.0, "", _NO_CALLS)

    async def latest_for(self, actor: Actor, *, project_id: str | None, persona: str | None) -> Needs | None:
        """The needs as last analysed, or ``None``; nothing is generated."""
        async with self._database.session() as session:
            project, person = await self.subject(session, actor, project_id, persona)
            stored = await _stored(session, project.id, person.id if person else None)
            if stored is None:
                return None
            evidence = await self._evidence(session, actor, project, person)
        return _view(stored, project, person, actor.language, evidence)

    async def subject(
        self, session: AsyncSession, actor: Actor, project_id: str | None, persona: str | None
    ) -> tuple[Project, Persona | None]:
        """What a caller means: a project, or a respondent with the project they belong to."""
        if persona is not None:
            person = await require_persona(session, actor, persona, field="persona_id", project_id=project_id)
            return await persona_project(session, actor, person), person
        if project_id is None:
            raise refusals.neither_named()
        return await require_project(session, actor, project_id), None

    async def _evidence(
        self, session: AsyncSession, actor: Actor, project: Project, person: Persona | None
    ) -> Evidence:
        people = [person] if person else await participants_of(session, actor, project, None)
        return await gathered(session, project.id, people, person.id if person else None)

    async def _analyse_project(self, job: Job) -> None:
        """The run that analyses a whole project."""
        await self._analyse(job, None)

    async def _analyse_persona(self, job: Job) -> None:
        """The run that analyses one respondent, from their last answers."""
        async with self._database.session() as session:
            (person,) = await personas_by_keys(session, [str(job.subject_id)])
        await self._analyse(job, person)

    async def _analyse(self, job: Job, person: Persona | None) -> None:
        from sqlalchemy import delete

        from sight_domain.insights.models import NeedsAnalysis

        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
            owner = Actor(language_of(project), project.owner_id)
            stored = await _stored(session, project.id, person.id if person else None)
            people = [person] if person else await participants_of(session, owner, project, None)
            evidence = await self._evidence(session, owner, project, person)
        # Whoever asked before this one ended has the analysis already: it is not made, or paid for, again.
        if job.has(_ANALYSED) or (stored is not None and str(stored.id) != job.arguments["replaces"]):
            return
        _require_readable(evidence, job.arguments["rated_by"])
        subject = Subject(
            project=project, person=person, people=people, evidence=evidence, language=owner.language
        )
        analysed = await Analysis(self._database, self._gateway, job, subject).made()

        async def store() -> None:
            async with self._database.session() as session:
                await session.execute(
                    delete(NeedsAnalysis).where(
                        NeedsAnalysis.project_id == project.id,
                        NeedsAnalysis.persona_id.is_not_distinct_from(person.id if person else None),
                    )
                )
                session.add(
                    NeedsAnalysis(
                        project_id=project.id,
                        persona_id=person.id if person else None,
                        content=analysed.content,
                        generated_by=analysed.generated_by,
                        answers_count=analysed.answers,
                        last_answer_id=evidence.newest,
                    )
                )
                await job.mark(session, _ANALYSED)

        await outlasting(store)
        await job.say(Text(en="The needs are analysed", pl="Potrzeby są przeanalizowane"))


def _require_readable(evidence: Evidence, rated_by: Sequence[Any] | None) -> None:
    if not evidence.answers:
        raise refusals.no_answers()
    if not (evidence.said or rated_by or recognised(evidence.given)):
        raise refusals.nothing_to_read()


async def _stored(session: AsyncSession, project_id: UUID, persona_id: UUID | None) -> NeedsAnalysis | None:
    from sqlalchemy import select

    from sight_domain.insights.models import NeedsAnalysis

    query = select(NeedsAnalysis).where(
        NeedsAnalysis.project_id == project_id, NeedsAnalysis.persona_id.is_not_distinct_from(persona_id)
    )
    return await session.scalar(query.order_by(NeedsAnalysis.id.desc()).limit(1))


def _outdated(analysis: NeedsAnalysis, evidence: Evidence) -> bool:
    """Whether answers were added or taken away since; earlier versions kept their number, or only the newest."""
    seen = analysis.content.get("seen", evidence.answers)
    return analysis.last_answer_id != evidence.newest or seen not in (evidence.fingerprint, evidence.answers)


def _view(
    analysis: NeedsAnalysis, project: Project, person: Persona | None, language: Language, evidence: Evidence
) -> Needs:
    content = {key: value for key, value in analysis.content.items() if key in Needs.model_fields}
    content["methods"] = [text[language] for text in content.get("methods", ())]
    return Needs(
        project_id=to_public(Kind.PROJECT, project.id),
        persona_id=to_public(Kind.PERSONA, person.id) if person else None,
        **content,
        answers_count=analysis.answers_count,
        generated_at=analysis.created_at,
        generated_by=analysis.generated_by,
        outdated=_outdated(analysis, evidence),
    )
