"""Recruit respondents for a study, list them, look at one, compare a few."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.llm.model_names import writers_named
from sight_domain.personas import lookup, recruiting, refusals
from sight_domain.personas.briefs import sentences_of
from sight_domain.personas.citations import cited_documents, erase, without_deleted
from sight_domain.personas.comparison import compared
from sight_domain.personas.history import (
    AnswerGiven,
    count_answers,
    last_answers,
    record_answer,
    record_answers,
)
from sight_domain.personas.lookup import participants_of, personas_by_keys, personas_there, require_persona
from sight_domain.personas.portraits import NARRATIVE, Portraits, narrative_inputs
from sight_domain.personas.provenance import drawn_given, sources_of
from sight_domain.personas.recruitment import RecruitmentRun
from sight_domain.personas.rewrites import rewrites_on_record
from sight_domain.personas.said import questions_in_common
from sight_domain.personas.schemas import (
    SECTIONS,
    Comparison,
    Narrative,
    PersonaDetail,
    PersonaPage,
    PersonaRow,
    Recruitment,
    Section,
    SegmentedBy,
    Segments,
)
from sight_domain.personas.segments import cluster_segments, demographic_segments, members_of
from sight_domain.personas.views import detail, inputs_from, respondent_inputs, table_row
from sight_domain.populations.service import Boost, TargetPopulation
from sight_domain.projects.service import language_of, require_project, require_project_key
from sight_domain.runs.service import RunService, UseCase, Watcher
from sight_domain.seeds import new_seed
from sight_domain.storage.deletion import Deletion, DeletionReason, mark_deleted, purge, restore
from sight_domain.storage.paging import decode_uuid_cursor, encode_cursor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.estimate import CostEstimate
    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

__all__ = [
    "AnswerGiven",
    "PersonaService",
    "drawn_given",
    "participants_of",
    "persona_project",
    "personas_by_keys",
    "personas_there",
    "record_answer",
    "record_answers",
    "require_persona",
    "respondent_inputs",
    "sentences_of",
    "sources_of",
]

KIND_OF_RUN = "personas.generate"


class PersonaService:
    def __init__(
        self,
        database: Database,
        gateway: Gateway,
        runs: RunService,
        *,
        at_once: int,
        knowledge: KnowledgeService | None = None,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._knowledge = knowledge
        portraits = Portraits(database, gateway, knowledge, at_once=at_once)
        runs.register(UseCase(KIND_OF_RUN, Kind.PROJECT, RecruitmentRun(database).recruit, portraits.write))

    async def generate(
        self,
        actor: Actor,
        project_id: str,
        *,
        count: int | None,
        seed: int | None,
        wait_seconds: float,
        boost: Boost | None = None,
        watch: Watcher | None = None,
    ) -> Recruitment:
        """Draw respondents from the target population, store them, and have their narratives written.

        Respondents whose narrative is still missing (a run that stopped) are written first, and without `count`
        nobody is added to them. Without `count` the sample is filled up to the project's `sample_size`. A `boost`
        adds respondents of one group beyond the quotas.

        Raises:
            SightError: ``conflict`` when the sample is complete and no `count` was given, or while a run is going;
                ``invalid_argument`` for a count, boost or quota that cannot be met.
        """
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            plan = await recruiting.plan(session, project, count, boost)
        if plan.wanted == 0 and not plan.unwritten:
            raise refusals.sample_complete(plan.have)
        active = await self._runs.active_of(KIND_OF_RUN, project.id)
        if active is None:
            active = await self._runs.start(
                KIND_OF_RUN,
                project_id=project.id,
                subject_id=project.id,
                arguments={
                    "count": plan.wanted,
                    "seed": seed if seed is not None else new_seed(),
                    **({"boost": plan.group.given} if plan.group else {}),
                },
                total=len(plan.unwritten) + plan.wanted,
            )
        run = await self._runs.wait(active, wait_seconds, actor.language, watch)
        page = await self.list(actor, project_id, limit=100, cursor=None)
        report = await self.representativeness(actor, project_id)
        target = TargetPopulation.model_validate(project.target)
        async with self._database.session() as session:
            sample = await recruiting.stored(session, project.id)
            writers = await lookup.writers(session, project.id)
        known = await asyncio.to_thread(recruiting.notes_on, sample, target, actor.language)
        return Recruitment(
            run=run,
            personas=page.personas,
            representativeness=report,
            generated_by=writers_named(writers) or self._gateway.provider_of(NARRATIVE, project.models),
            notes=[*known, *_notes(page.personas, actor.language)],
        )

    async def estimate(
        self, actor: Actor, project_id: str, *, count: int | None, boost: Boost | None = None
    ) -> CostEstimate:
        """What the portraits of `count` more respondents (or of a boost) would cost, or of those the sample still lacks;
        with as many second versions as portraits have needed so far."""
        from sight_domain.populations.service import draw_respondents

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            plan = await recruiting.plan(session, project, count, boost)
        language = language_of(project)
        # One person cannot fill the groups of a quota.
        target = TargetPopulation.model_validate(project.target).model_copy(update={"quotas": None})
        (somebody,) = await asyncio.to_thread(draw_respondents, target, 1, seed=0, language=language)
        given = narrative_inputs(project, inputs_from(somebody.model_dump(mode="json"), None, language))

        async def cost(inputs: dict[str, Any], calls: int) -> CostEstimate:
            return await self._gateway.estimate(
                NARRATIVE,
                NARRATIVE,
                inputs,
                calls,
                schema=Narrative,
                language=language,
                project_id=project.id,
            )

        portraits = len(plan.unwritten) + plan.wanted
        once = await cost(given, portraits)
        async with self._database.session() as session:
            rewrites = await rewrites_on_record(session, once.model)
        again = rewrites.expected(portraits)
        if again:
            once += await cost({**given, "revision": {"text": rewrites.draft, "faults": []}}, again)
        return rewrites.told(once)

    async def list(
        self, actor: Actor, project_id: str, *, limit: int, cursor: str | None, segment: str | None = None
    ) -> PersonaPage:
        """The respondents of a project, or of one of its segments (by id or name), in the order they were drawn.

        Raises:
            SightError: ``not_found`` for a segment that nobody of the project is in, with the names there are.
        """
        from sqlalchemy import select

        from sight_domain.personas.models import Persona

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(Persona).where(Persona.project_id == project.id, Persona.deleted_at.is_(None))
            total = await lookup.count(session, project.id)
            if segment is not None:
                names = await lookup.segments(session, project.id)
                inside = members_of(segment, {key: name for key, (name, _) in names.items()})
                query = query.where(Persona.respondent["segment_id"].as_string() == inside)
                total = names[inside][1]
            if cursor is not None:
                query = query.where(Persona.id > decode_uuid_cursor(cursor))
            rows = list(await session.scalars(query.order_by(Persona.id).limit(limit + 1)))
        shown = rows[:limit]
        return PersonaPage(
            personas=[table_row(row, actor.language) for row in shown],
            total=total,
            next_cursor=encode_cursor(shown[-1].id) if len(rows) > limit else None,
        )

    async def segments(
        self, actor: Actor, project_id: str, *, by: SegmentedBy = "demographics", clusters: int | None = None
    ) -> Segments:
        """The groups of a project's respondents: segments of its target, or clusters found among them.

        Raises:
            SightError: ``invalid_argument`` for clusters of fewer than 20 respondents, or a number of them out of range.
        """
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            rows = await participants_of(session, actor, project, None)
        target = TargetPopulation.model_validate(project.target)
        if by == "demographics":
            return await asyncio.to_thread(demographic_segments, rows, target, actor.language)
        return await asyncio.to_thread(cluster_segments, rows, target.country, clusters, actor.language)

    async def count(self, actor: Actor, project_id: str) -> int:
        """How many respondents a project has."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            return await lookup.count(session, project.id)

    async def get(
        self,
        actor: Actor,
        persona: str,
        *,
        sections: Sequence[Section] = SECTIONS,
        project_id: str | None = None,
    ) -> PersonaDetail:
        """One respondent by id, or by a name that is unique among the actor's respondents (of `project_id`, if given)."""
        async with self._database.session() as session:
            row = await require_persona(session, actor, persona, field="persona_id", project_id=project_id)
            events = await last_answers(session, row.id) if "insights" in sections else []
        shown = detail(row, actor.language, sections, events, reasons=True)
        return shown if self._knowledge is None else await without_deleted(shown, actor, self._knowledge)

    async def profiles(self, actor: Actor, project_id: str) -> list[dict[str, Any]]:
        """Every respondent of a project with facts, traits and prose in one flat record, in the order drawn."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            rows = await participants_of(session, actor, project, None)
        details = [detail(row, actor.language, ("overview", "profile"), []) for row in rows]
        return [
            {
                **(detail.overview or {}),
                **(detail.profile or {}),
                **detail.model_dump(mode="json", include={"id", "full_name", "segment_name", "generated_by"}),
            }
            for detail in details
        ]

    async def answers(self, actor: Actor, persona_id: str) -> list[dict[str, Any]]:
        """All that a respondent has said in groups (`turn_id`, `question`, `answer`), oldest first."""
        async with self._database.session() as session:
            row = await require_persona(session, actor, persona_id, field="persona_id")
            return [*reversed(await last_answers(session, row.id, limit=None))]

    async def names(self, actor: Actor, project_id: str) -> list[str]:
        """The full names of everybody who was ever recruited for a project, the deleted too."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            return await lookup.names(session, project.id)

    async def compare(
        self,
        actor: Actor,
        personas: Sequence[str],
        *,
        sections: Sequence[Section] = SECTIONS,
        project_id: str | None = None,
        needs_of: Callable[[str], Awaitable[Mapping[str, Any] | None]] | None = None,
    ) -> Comparison:
        """Two or three respondents side by side: how alike they are, and what differs in facts, needs and answers.

        Args:
            needs_of: asks for the latest needs of a respondent by public id, where needs are to be compared.

        Raises:
            SightError: ``invalid_argument`` for fewer than 2, more than 3, or the same respondent twice.
        """
        if not 2 <= len(personas) <= 3:
            raise refusals.compare_count(len(personas))
        async with self._database.session() as session:
            rows = [
                await require_persona(
                    session, actor, persona, field=f"persona_ids[{i}]", project_id=project_id
                )
                for i, persona in enumerate(personas)
            ]
            if len({row.id for row in rows}) != len(rows):
                raise refusals.compare_count(len({row.id for row in rows}))
            asked = await questions_in_common(session, [row.id for row in rows])
        needs: dict[str, Mapping[str, Any] | None] = {}
        if needs_of is not None and "needs" in sections:
            needs = {key: await needs_of(key) for key in (to_public(Kind.PERSONA, row.id) for row in rows)}
        return await asyncio.to_thread(
            compared, rows, asked=asked, needs=needs, sections=sections, language=actor.language
        )

    async def representativeness(self, actor: Actor, project_id: str) -> dict[str, Any]:
        """How the *stored* respondents of a project compare with its target population."""
        from sqlalchemy import select

        from sight_domain.personas.models import Persona
        from sight_domain.populations.service import representativeness

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = (
                select(Persona.respondent, Persona.weight)
                .where(Persona.project_id == project.id, Persona.deleted_at.is_(None))
                .order_by(Persona.id)
            )
            respondents = [{**facts, "weight": weight} for facts, weight in await session.execute(query)]
        target = TargetPopulation.model_validate(project.target)
        report = await asyncio.to_thread(representativeness, respondents, target, language=actor.language)
        return report.model_dump(mode="json")

    async def delete(
        self, actor: Actor, persona_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a respondent; what they said in groups stays in those groups' transcripts."""
        async with self._database.session() as session:
            row = await require_persona(session, actor, persona_id, field="id")
            deleted_at, until = mark_deleted(row, reason, detail)
            await self._reweigh(session, actor, row)
            answers = await count_answers(session, row.id)
        return Deletion(
            id=persona_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"answers": answers},
        )

    async def purge_deleted(self) -> int:
        """Remove for good respondents that were deleted more than seven days ago, and what the others cite of documents
        that are gone; returns how many respondents."""
        from sight_domain.personas.models import Persona

        if self._knowledge is not None:
            async with self._database.session() as session:
                cited = await cited_documents(session)
                if gone := await self._knowledge.purged_among(cited):
                    await erase(session, gone)
        async with self._database.session() as session:
            return await purge(session, Persona)

    async def restore(self, actor: Actor, persona_id: str) -> PersonaDetail:
        """Bring a deleted respondent back, within seven days."""
        async with self._database.session() as session:
            row = await require_persona(session, actor, persona_id, field="id", deleted=True)
            restore(row)
            await self._reweigh(session, actor, row)
        return detail(row, actor.language, SECTIONS, [])

    async def _reweigh(self, session: AsyncSession, actor: Actor, row: Persona) -> None:
        await session.flush()
        await recruiting.reweigh(session, await persona_project(session, actor, row))


async def persona_project(session: AsyncSession, actor: Actor, persona: Persona) -> Project:
    """The project a respondent belongs to."""
    return await require_project_key(session, actor, persona.project_id, field="persona_id")


def _notes(shown: Sequence[PersonaRow], language: Language) -> list[str]:
    failed = [row for row in shown if row.narrative_outcome not in ("answered", "pending")]
    if not failed:
        return []
    names = ", ".join(f"{row.full_name} ({row.narrative_outcome})" for row in failed[:10])
    note = Text(
        en=f"{len(failed)} portraits could not be written: {names}. Call generate_personas again to try them once more.",
        pl=f"Portrety, które nie powstały: {len(failed)}: {names}. Wywołaj generate_personas ponownie, by spróbować jeszcze raz.",
    )
    return [note.to(language)]
