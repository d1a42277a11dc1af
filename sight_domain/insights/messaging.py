"""Messages for a respondent, a segment or a whole sample, grounded in what they need; ten sets an hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights import message_limit, message_sets, refusals
from sight_domain.insights.drafts import LONGEST, MessagingDraft
from sight_domain.insights.grounds import facts_of, needs_of
from sight_domain.insights.message_checks import checked
from sight_domain.insights.message_sets import VARIANTS
from sight_domain.insights.schemas import Ground, MessageKind, MessageVariant, Messaging, Tone
from sight_domain.language import Language, Text
from sight_domain.personas.service import members_of, participants_of, require_persona, respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.runs.service import Job, RunService, UseCase
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.insights.service import InsightService
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

MESSAGING = "insights.messaging"
KIND_OF_RUN = "insights.messaging"
_TRIES = 2


class MessagingService:
    """Args: `per_hour`: how many sets each person may have written an hour."""

    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        runs: RunService,
        insights: InsightService,
        knowledge: KnowledgeService,
        *,
        per_hour: int,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._insights = insights
        self._knowledge = knowledge
        self._per_hour = per_hour
        runs.register(UseCase(KIND_OF_RUN, Kind.MESSAGES, self._write, stopped=self._failed))

    async def generate(
        self,
        actor: Actor,
        *,
        project_id: str | None,
        persona: str | None,
        segment: str | None,
        kind: MessageKind,
        tone: Tone,
    ) -> Messaging:
        """Three variants of a message for one respondent, a segment, or everybody; needs are analysed first if need be.

        Raises:
            SightError: ``rate_limited`` with the moment from which it is possible again; ``not_found`` for an unknown
                segment; ``conflict`` where no needs are known; ``unavailable`` when no model answers, or nothing it wrote
                stands.
        """
        async with self._database.session() as session:
            await message_limit.require_one_left(session, actor.user_id, self._per_hour)
        project, person, grounds, audience = await self._basis(actor, project_id, persona, segment)
        facts = await facts_of(self._knowledge, actor, project)
        async with self._database.session() as session:
            made = await message_sets.reserved(
                session, actor, project, person, audience.get("segment"), kind, tone, per_hour=self._per_hour
            )
            number = await message_sets.number_of(session, made)
        arguments = {
            "needs": [ground.model_dump() for ground in grounds],
            "facts": [fact.model_dump() for fact in facts],
            "kind": kind,
            "tone": tone,
            "audience": audience,
            "number": number,
        }
        try:
            run_id = await self._runs.start(
                KIND_OF_RUN, project_id=project.id, subject_id=made.id, arguments=arguments, total=1
            )
        except SightError:
            await self._failed(made.id)
            raise
        await self._runs.finished(run_id, actor.language)
        async with self._database.session() as session:
            made = await message_sets.required(session, made.id)
            return await message_sets.view(session, made, actor, per_hour=self._per_hour)

    async def estimate(
        self,
        actor: Actor,
        *,
        project_id: str | None,
        persona: str | None,
        segment: str | None,
        kind: MessageKind,
        tone: Tone,
    ) -> CostEstimate:
        """What a set of messages would cost; with the analysis of needs where there is none yet."""
        known = await self._insights.latest_for(actor, project_id=project_id, persona=persona)
        analysis = None
        if known is None:
            analysis = await self._insights.estimate(actor, project_id=project_id, persona=persona)
            grounds = [Ground(kind="pain_point", text="words " * 20)] * 9
            project, person, audience = await self._subject(actor, project_id, persona, segment)
        else:
            project, person, grounds, audience = await self._basis(actor, project_id, persona, segment)
        facts = await facts_of(self._knowledge, actor, project)
        inputs = _inputs(
            project, person, language_of(project), grounds, facts, kind, tone, audience.get("segment"), []
        )
        writing = await self._gateway.estimate(
            MESSAGING,
            MESSAGING,
            inputs,
            1,
            schema=MessagingDraft,
            language=language_of(project),
            project_id=project.id,
        )
        return writing if analysis is None else analysis + writing

    async def latest_for(
        self, actor: Actor, *, project_id: str | None, persona: str | None, limit: int = 10
    ) -> list[Messaging]:
        """The last messages written for a project (those for its respondents too), or for one respondent; newest first."""
        async with self._database.session() as session:
            project, person = await self._insights.subject(session, actor, project_id, persona)
            found = await message_sets.latest(session, project.id, person.id if person else None, limit)
            return [await message_sets.view(session, one, actor, per_hour=self._per_hour) for one in found]

    async def _subject(
        self, actor: Actor, project_id: str | None, persona: str | None, segment: str | None
    ) -> tuple[Project, Persona | None, dict[str, Any]]:
        """Project, respondent, and the audience: the name, id and members of the segment, if one is meant."""
        if persona is not None and segment is not None:
            raise refusals.segment_of_one()
        async with self._database.session() as session:
            project, person = await self._insights.subject(session, actor, project_id, persona)
            if segment is None:
                return project, person, {}
            people = await participants_of(session, actor, project, None)
        names = {str(row.respondent["segment_id"]): str(row.respondent["segment_name"]) for row in people}
        key = members_of(segment, names)
        inside = [to_public(Kind.PERSONA, row.id) for row in people if row.respondent["segment_id"] == key]
        return project, None, {"segment": names[key], "segment_id": key, "members": inside}

    async def _basis(
        self, actor: Actor, project_id: str | None, persona: str | None, segment: str | None
    ) -> tuple[Project, Persona | None, list[Ground], dict[str, Any]]:
        project, person, audience = await self._subject(actor, project_id, persona, segment)
        found = await self._insights.analyze_needs(
            actor, project_id=project_id, persona=persona, refresh=False
        )
        members = set(audience["members"]) if audience else None
        grounds = needs_of(found, members, audience.get("segment_id"))
        if not grounds:
            if person:
                raise refusals.no_needs_to_speak_to(person.full_name, "persona_id")
            if audience:
                raise refusals.no_needs_to_speak_to(audience["segment"], "segment")
            raise refusals.no_needs_to_speak_to(project.name, "project_id")
        return project, person, grounds, audience

    async def _write(self, job: Job) -> None:
        """The run: ask until three variants stand, at most twice; keep those that do."""
        assert job.project_id is not None
        if job.has(message_sets.WRITTEN):
            return
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
            made = await message_sets.required(session, job.subject_id)
            person = await _person(session, project, made.persona_id)
        given = job.arguments
        needs = [Ground.model_validate(one) for one in given["needs"]]
        facts = [Ground.model_validate(one) for one in given["facts"]]
        kind, tone, segment = given["kind"], given["tone"], given["audience"].get("segment")
        language = language_of(project)
        variants: list[MessageVariant] = []
        faults: list[str] = []
        models: list[str] = []
        for attempt in range(_TRIES):
            outcome = await self._gateway.generate(
                MESSAGING,
                MESSAGING,
                _inputs(project, person, language, needs, facts, kind, tone, segment, faults),
                MessagingDraft,
                language=language,
                seed=derive_seed(0, "messages", kind, tone, given["number"], attempt),
                run_id=job.run_id,
                project_id=project.id,
            )
            if outcome.value is None:
                if variants:
                    break
                raise refusals.not_written(outcome.status.value, outcome.reason)
            models.append(outcome.model)
            for draft in outcome.value.variants:
                found, fault = checked(draft, kind, needs, facts, language)
                if found is not None and found.headline not in {one.headline for one in variants}:
                    variants.append(found)
                elif fault:
                    faults.append(fault)
            if len(variants) >= VARIANTS:
                break
        if not variants:
            raise refusals.nothing_stood(" ".join(faults[:3]))
        content = {
            "variants": [one.model_dump() for one in variants[:VARIANTS]],
            "variants_dropped": len(faults),
        }

        async def store() -> None:
            async with self._database.session() as session:
                row = await message_sets.required(session, made.id)
                row.content, row.status = content, message_sets.WRITTEN
                row.generated_by = ", ".join(dict.fromkeys(models))
                await job.mark(session, message_sets.WRITTEN)

        await outlasting(store)
        await job.advance(Text(en="The messages are written", pl="Komunikaty są napisane"))

    async def _failed(self, set_id: UUID) -> None:
        async with self._database.session() as session:
            row = await message_sets.required(session, set_id)
            if row.status != message_sets.WRITTEN:
                row.status = message_sets.FAILED


def _inputs(
    project: Project,
    person: Persona | None,
    language: Language,
    needs: Sequence[Ground],
    facts: Sequence[Ground],
    kind: MessageKind,
    tone: Tone,
    segment: str | None,
    faults: Sequence[str],
) -> dict[str, Any]:
    headline, body, action = LONGEST[kind]
    return {
        "topic": project.name,
        "kind": kind,
        "tone": tone,
        "respondent": respondent_inputs(person, language) if person else None,
        "segment": segment,
        "needs": [
            {"kind": one.kind, "text": one.text, "quotes": [quote.text for quote in one.quotes]}
            for one in needs
        ],
        "facts": [one.text for one in facts],
        "longest": {"headline": headline, "body": body, "call_to_action": action},
        "faults": list(faults),
    }


async def _person(session: AsyncSession, project: Project, key: UUID | None) -> Persona | None:
    if key is None:
        return None
    owner = Actor(language_of(project), project.owner_id)
    return await require_persona(session, owner, to_public(Kind.PERSONA, key), field="persona_id")
