"""Talk with one respondent, before or after a group: every message and answer is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.service import Event, EventKind, StudyFacts
from sight_domain.ids import Kind, to_public
from sight_domain.interviews import refusals, store
from sight_domain.interviews.mind import CONVERSATION, REMEMBERED, Mind, Minds, told
from sight_domain.interviews.schemas import Exchange, InterviewAnswer, InterviewTranscript
from sight_domain.personas.service import personas_by_keys, require_persona, respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.seeds import derive_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, mark_deleted, purge, restore
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.interviews.models import Interview, InterviewExchange
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

ANSWER = "interviews.answer"
_TYPICAL_ANSWER = "words " * 60


class InterviewService:
    def __init__(
        self, database: Database, gateway: Gateway, *, knowledge: KnowledgeService | None = None
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._knowledge = knowledge
        self._minds = Minds(database, gateway)

    async def ask(
        self,
        actor: Actor,
        persona: str,
        message: str,
        *,
        interview_id: str | None = None,
        project_id: str | None = None,
    ) -> InterviewAnswer:
        """Put a message to a respondent (id or unique name), in a new interview or one that goes on.

        The message is stored before anybody is asked. When no model answers, the exchange says so in its `outcome` and the same
        message, sent again, is asked again in its place.

        Raises:
            SightError: ``invalid_argument`` for a message that is empty or too long, or an interview with somebody else;
                ``conflict`` for a respondent without a portrait; ``not_found``.
        """
        said = refusals.checked_message(message)
        async with self._database.session() as session:
            person, interview = await self._opened(session, actor, persona, interview_id, project_id)
            exchange = await store.put(session, interview, said)
            project = await project_by_key(session, interview.project_id)
        respondent = respondent_inputs(person, language_of(project))
        facts = StudyFacts(self._knowledge, actor, project) if self._reads_facts(project) else None
        mind = await self._minds.of(person, respondent, interview, exchange, facts)
        outcome = await self._gateway.generate(
            ANSWER,
            ANSWER,
            _inputs(respondent, project, said, mind.inputs()),
            language=language_of(project),
            seed=derive_seed(interview.seed, "answer", exchange.seq),
            project_id=project.id,
        )

        async def keep() -> None:
            async with self._database.session() as session:
                await _keep(session, exchange.id, mind, outcome)

        await outlasting(keep)
        return await self._answer(actor, to_public(Kind.INTERVIEW, interview.id), exchange.id)

    async def estimate(
        self, actor: Actor, persona: str, message: str, *, project_id: str | None = None
    ) -> CostEstimate:
        """What one message would cost, with a full memory."""
        said = refusals.checked_message(message)
        async with self._database.session() as session:
            person = await require_persona(session, actor, persona, field="persona_id", project_id=project_id)
            project = await project_by_key(session, person.project_id)
        exchanged = {"question": said, "answer": _TYPICAL_ANSWER}
        event = Event(EventKind.SAID, _TYPICAL_ANSWER, question=said)
        full = Mind(events=[event] * REMEMBERED, conversation=[exchanged] * (CONVERSATION // 2))
        language = language_of(project)
        return await self._gateway.estimate(
            ANSWER,
            ANSWER,
            _inputs(respondent_inputs(person, language), project, said, full.inputs()),
            1,
            language=language,
            project_id=project.id,
        )

    async def get(self, actor: Actor, interview_id: str) -> InterviewTranscript:
        """An interview from its first word to its last."""
        async with self._database.session() as session:
            interview = await store.require_interview(session, actor, interview_id)
            return await self._transcript(session, actor, interview)

    async def with_persona(self, actor: Actor, persona: str) -> list[InterviewTranscript]:
        """All interviews with a respondent, oldest first."""
        async with self._database.session() as session:
            person = await require_persona(session, actor, persona, field="persona_id")
            found = await store.interviews_of(session, person.id)
            return [await self._transcript(session, actor, interview) for interview in found]

    async def delete(
        self, actor: Actor, interview_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide an interview; the respondent no longer remembers it."""
        async with self._database.session() as session:
            interview = await store.require_interview(session, actor, interview_id, field="id")
            deleted_at, until = mark_deleted(interview, reason, detail)
            said = len(await store.exchanges(session, interview.id))
        return Deletion(
            id=interview_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"exchanges": said},
        )

    async def restore(self, actor: Actor, interview_id: str) -> InterviewTranscript:
        """Bring a deleted interview back, within seven days."""
        async with self._database.session() as session:
            interview = await store.require_interview(session, actor, interview_id, field="id", deleted=True)
            restore(interview)
            return await self._transcript(session, actor, interview)

    async def purge_deleted(self) -> int:
        """Remove for good interviews that were deleted more than seven days ago; returns how many."""
        from sight_domain.interviews.models import Interview

        async with self._database.session() as session:
            return await purge(session, Interview)

    def _reads_facts(self, project: Project) -> bool:
        """The offline engine reads no documents."""
        return self._gateway.provider_of(ANSWER, project.models) != "offline"

    async def _opened(
        self,
        session: AsyncSession,
        actor: Actor,
        persona: str,
        interview_id: str | None,
        project_id: str | None,
    ) -> tuple[Persona, Interview]:
        interview = (
            await store.require_interview(session, actor, interview_id) if interview_id is not None else None
        )
        if interview is not None and project_id is None:
            project_id = to_public(Kind.PROJECT, interview.project_id)
        person = await require_persona(session, actor, persona, field="persona_id", project_id=project_id)
        if interview is not None and interview.persona_id != person.id:
            (other,) = await personas_by_keys(session, [str(interview.persona_id)])
            raise refusals.somebody_else(to_public(Kind.INTERVIEW, interview.id), other.full_name)
        if person.narrative is None:
            raise refusals.no_portrait(person.full_name, person.narrative_outcome, person.narrative_reason)
        return person, interview or await store.begin(session, person)

    async def _answer(self, actor: Actor, interview_id: str, exchange_id: UUID) -> InterviewAnswer:
        transcript = await self.get(actor, interview_id)
        key = to_public(Kind.EXCHANGE, exchange_id)
        exchange: Exchange = next(one for one in transcript.exchanges if one.id == key)
        note = None if exchange.outcome == store.ANSWERED else refusals.ask_again(exchange.outcome)
        return InterviewAnswer(
            interview=transcript.interview, exchange=exchange, note=note.to(actor.language) if note else None
        )

    async def _transcript(
        self, session: AsyncSession, actor: Actor, interview: Interview
    ) -> InterviewTranscript:
        (person,) = await personas_by_keys(session, [str(interview.persona_id)])
        said = await store.exchanges(session, interview.id)
        return InterviewTranscript(
            interview=store.interview_view(interview, person.full_name, len(said)),
            exchanges=[store.exchange_view(one) for one in said],
        )


