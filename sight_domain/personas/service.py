"""Recruit respondents for a study, list them, look at one, compare a few."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.schemas import (
    SECTIONS,
    ComparedPersona,
    Comparison,
    Difference,
    Narrative,
    PersonaDetail,
    PersonaPage,
    PersonaRow,
    Recruitment,
    Section,
)
from sight_domain.personas.similarity import similarity
from sight_domain.populations.packs import label
from sight_domain.populations.target import TargetPopulation
from sight_domain.projects.schemas import Deletion
from sight_domain.projects.service import check_sample_size, require_project, require_project_key
from sight_domain.runs.fanout import for_each
from sight_domain.runs.service import Progress, RunService, Watcher
from sight_domain.seeds import derive_seed, new_seed
from sight_domain.storage.deletion import DeletionReason, mark_deleted, restore
from sight_domain.storage.paging import decode_uuid_cursor, encode_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.llm.gateway import Gateway
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

KIND_OF_RUN = "personas.generate"
_LABELLED = ("gender", "region", "settlement", "education", "income_bracket", "status")
_COMPARED = (
    "age", "gender", "region", "settlement", "education", "income_bracket", "status", "occupation", "segment_name",
    "values", "interests",
)  # fmt: skip
_TRAIT_DIFFERENCE = 0.15
"""About one standard deviation of a Big Five domain on the 0-1 scale (Johnson 2014: 0.12-0.17)."""


class PersonaService:
    def __init__(self, database: Database, gateway: Gateway, runs: RunService, *, at_once: int) -> None:
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._at_once = at_once

    async def generate(
        self,
        actor: Actor,
        project_id: str,
        *,
        count: int | None,
        seed: int | None,
        wait_seconds: float,
        watch: Watcher | None = None,
    ) -> Recruitment:
        """Draw respondents from the target population, store them, and have their narratives written.

        Respondents whose narrative is still missing (a run that stopped) are written first, and without `count`
        nobody is added to them. Without `count` the sample is filled up to the project's `sample_size`.

        Raises:
            SightError: ``conflict`` when the sample is complete and no `count` was given, or while a run is going.
        """
        if count is not None:
            check_sample_size(count, "count")
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            unwritten = await _unwritten(session, project.id)
            have = await _count(session, project.id)
        wanted = count if count is not None else (0 if unwritten else project.sample_size - have)
        if wanted <= 0 and not unwritten:
            raise _sample_complete(have)
        active = await self._runs.active_of(project.id)
        if active is None:
            chosen = seed if seed is not None else new_seed()
            total = len(unwritten) + max(wanted, 0)

            async def work(progress: Progress) -> None:
                drawn = await self._draw(project, wanted, chosen) if wanted > 0 else []
                await self._write_narratives(project, [*unwritten, *drawn], progress)

            active = await self._runs.start(
                KIND_OF_RUN,
                project_id=project.id,
                subject_id=project.id,
                arguments={"count": wanted, "seed": chosen},
                total=total,
                work=work,
            )
        run = await self._runs.wait(active, wait_seconds, actor.language, watch)
        page = await self.list(actor, project_id, limit=100, cursor=None)
        report = await self.representativeness(actor, project_id)
        return Recruitment(
            run=run,
            personas=page.personas,
            representativeness=report,
            generated_by=self._gateway.provider_of("personas.narrative"),
        )

    async def list(self, actor: Actor, project_id: str, *, limit: int, cursor: str | None) -> PersonaPage:
        """The respondents of a project in the order they were drawn."""
        from sqlalchemy import select

        from sight_domain.personas.models import Persona

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(Persona).where(Persona.project_id == project.id, Persona.deleted_at.is_(None))
            if cursor is not None:
                query = query.where(Persona.id > decode_uuid_cursor(cursor))
            rows = list(await session.scalars(query.order_by(Persona.id).limit(limit + 1)))
            total = await _count(session, project.id)
        shown = rows[:limit]
        return PersonaPage(
            personas=[_row(row, actor.language) for row in shown],
            total=total,
            next_cursor=encode_cursor(shown[-1].id) if len(rows) > limit else None,
        )

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
            events = await _last_answers(session, row.id) if "insights" in sections else []
        return _detail(row, actor.language, sections, events)

    async def profiles(self, actor: Actor, project_id: str) -> list[dict[str, Any]]:
        """Every respondent of a project with facts, traits and prose in one flat record, in the order drawn."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            rows = await participants_of(session, actor, project, None)
        details = [_detail(row, actor.language, ("overview", "profile"), []) for row in rows]
        return [
            {
                **(detail.overview or {}),
                **(detail.profile or {}),
                **detail.model_dump(mode="json", include={"id", "full_name", "segment_name", "generated_by"}),
            }
            for detail in details
        ]

    async def compare(
        self,
        actor: Actor,
        personas: Sequence[str],
        *,
        sections: Sequence[Section] = SECTIONS,
        project_id: str | None = None,
    ) -> Comparison:
        """Two or three respondents side by side: what differs, and how alike they are (Gower).

        Raises:
            SightError: ``invalid_argument`` for fewer than 2, more than 3, or the same respondent twice.
        """
        if not 2 <= len(personas) <= 3:
            raise _compare_count(len(personas))
        async with self._database.session() as session:
            rows = [
                await require_persona(
                    session, actor, persona, field=f"persona_ids[{i}]", project_id=project_id
                )
                for i, persona in enumerate(personas)
            ]
        if len({row.id for row in rows}) != len(rows):
            raise _compare_count(len({row.id for row in rows}))
        differences = _differences(rows, actor.language)
        return Comparison(
            personas=[
                ComparedPersona(
                    **_detail(row, actor.language, sections, []).model_dump(),
                    differences=[d.field for d in differences],
                )
                for row in rows
            ],
            similarity_score=round(similarity([row.respondent for row in rows]), 4),
            total_differences=len(differences),
            key_differences=differences,
        )

    async def representativeness(self, actor: Actor, project_id: str) -> dict[str, Any]:
        """How the *stored* respondents of a project compare with its target population."""
        from sqlalchemy import select

        from sight_domain.personas.models import Persona
        from sight_domain.populations.representativeness import representativeness

        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            query = select(Persona.respondent).where(
                Persona.project_id == project.id, Persona.deleted_at.is_(None)
            )
            respondents = list(await session.scalars(query))
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
            answers = len(await _last_answers(session, row.id))
        return Deletion(
            id=persona_id,
            deleted_at=deleted_at,
            reason=reason,
            restorable_until=until,
            related={"answers": answers},
        )

    async def restore(self, actor: Actor, persona_id: str) -> PersonaDetail:
        """Bring a deleted respondent back, within seven days."""
        async with self._database.session() as session:
            row = await require_persona(session, actor, persona_id, field="id", deleted=True)
            restore(row)
        return _detail(row, actor.language, SECTIONS, [])

    async def _draw(self, project: Project, count: int, seed: int) -> list[UUID]:
        from sqlalchemy import func, select

        from sight_domain.personas.models import Persona
        from sight_domain.populations.sampling import draw_respondents

        target = TargetPopulation.model_validate(project.target)
        language: Language = "pl" if project.language == "pl" else "en"
        drawn = await asyncio.to_thread(draw_respondents, target, count, seed=seed, language=language)
        async with self._database.session() as session:
            batch = await session.scalar(
                select(func.coalesce(func.max(Persona.batch), 0)).where(Persona.project_id == project.id)
            )
            keys = [new_uuid() for _ in drawn]
            session.add_all(
                Persona(
                    id=key,
                    project_id=project.id,
                    batch=(batch or 0) + 1,
                    seq=respondent.seq,
                    seed=seed,
                    full_name=respondent.full_name,
                    respondent=respondent.model_dump(mode="json"),
                )
                for key, respondent in zip(keys, drawn, strict=True)
            )
        return keys

    async def _write_narratives(self, project: Project, keys: Sequence[UUID], progress: Progress) -> None:
        async def write_one(key: UUID) -> None:
            await self._write_narrative(project, key, progress)

        await progress.say(
            Text(
                en="Respondents drawn; writing their portraits",
                pl="Respondenci wylosowani; powstają ich portrety",
            )
        )
        await for_each(keys, write_one, at_once=self._at_once)

    async def _write_narrative(self, project: Project, key: UUID, progress: Progress) -> None:
        from sight_domain.personas.models import Persona

        async with self._database.session() as session:
            row = await session.get_one(Persona, key)
        language: Language = "pl" if project.language == "pl" else "en"
        outcome = await self._gateway.generate(
            "personas.narrative",
            "personas.narrative",
            {
                "respondent": respondent_inputs(row, language),
                "study": {"name": project.name, "description": project.description},
            },
            Narrative,
            language=language,
            seed=derive_seed(row.seed, "narrative", row.batch, row.seq),
            run_id=progress.run_id,
            project_id=project.id,
        )
        async with self._database.session() as session:
            row = await session.get_one(Persona, key)
            row.narrative = outcome.value.model_dump() if outcome.answered else None
            row.narrative_outcome = outcome.status.value
            row.narrative_reason = outcome.reason
            row.written_by = outcome.model
        await progress.advance(Text(en=f"Portrait of {row.full_name}", pl=f"Portret: {row.full_name}"))


