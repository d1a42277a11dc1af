"""What respondents need and what hurts, read from their stored answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.focus_groups.service import answers_of
from sight_domain.ids import Kind, to_public
from sight_domain.insights.opportunity import odi_score, opportunity_score
from sight_domain.insights.schemas import (
    DesiredOutcome,
    DraftQuote,
    Job,
    NeedQuote,
    Needs,
    NeedsDraft,
    PainPoint,
)
from sight_domain.language import Text
from sight_domain.personas.service import (
    participants_of,
    persona_project,
    personas_by_keys,
    require_persona,
    respondent_inputs,
)
from sight_domain.projects.service import language_of, project_by_key, require_project
from sight_domain.runs.service import Job as RunJob
from sight_domain.runs.service import RunService, UseCase
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.focus_groups.models import Turn
    from sight_domain.insights.models import NeedsAnalysis
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

NEEDS = "insights.needs"
KIND_OF_RUN = "insights.analyze"
KIND_OF_PERSONA_RUN = "insights.analyze_persona"
_ANALYSED = "analysed"
_ANSWERS_OF_ONE = 10
"""A persona's needs are made from their last ten answers."""


class InsightService:
    def __init__(self, database: Database, gateway: Gateway, runs: RunService) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        runs.register(UseCase(KIND_OF_RUN, Kind.PROJECT, self._analyse_project))
        runs.register(UseCase(KIND_OF_PERSONA_RUN, Kind.PERSONA, self._analyse_persona))
        self._being_made: dict[UUID, asyncio.Lock] = {}

    async def analyze_needs(
        self, actor: Actor, *, project_id: str | None, persona: str | None, refresh: bool
    ) -> Needs:
        """Needs across a project, or of one respondent; made once and kept until `refresh`.

        Raises:
            SightError: ``invalid_argument`` unless exactly one of the two is given (a persona's name may be narrowed by
                its project), ``conflict`` when nobody has answered anything yet, ``unavailable`` when no model answers.
        """
        async with self._database.session() as session:
            project, person = await self._subject(session, actor, project_id, persona)
            subject = person.id if person else project.id
        async with self._being_made.setdefault(subject, asyncio.Lock()):
            async with self._database.session() as session:
                stored = await _stored(session, project.id, person.id if person else None)
                answers = await answers_of(session, project.id, person.id if person else None)
            if not answers:
                raise _no_answers()
            newest = max(turn.id for turn, _ in answers)
            if stored is None or refresh:
                await self._made(
                    actor, project, subject, of_person=person is not None, again=stored is not None
                )
                async with self._database.session() as session:
                    stored = await _stored(session, project.id, person.id if person else None)
            if stored is None:
                raise _no_answers()
            return _view(stored, project, person, outdated=stored.last_answer_id != newest)

    async def _made(
        self, actor: Actor, project: Project, subject: UUID, *, of_person: bool, again: bool
    ) -> None:
        """Have an analysis made by a run, and wait for it."""
        kind = KIND_OF_PERSONA_RUN if of_person else KIND_OF_RUN
        active = await self._runs.active_of(kind, subject)
        if active is None:
            active = await self._runs.start(
                kind, project_id=project.id, subject_id=subject, arguments={"again": again}, total=1
            )
        await self._runs.finished(active, actor.language)

    async def estimate(self, actor: Actor, *, project_id: str | None, persona: str | None) -> CostEstimate:
        """What an analysis would cost; ``conflict`` when nobody has answered anything yet."""
        async with self._database.session() as session:
            project, person = await self._subject(session, actor, project_id, persona)
            answers = await answers_of(session, project.id, person.id if person else None)
        if not answers:
            raise _no_answers()
        inputs = await self._inputs(actor, project, person, answers)
        return await self._gateway.estimate(
            NEEDS,
            NEEDS,
            inputs,
            1,
            schema=NeedsDraft,
            language=language_of(project),
            project_id=project.id,
        )

    async def latest(self, project: Project, person: Persona | None) -> Needs | None:
        """The needs as last analysed, or ``None``; nothing is generated."""
        async with self._database.session() as session:
            stored = await _stored(session, project.id, person.id if person else None)
            answers = await answers_of(session, project.id, person.id if person else None)
        if stored is None:
            return None
        newest = max((turn.id for turn, _ in answers), default=None)
        return _view(stored, project, person, outdated=stored.last_answer_id != newest)

    async def latest_for(self, actor: Actor, *, project_id: str | None, persona: str | None) -> Needs | None:
        """`latest` by public ids."""
        async with self._database.session() as session:
            project, person = await self._subject(session, actor, project_id, persona)
        return await self.latest(project, person)

    async def _subject(
        self, session: AsyncSession, actor: Actor, project_id: str | None, persona: str | None
    ) -> tuple[Project, Persona | None]:
        if persona is not None:
            person = await require_persona(session, actor, persona, field="persona_id", project_id=project_id)
            return await persona_project(session, actor, person), person
        if project_id is None:
            raise invalid_argument(
                "project_id",
                Text(
                    en="Neither a project nor a respondent is named.",
                    pl="Nie wskazano ani projektu, ani respondenta.",
                ),
                Text(en="Give `project_id` or `persona_id`.", pl="Podaj `project_id` albo `persona_id`."),
            )
        return await require_project(session, actor, project_id), None

    async def _analyse_project(self, job: RunJob) -> None:
        """The run that analyses a whole project."""
        async with self._database.session() as session:
            project = await project_by_key(session, job.subject_id)
            answers = await answers_of(session, project.id, None)
        await self._analyse(job, project, None, answers)

    async def _analyse_persona(self, job: RunJob) -> None:
        """The run that analyses one respondent, from their last answers."""
        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
            (person,) = await personas_by_keys(session, [str(job.subject_id)])
            answers = await answers_of(session, project.id, person.id)
        await self._analyse(job, project, person, answers)

    async def _analyse(
        self, job: RunJob, project: Project, person: Persona | None, answers: Sequence[tuple[Turn, str]]
    ) -> None:
        from sqlalchemy import delete

        from sight_domain.insights.models import NeedsAnalysis

        if job.has(_ANALYSED):
            return
        used = answers[-_ANSWERS_OF_ONE:] if person else answers
        if not used:
            raise _no_answers()
        outcome = await self._gateway.generate(
            NEEDS,
            NEEDS,
            await self._inputs(Actor(language_of(project), project.owner_id), project, person, used),
            NeedsDraft,
            language=language_of(project),
            seed=derive_seed(0, "needs", len(used), *(turn.text for turn, _ in used[:3])),
            run_id=job.run_id,
            project_id=project.id,
            fresh=job.arguments["again"],
        )
        if outcome.value is None:
            raise _not_analysed(outcome.status.value, outcome.reason)
        content = _verified(outcome.value, [turn for turn, _ in used])

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
                        content=content,
                        generated_by=outcome.model,
                        answers_count=len(used),
                        last_answer_id=max(turn.id for turn, _ in answers),
                    )
                )
                await job.mark(session, _ANALYSED)

        await outlasting(store)
        await job.advance(Text(en="The needs are analysed", pl="Potrzeby są przeanalizowane"))

    async def _inputs(
        self, actor: Actor, project: Project, person: Persona | None, answers: Sequence[tuple[Turn, str]]
    ) -> dict[str, Any]:
        async with self._database.session() as session:
            people = [person] if person else await participants_of(session, actor, project, None)
        spoke = {turn.persona_id for turn, _ in answers}
        return {
            "scope": "persona" if person else "project",
            "topic": project.name,
            "respondents": [
                respondent_inputs(row, language_of(project)) for row in people if row.id in spoke
            ],
            "answers": [_answer_inputs(turn, question) for turn, question in answers],
        }