async def answers_in(
    session: AsyncSession, project_id: UUID, persona_id: UUID | None = None
) -> list[tuple[UUID, InterviewExchange]]:
    """``(respondent, exchange)`` for everything answered in a project's interviews, oldest interview first."""
    from sqlalchemy import select

    from sight_domain.interviews.models import Interview, InterviewExchange

    query = (
        select(Interview.persona_id, InterviewExchange)
        .join(InterviewExchange, InterviewExchange.interview_id == Interview.id)
        .where(
            Interview.project_id == project_id,
            Interview.deleted_at.is_(None),
            InterviewExchange.outcome == store.ANSWERED,
        )
        .order_by(Interview.id, InterviewExchange.seq)
    )
    if persona_id is not None:
        query = query.where(Interview.persona_id == persona_id)
    return [(key, exchange) for key, exchange in await session.execute(query)]


async def told_before(
    session: AsyncSession, persona_ids: Sequence[UUID], moment: datetime
) -> dict[UUID, list[Event]]:
    """What these respondents told interviewers before a moment, as they remember it; oldest first."""
    remembered: dict[UUID, list[Event]] = {}
    for key, exchange in await store.answered_before(session, persona_ids, moment):
        remembered.setdefault(key, []).append(told(exchange))
    return remembered


def _inputs(
    respondent: dict[str, Any], project: Project, message: str, mind: dict[str, Any]
) -> dict[str, Any]:
    return {"respondent": respondent, "topic": project.name, "question": message, **mind}


async def _keep(session: AsyncSession, key: UUID, mind: Mind, outcome: Outcome[str]) -> None:
    """Store what became of an exchange; one that was answered meanwhile stays as it is."""
    from sight_domain.interviews.models import InterviewExchange

    exchange: InterviewExchange = await session.get_one(InterviewExchange, key, with_for_update=True)
    if exchange.outcome == store.ANSWERED:
        return
    text = (outcome.value or "").strip() if outcome.answered else ""
    exchange.text = text
    exchange.outcome = "empty" if outcome.answered and not text else outcome.status.value
    exchange.reason = outcome.reason
    exchange.written_by = outcome.model
    exchange.recalled = mind.recalled()
    exchange.recalled_by = mind.recalled_by
    # The offline engine, where it stood in for a model, has read none of them.
    exchange.facts = [fact.model_dump() for fact in mind.facts if outcome.provider != "offline"]