async def require_persona(
    session: AsyncSession,
    actor: Actor,
    persona: str,
    *,
    field: str,
    project_id: str | None = None,
    deleted: bool = False,
) -> Persona:
    """The actor's respondent of this id or unique name.

    Raises:
        SightError: ``invalid_id``, ``not_found``, or ``invalid_argument`` when several people bear the name.
    """
    from sqlalchemy import func, select

    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project

    query = select(Persona).join(Project).where(Project.owner_id.is_not_distinct_from(actor.user_id))
    if not deleted:
        query = query.where(Persona.deleted_at.is_(None), Project.deleted_at.is_(None))
    if project_id is not None:
        query = query.where(Persona.project_id == (await require_project(session, actor, project_id)).id)
    if "_" in persona:
        found = list(
            await session.scalars(query.where(Persona.id == from_public(Kind.PERSONA, persona, field=field)))
        )
    else:
        name = " ".join(persona.split()).lower()
        bearing = func.lower(Persona.full_name)
        found = list(await session.scalars(query.where(bearing == name))) or list(
            await session.scalars(query.where(bearing.startswith(name + " ", autoescape=True)))
        )
    if not found:
        raise SightError(
            ErrorCode.NOT_FOUND,
            Text(en=f"There is no respondent '{persona}'.", pl=f"Nie ma respondenta „{persona}”."),
            Text(
                en="list_personas shows the respondents of a project.",
                pl="Respondentów projektu pokazuje list_personas.",
            ),
            field=field,
        )
    if len(found) > 1:
        names = ", ".join(f"{row.full_name} ({to_public(Kind.PERSONA, row.id)})" for row in found[:5])
        raise invalid_argument(
            field,
            Text(
                en=f"Several respondents are called '{persona}': {names}.",
                pl=f"Kilka osób nazywa się „{persona}”: {names}.",
            ),
            Text(en="Give the full name or the id.", pl="Podaj imię i nazwisko albo identyfikator."),
        )
    return found[0]


