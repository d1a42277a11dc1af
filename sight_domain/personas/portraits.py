"""Having the portraits of drawn respondents written, many at a time, each checked and stored as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.language import Language, Text
from sight_domain.personas import lookup, refusals
from sight_domain.personas.briefs import BriefCache, Briefs
from sight_domain.personas.distinctness import Gallery
from sight_domain.personas.review import Draft, own_words, reviewed
from sight_domain.personas.schemas import Narrative
from sight_domain.personas.views import respondent_inputs
from sight_domain.projects.service import language_of, project_by_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Job
from sight_domain.seeds import derive_seed
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.gateway import Gateway
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.personas.briefs import Grounding
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

NARRATIVE = "personas.narrative"
CONTRADICTS_FACTS = "contradicts_facts"


class Portraits:
    """Writes narratives from sampled facts only; an outcome that is no answer is kept as such.

    A draft that contradicts the facts, misses its length or sounds like another one is asked for once more with its faults
    shown. If facts are still contradicted, the outcome is ``contradicts_facts`` and no text is kept.
    """

    def __init__(
        self, database: Database, gateway: Gateway, knowledge: KnowledgeService | None = None, *, at_once: int
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._knowledge = knowledge
        self._at_once = at_once
        self._brief_cache = BriefCache()

    async def write(self, job: Job, keys: Sequence[str]) -> None:
        """The part of a run that writes the portraits of these respondents, at most `at_once` at a time."""
        assert job.project_id is not None
        async with self._database.session() as session:
            project = await project_by_key(session, job.project_id)
            missing = await lookup.unwritten_among(session, keys)
        job.found(len(keys) - len(missing))
        gallery = await self.gallery(project)
        owner = Actor(language_of(project), project.owner_id)
        briefs = (
            Briefs(self._knowledge, owner, project, self._brief_cache)
            if self._knowledge is not None
            else None
        )

        async def write_one(key: UUID) -> None:
            name = await self.write_one(project, key, gallery, briefs, run_id=job.run_id)
            await job.advance(Text(en=f"Portrait of {name}", pl=f"Portret: {name}"))

        await for_each(missing, write_one, at_once=self._at_once)

    async def gallery(self, project: Project) -> Gallery:
        """The portraits that the study has already."""
        from sqlalchemy import select

        from sight_domain.personas.models import Persona

        query = select(Persona).where(
            Persona.project_id == project.id, Persona.narrative.is_not(None), Persona.deleted_at.is_(None)
        )
        gallery = Gallery()
        async with self._database.session() as session:
            for row in await session.scalars(query):
                if row.narrative is not None:
                    _hang(gallery, row, row.narrative["background_story"])
        return gallery

    async def write_one(
        self, project: Project, key: UUID, gallery: Gallery, briefs: Briefs | None, *, run_id: UUID
    ) -> str:
        """Write, check and store one portrait; returns whose it is. A respondent who has one keeps it."""
        from sight_domain.personas.models import Persona

        async with self._database.session() as session:
            row = await session.get_one(Persona, key)
        if row.narrative is not None:
            return row.full_name
        language = language_of(project)
        facts = row.respondent
        # What was rejected then would be rejected again.
        tried_before = row.narrative_outcome != "pending"
        grounding = (
            await briefs.of(facts["segment_id"], facts["segment_name"]) if briefs is not None else None
        )
        given = narrative_inputs(project, respondent_inputs(row, language))
        if grounding is not None:
            given["brief"] = grounding.text

        async def ask(revision: dict[str, Any] | None) -> Outcome[Narrative]:
            inputs = given if revision is None else {**given, "revision": revision}
            stage = "narrative" if revision is None else "narrative.again"
            return await self._gateway.generate(
                NARRATIVE,
                NARRATIVE,
                inputs,
                Narrative,
                language=language,
                seed=derive_seed(row.seed, stage, row.batch, row.seq),
                run_id=run_id,
                project_id=project.id,
                fresh=tried_before,
            )

        async def review(narrative: Narrative, other: Draft | None) -> Draft:
            async with gallery.turn:
                draft = await asyncio.to_thread(reviewed, narrative, facts, language, gallery)
                if other is not None:
                    draft = min(other, draft, key=lambda version: version.severity)
                if draft.agrees and (other is not None or not draft.faults(language)):
                    _hang(gallery, row, draft.narrative.background_story)
            return draft

        first = await ask(None)
        draft, rewritten = None, False
        if first.value is not None:
            draft = await review(first.value, None)
            if faults := draft.faults(language):
                second = await ask({"text": first.value.model_dump(), "faults": faults})
                rewritten = True
                if second.value is not None:
                    draft = await review(second.value, draft)
                elif draft.agrees:
                    _hang(gallery, row, draft.narrative.background_story)

        async def store() -> None:
            async with self._database.session() as session:
                row = await session.get_one(Persona, key)
                _keep(row, first, draft, rewritten, language)
                row.grounding = _grounding(grounding, used=first.provider != "offline")

        await outlasting(store)
        return row.full_name


def _keep(
    row: Persona, outcome: Outcome[Narrative], draft: Draft | None, rewritten: bool, language: Language
) -> None:
    row.narrative_outcome = outcome.status.value
    row.narrative_reason = outcome.reason
    row.written_by = outcome.model
    row.narrative = None
    row.narrative_check = None
    if draft is None:
        return
    check = draft.check.model_copy(update={"rewritten": rewritten})
    row.narrative_check = check.model_dump()
    if draft.agrees:
        row.narrative = draft.narrative.model_dump()
        return
    found = "; ".join(contradiction.message[language] for contradiction in check.contradictions)
    row.narrative_outcome = CONTRADICTS_FACTS
    row.narrative_reason = refusals.contradicts_facts(found).to(language)


def _grounding(grounding: Grounding | None, *, used: bool) -> dict[str, Any] | None:
    return None if grounding is None else {**grounding.model_dump(), "used": used}


def _hang(gallery: Gallery, row: Persona, story: str) -> None:
    gallery.add(row.full_name, story, own_words(row.respondent))


def narrative_inputs(project: Project, respondent: dict[str, Any]) -> dict[str, Any]:
    """What the prompt of a portrait is given: the respondent's facts and what the study is about."""
    return {"respondent": respondent, "study": {"name": project.name, "description": project.description}}