def _verified(draft: NeedsDraft, turns: Sequence[Turn]) -> dict[str, Any]:
    """The draft with its quotes checked and its scores computed; what no verified quote supports is dropped."""
    said = {to_public(Kind.TURN, turn.id): turn for turn in turns}
    speakers = {turn.persona_id for turn in turns}
    jobs, outcomes, pains = [], [], []
    given = kept = 0
    for job in draft.jobs_to_be_done:
        quotes = _quotes(job.quotes, said)
        given, kept = given + len(job.quotes), kept + len(quotes)
        if quotes:
            jobs.append(Job(**job.model_dump(exclude={"quotes"}), quotes=quotes))
    for wish in draft.desired_outcomes:
        quotes = _quotes(wish.quotes, said)
        given, kept = given + len(wish.quotes), kept + len(quotes)
        if quotes:
            outcomes.append(
                DesiredOutcome(
                    **wish.model_dump(exclude={"quotes"}),
                    opportunity_score=opportunity_score(wish.importance, wish.satisfaction),
                    odi_score=odi_score(wish.importance, wish.satisfaction),
                    quotes=quotes,
                )
            )
    for pain in draft.pain_points:
        quotes = _quotes(pain.quotes, said)
        given, kept = given + len(pain.quotes), kept + len(quotes)
        if quotes:
            affected = len({quote.persona_id for quote in quotes}) / len(speakers)
            pains.append(
                PainPoint(
                    **pain.model_dump(exclude={"quotes"}), percent_affected=round(affected, 4), quotes=quotes
                )
            )
    return {
        "jobs_to_be_done": [job.model_dump() for job in sorted(jobs, key=lambda job: -job.priority_score)],
        "desired_outcomes": [
            wish.model_dump() for wish in sorted(outcomes, key=lambda wish: -wish.odi_score)
        ],
        "pain_points": [
            pain.model_dump()
            for pain in sorted(pains, key=lambda pain: (-pain.percent_affected, -pain.severity))
        ],
        "quotes_dropped": given - kept,
    }