async def participants_of(
    session: AsyncSession, actor: Actor, project: Project, personas: Sequence[str] | None
) -> list[Persona]:
    """The named respondents of a project in the order given, or all of them in the order drawn."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    if personas is None:
        query = (
            select(Persona)
            .where(Persona.project_id == project.id, Persona.deleted_at.is_(None))
            .order_by(Persona.id)
        )
        return list(await session.scalars(query))
    public_id = to_public(Kind.PROJECT, project.id)
    rows = [
        await require_persona(session, actor, persona, field=f"persona_ids[{i}]", project_id=public_id)
        for i, persona in enumerate(personas)
    ]
    return list({row.id: row for row in rows}.values())


def respondent_inputs(row: Persona, language: Language) -> dict[str, Any]:
    """A respondent as prompts get it: the sampled facts, their labels in `language`, and the prose so far."""
    facts = dict(row.respondent)
    labels: dict[str, Any] = {field: label(field, facts[field], language) for field in _LABELLED}
    labels |= {
        field: [label(field, code, language) for code in facts[field]] for field in ("values", "interests")
    }
    prose = {key: row.narrative[key] for key in ("headline", "background_story")} if row.narrative else {}
    return {"id": to_public(Kind.PERSONA, row.id), **facts, "labels": labels, **prose}


def persona_views(rows: Sequence[Persona], language: Language) -> list[PersonaRow]:
    """Rows of a table for stored respondents."""
    return [_row(row, language) for row in rows]


async def persona_project(session: AsyncSession, actor: Actor, persona: Persona) -> Project:
    """The project a respondent belongs to."""
    return await require_project_key(session, actor, persona.project_id, field="persona_id")


async def _unwritten(session: AsyncSession, project_id: UUID) -> list[UUID]:
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = (
        select(Persona.id)
        .where(Persona.project_id == project_id, Persona.deleted_at.is_(None), Persona.narrative.is_(None))
        .order_by(Persona.id)
    )
    return list(await session.scalars(query))


async def _count(session: AsyncSession, project_id: UUID) -> int:
    from sqlalchemy import func, select

    from sight_domain.personas.models import Persona

    query = select(func.count()).where(Persona.project_id == project_id, Persona.deleted_at.is_(None))
    return await session.scalar(query) or 0


async def _last_answers(session: AsyncSession, persona_id: UUID, limit: int = 20) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from sight_domain.personas.models import PersonaEvent

    query = (
        select(PersonaEvent)
        .where(PersonaEvent.persona_id == persona_id)
        .order_by(PersonaEvent.sequence_number.desc())
        .limit(limit)
    )
    return [
        {"event_type": event.event_type, "at": event.created_at.isoformat(), **event.event_data}
        for event in await session.scalars(query)
    ]


def _row(row: Persona, language: Language) -> PersonaRow:
    facts = row.respondent
    return PersonaRow(
        id=to_public(Kind.PERSONA, row.id),
        full_name=row.full_name,
        age=facts["age"],
        gender=facts["gender"],
        region=facts["region"],
        settlement=facts["settlement"],
        city=facts["city"],
        education=facts["education"],
        income_bracket=facts["income_bracket"],
        occupation=facts["occupation"],
        segment=facts["segment_name"],
        headline=row.narrative["headline"] if row.narrative else None,
        narrative_outcome=row.narrative_outcome,
        labels={field: label(field, facts[field], language) for field in _LABELLED},
    )


def _detail(
    row: Persona, language: Language, sections: Sequence[Section], answers: list[dict[str, Any]]
) -> PersonaDetail:
    facts, prose = row.respondent, row.narrative or {}
    overview = {
        **_row(row, language).model_dump(exclude={"id", "full_name"}),
        "persona_title": prose.get("persona_title"),
        "status": facts["status"],
        "household": facts["household"],
        "quote": prose.get("quote"),
    }
    profile = {
        "big_five": facts["big_five"],
        "hofstede": facts["hofstede"],
        "hofstede_note": Text(
            en="Scores of the country, the same for all its people; context, not a trait of this person.",
            pl="Wyniki kraju, takie same dla wszystkich jego mieszkańców; kontekst, a nie cecha tej osoby.",
        ).to(language),
        "values": [label("values", code, language) for code in facts["values"]],
        "interests": [label("interests", code, language) for code in facts["interests"]],
        "values_in_words": prose.get("values_in_words"),
        "interests_in_words": prose.get("interests_in_words"),
        "background_story": prose.get("background_story"),
        "narrative_outcome": row.narrative_outcome,
        "narrative_reason": row.narrative_reason,
    }
    return PersonaDetail(
        id=to_public(Kind.PERSONA, row.id),
        project_id=to_public(Kind.PROJECT, row.project_id),
        full_name=row.full_name,
        segment_id=facts["segment_id"],
        segment_name=facts["segment_name"],
        generated_by=row.written_by or "",
        overview=overview if "overview" in sections else None,
        profile=profile if "profile" in sections else None,
        insights={"last_answers": answers} if "insights" in sections else None,
        updated_at=row.updated_at,
    )


def _differences(rows: Sequence[Persona], language: Language) -> list[Difference]:
    found: list[Difference] = []
    for field in _COMPARED:
        values = [row.respondent[field] for row in rows]
        if any(value != values[0] for value in values[1:]):
            shown = [_in_words(field, value, language) for value in values]
            found.append(_difference(field, rows, shown, language))
    for trait in rows[0].respondent["big_five"]:
        scores = [row.respondent["big_five"][trait] for row in rows]
        if max(scores) - min(scores) >= _TRAIT_DIFFERENCE:
            found.append(
                _difference(f"big_five.{trait}", rows, [round(score, 2) for score in scores], language)
            )
    return found


def _difference(field: str, rows: Sequence[Persona], shown: Sequence[Any], language: Language) -> Difference:
    values = {to_public(Kind.PERSONA, row.id): value for row, value in zip(rows, shown, strict=True)}
    return Difference(field=field, label=_FIELD_NAMES[field].to(language), values=values)


def _in_words(field: str, value: Any, language: Language) -> Any:
    if field in _LABELLED:
        return label(field, value, language)
    if field in ("values", "interests"):
        return [label(field, code, language) for code in value]
    return value


_FIELD_NAMES = {
    "age": Text(en="age", pl="wiek"),
    "gender": Text(en="gender", pl="płeć"),
    "region": Text(en="region", pl="województwo"),
    "settlement": Text(en="place of residence", pl="miejsce zamieszkania"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="income", pl="dochód"),
    "status": Text(en="occupational status", pl="status zawodowy"),
    "occupation": Text(en="occupation", pl="zawód"),
    "segment_name": Text(en="segment", pl="segment"),
    "values": Text(en="values", pl="wartości"),
    "interests": Text(en="interests", pl="zainteresowania"),
    "big_five.openness": Text(en="openness", pl="otwartość na doświadczenia"),
    "big_five.conscientiousness": Text(en="conscientiousness", pl="sumienność"),
    "big_five.extraversion": Text(en="extraversion", pl="ekstrawersja"),
    "big_five.agreeableness": Text(en="agreeableness", pl="ugodowość"),
    "big_five.neuroticism": Text(en="neuroticism", pl="neurotyczność"),
}


def _sample_complete(have: int) -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en=f"The sample is complete: {have} respondents.",
            pl=f"Próba jest kompletna; liczba respondentów: {have}.",
        ),
        Text(
            en="Pass `count` to recruit that many more.", pl="Podaj `count`, aby dorekrutować tylu kolejnych."
        ),
        field="count",
    )


def _compare_count(count: int) -> SightError:
    return invalid_argument(
        "persona_ids",
        Text(
            en=f"A comparison takes 2 or 3 different respondents; got {count}.",
            pl=f"Porównanie obejmuje 2 lub 3 różne osoby; podano: {count}.",
        ),
        Text(en="Name two or three of them.", pl="Wskaż dwie lub trzy osoby."),
    )
