"""Who is drawn next for a study and how they are stored: up to the quotas, or boosters beyond them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.ids import new_uuid
from sight_domain.language import Language, Text
from sight_domain.personas import lookup, refusals
from sight_domain.populations.service import (
    MOST_BOOSTS,
    Boost,
    Filters,
    TargetPopulation,
    boosted_group,
    booster_weights,
    boosters_wanted,
    check_boost,
    check_target,
    draw_boost,
    draw_respondents,
    filters_in_words,
    misfits,
    misfits_in_words,
    too_many_boosts,
)
from sight_domain.projects.service import check_sample_size, language_of, mark_recruited

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.populations.schemas import Respondent
    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database


@dataclass(frozen=True, slots=True)
class Stored:
    """The respondents of a study as far as drawing more of them is concerned.

    Attributes:
        core: facts of those who were drawn by the quotas, in the order drawn.
        boosters: facts of those who were drawn beyond them.
        boosts: the different groups that were boosted.
        names: full names that are borne, also by deleted respondents, who may come back.
    """

    core: list[dict[str, Any]]
    boosters: list[dict[str, Any]]
    boosts: list[Filters]
    names: list[str]

    @property
    def everybody(self) -> list[dict[str, Any]]:
        return [*self.core, *self.boosters]


async def stored(session: AsyncSession, project_id: UUID) -> Stored:
    """What is stored of a study's sample."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = select(Persona.respondent, Persona.boost, Persona.deleted_at, Persona.full_name)
    rows = (await session.execute(query.where(Persona.project_id == project_id).order_by(Persona.id))).all()
    here = [(facts, boost) for facts, boost, deleted_at, _ in rows if deleted_at is None]
    return Stored(
        core=[facts for facts, boost in here if boost is None],
        boosters=[facts for facts, boost in here if boost is not None],
        boosts=_different([boost for _, boost in here if boost is not None]),
        names=[row.full_name for row in rows],
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What a request to recruit comes to.

    Attributes:
        unwritten: respondents who are drawn and still lack their portrait.
        wanted: how many to draw.
        group: the group to boost; None for respondents by the quotas.
        have: respondents by the quotas there are.
    """

    unwritten: list[UUID]
    wanted: int
    group: Filters | None
    have: int


async def plan(session: AsyncSession, project: Project, count: int | None, boost: Boost | None) -> Plan:
    """Whom to draw: a boost's group, `count` more by the quotas, or what the sample lacks once all have their portrait.

    Raises:
        SightError: ``invalid_argument`` or ``conflict`` for a count, boost or quota that cannot be met.
    """
    unwritten = await lookup.unwritten(session, project.id)
    sample = await stored(session, project.id)
    target = TargetPopulation.model_validate(project.target)
    have = len(sample.core)
    if boost is not None:
        if count is not None:
            raise refusals.count_with_boost()
        group = boosted_group(target, boost)
        wanted = check_sample_size(boosters_wanted(boost, group, sample.everybody), "boost")
        if group not in sample.boosts and len(sample.boosts) >= MOST_BOOSTS:
            raise too_many_boosts()
        await asyncio.to_thread(check_boost, target, group)
        return Plan(unwritten, wanted, group, have)
    wanted = 0 if unwritten else max(project.sample_size - have, 0)
    if count is not None:
        wanted = check_sample_size(count, "count")
    if wanted:
        await asyncio.to_thread(check_target, target, have + wanted, field="count")
    return Plan(unwritten, wanted, None, have)


async def recruit(
    database: Database,
    project: Project,
    count: int,
    seed: int,
    group: Filters | None,
    also: Callable[[AsyncSession], Awaitable[None]],
) -> None:
    """Draw `count` respondents and store them: by the quotas, or of one group beyond them.

    `also` is awaited in the transaction that stores them.
    """
    async with database.session() as session:
        before = await stored(session, project.id)
    drawn = await asyncio.to_thread(_draw, project, before, count, seed, group)
    keys = [new_uuid() for _ in drawn]
    async with database.session() as session:
        await mark_recruited(session, project)
        await _add(session, project, keys, drawn, seed, group)
        await session.flush()
        await reweigh(session, project)
        await also(session)


async def reweigh(session: AsyncSession, project: Project) -> None:
    """Give everybody the weight that today's sample asks for; without boosts that is 1."""
    from sqlalchemy import bindparam, select, update

    from sight_domain.personas.models import Persona
    from sight_domain.storage.base import Base

    query = select(Persona.id, Persona.respondent, Persona.boost, Persona.weight)
    query = query.where(Persona.project_id == project.id, Persona.deleted_at.is_(None)).order_by(Persona.id)
    rows = (await session.execute(query)).all()
    boosts = _different([row.boost for row in rows if row.boost is not None])
    if not boosts and all(row.weight == 1.0 for row in rows):
        return
    target = TargetPopulation.model_validate(project.target)
    people = [row.respondent for row in rows]
    weights = await asyncio.to_thread(booster_weights, target, boosts, people)
    changed = [
        {"key": row.id, "now": weight}
        for row, weight in zip(rows, weights, strict=True)
        if abs(row.weight - weight) > 1e-9
    ]
    if changed:
        # A weight belongs to the sample, not to the person: `updated_at` stays, so that nothing made of a person ages.
        table = Base.metadata.tables[Persona.__tablename__]
        heavier = update(table).where(table.c.id == bindparam("key"))
        connection = await session.connection()
        await connection.execute(
            heavier.values(weight=bindparam("now"), updated_at=table.c.updated_at), changed
        )


def notes_on(sample: Stored, target: TargetPopulation, language: Language) -> list[str]:
    """What to know of a sample: quotas that it misses by a person or more, and what boosts mean for it."""
    found = misfits(sample.core, target) if sample.core else []
    notes = [_missed(misfits_in_words(found, target, language)).to(language)] if found else []
    for group in sample.boosts:
        there = sum(group.holds(person) for person in sample.everybody)
        words = filters_in_words(group, target.pack, language)
        notes.append(
            Text(
                en=f"Boosted: {words}; there are {there} of them. Count respondents by their weight to speak of the "
                "whole target.",
                pl=f"Nadreprezentacja: {words}; liczba osób w tej grupie: {there}. Wnioski o całej populacji "
                "docelowej wymagają liczenia respondentów z wagami.",
            ).to(language)
        )
    return notes


def _missed(listed: str) -> Text:
    return Text(
        en=f"Earlier respondents leave no way to meet every quota; the sample is as near as it can be. {listed}",
        pl=f"Przy dotychczasowych respondentach nie da się spełnić wszystkich kwot; próba jest najbliższa możliwej. {listed}",
    )


def _draw(project: Project, before: Stored, count: int, seed: int, group: Filters | None) -> list[Respondent]:
    target = TargetPopulation.model_validate(project.target)
    language = language_of(project)
    if group is None:
        return draw_respondents(
            target, count, seed=seed, language=language, have=before.core, taken=before.names
        )
    return draw_boost(
        target, group, count, seed=seed, language=language, have=before.everybody, taken=before.names
    )


async def _add(
    session: AsyncSession, project: Project, keys: Sequence[UUID], drawn: Sequence[Respondent], seed: int,
    group: Filters | None,
) -> None:  # fmt: skip
    from sqlalchemy import func, select

    from sight_domain.personas.models import Persona

    last = await session.scalar(
        select(func.coalesce(func.max(Persona.batch), 0)).where(Persona.project_id == project.id)
    )
    session.add_all(
        Persona(
            id=key,
            project_id=project.id,
            batch=(last or 0) + 1,
            seq=respondent.seq,
            seed=seed,
            full_name=respondent.full_name,
            respondent=respondent.model_dump(mode="json"),
            boost=group.given if group else None,
        )
        for key, respondent in zip(keys, drawn, strict=True)
    )


def _different(boosts: Sequence[dict[str, Any]]) -> list[Filters]:
    found: list[dict[str, Any]] = []
    for boost in boosts:
        if boost not in found:
            found.append(boost)
    return [Filters.model_construct(**boost) for boost in found]