def _quotes(drafts: Sequence[DraftQuote], said: Mapping[str, Turn]) -> list[NeedQuote]:
    return [
        NeedQuote(
            text=draft.text,
            turn_id=draft.turn_id,
            persona_id=to_public(Kind.PERSONA, turn.persona_id),
            persona_name=turn.speaker_name,
        )
        for draft in drafts
        if (turn := said.get(draft.turn_id))
        and turn.persona_id
        and draft.text.strip()
        and draft.text in turn.text
    ]


def _answer_inputs(turn: Turn, question: str) -> dict[str, str]:
    assert turn.persona_id is not None
    return {
        "turn_id": to_public(Kind.TURN, turn.id),
        "persona_id": to_public(Kind.PERSONA, turn.persona_id),
        "persona_name": turn.speaker_name,
        "question": question,
        "text": turn.text,
    }


async def _stored(session: AsyncSession, project_id: UUID, persona_id: UUID | None) -> NeedsAnalysis | None:
    from sqlalchemy import select

    from sight_domain.insights.models import NeedsAnalysis

    query = select(NeedsAnalysis).where(
        NeedsAnalysis.project_id == project_id, NeedsAnalysis.persona_id.is_not_distinct_from(persona_id)
    )
    return await session.scalar(query.order_by(NeedsAnalysis.id.desc()).limit(1))


def _view(analysis: NeedsAnalysis, project: Project, person: Persona | None, *, outdated: bool) -> Needs:
    return Needs(
        project_id=to_public(Kind.PROJECT, project.id),
        persona_id=to_public(Kind.PERSONA, person.id) if person else None,
        **analysis.content,
        answers_count=analysis.answers_count,
        generated_at=analysis.created_at,
        generated_by=analysis.generated_by,
        outdated=outdated,
    )


def _no_answers() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="There are no data on needs yet: nobody has answered anything in a focus group.",
            pl="Brak danych o potrzebach: nikt jeszcze nie wypowiedział się w grupie fokusowej.",
        ),
        Text(en="Run a focus group first.", pl="Najpierw przeprowadź grupę fokusową."),
    )


def _not_analysed(status: str, reason: str) -> SightError:
    return SightError(
        ErrorCode.OVER_BUDGET if status == "over_budget" else ErrorCode.UNAVAILABLE,
        Text(
            en=f"The needs could not be analysed ({status}: {reason}).",
            pl=f"Nie udało się przeanalizować potrzeb ({status}: {reason}).",
        ),
        Text(en="Nothing was stored; try again.", pl="Nic nie zostało zapisane; spróbuj ponownie."),
        retry_safe=True,
    )
