"""Respondents found by id, by name, by project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.language import Text
from sight_domain.projects.service import projects_of, require_project

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project


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

    query = select(Persona).where(Persona.project_id.in_(projects_of(actor, deleted=deleted)))
    if not deleted:
        query = query.where(Persona.deleted_at.is_(None))
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


async def writers(session: AsyncSession, project_id: UUID) -> list[str]:
    """The models that wrote the portraits of a project's respondents."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = select(Persona.written_by).where(
        Persona.project_id == project_id, Persona.deleted_at.is_(None), Persona.written_by.is_not(None)
    )
    return [writer for writer in await session.scalars(query.distinct()) if writer]


async def names(session: AsyncSession, project_id: UUID) -> list[str]:
    """The full names of a project's respondents, the deleted too."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    return list(await session.scalars(select(Persona.full_name).where(Persona.project_id == project_id)))


async def personas_by_keys(session: AsyncSession, keys: Sequence[str]) -> list[Persona]:
    """The respondents of these keys, in this order; ``KeyError`` when one is gone."""
    persona_of = await personas_there(session, keys)
    return [persona_of[key] for key in keys]


async def personas_there(session: AsyncSession, keys: Sequence[str]) -> dict[str, Persona]:
    """Those of these keys who have not been removed for good, by key."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    found = await session.scalars(select(Persona).where(Persona.id.in_([UUID(key) for key in keys])))
    return {str(persona.id): persona for persona in found}


async def unwritten(session: AsyncSession, project_id: UUID) -> list[UUID]:
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = (
        select(Persona.id)
        .where(Persona.project_id == project_id, Persona.deleted_at.is_(None), Persona.narrative.is_(None))
        .order_by(Persona.id)
    )
    return list(await session.scalars(query))


async def unwritten_among(session: AsyncSession, keys: Sequence[str]) -> list[UUID]:
    """Those of these respondents who have no narrative yet, in the order drawn."""
    from sqlalchemy import select

    from sight_domain.personas.models import Persona

    query = select(Persona.id).where(Persona.id.in_([UUID(key) for key in keys]), Persona.narrative.is_(None))
    return list(await session.scalars(query.order_by(Persona.id)))


async def count(session: AsyncSession, project_id: UUID) -> int:
    from sqlalchemy import func, select

    from sight_domain.personas.models import Persona

    query = select(func.count()).where(Persona.project_id == project_id, Persona.deleted_at.is_(None))
    return await session.scalar(query) or 0


async def segments(session: AsyncSession, project_id: UUID) -> dict[str, tuple[str, int]]:
    """Name and number of people of every segment that somebody of the project is in, by its id."""
    from sqlalchemy import func, select

    from sight_domain.personas.models import Persona

    key = Persona.respondent["segment_id"].as_string()
    name = Persona.respondent["segment_name"].as_string()
    query = (
        select(key, func.min(name), func.count())
        .where(Persona.project_id == project_id, Persona.deleted_at.is_(None))
        .group_by(key)
        .order_by(func.count().desc(), key)
    )
    return {code: (words, people) for code, words, people in await session.execute(query)}
