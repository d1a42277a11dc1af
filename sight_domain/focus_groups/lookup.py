"""Groups, their answers and who wrote them, as they are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.focus_groups import refusals
from sight_domain.ids import Kind, from_public
from sight_domain.personas.service import personas_there
from sight_domain.projects.service import require_project_key

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.accounts.actor import Actor
    from sight_domain.focus_groups.models import FocusGroup, Turn
    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project


async def answers_of(
    session: AsyncSession, project_id: UUID, persona_id: UUID | None = None
) -> list[tuple[Turn, str]]:
    """Every answer given in a project (by one respondent, if named) with its question, oldest first."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import FocusGroup, Turn

    query = (
        select(Turn, FocusGroup.questions)
        .join(FocusGroup)
        .where(
            FocusGroup.project_id == project_id,
            FocusGroup.deleted_at.is_(None),
            Turn.speaker_kind == "persona",
            Turn.outcome == "answered",
        )
        .order_by(FocusGroup.id, Turn.seq)
    )
    if persona_id is not None:
        query = query.where(Turn.persona_id == persona_id)
    return [(turn, questions[turn.question_index]) for turn, questions in await session.execute(query)]


async def writers_of(session: AsyncSession, group_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Group -> the models that wrote its answered turns; an empty set for a group without any."""
    from sqlalchemy import select

    from sight_domain.focus_groups.models import Turn

    query = (
        select(Turn.focus_group_id, Turn.written_by)
        .where(Turn.focus_group_id.in_(group_ids), Turn.written_by.is_not(None), Turn.outcome == "answered")
        .distinct()
    )
    writers: dict[UUID, set[str]] = defaultdict(set)
    for group_id, writer in await session.execute(query):
        writers[group_id].add(str(writer))
    return writers


async def members(
    session: AsyncSession, group: FocusGroup, places: Iterable[int] | None = None
) -> list[Persona]:
    """Who sits in a group (at `places`, if given), in the order of the places.

    Raises:
        SightError: ``conflict`` when somebody of the group was removed for good, with what was said.
    """
    found = await personas_there(session, group.participants)
    gone = len(group.participants) - len(found)
    if gone:
        raise refusals.members_gone(gone)
    return [
        found[group.participants[place]]
        for place in (range(len(group.participants)) if places is None else places)
    ]


async def require_group(
    session: AsyncSession,
    actor: Actor,
    public_id: str,
    *,
    field: str = "focus_group_id",
    deleted: bool = False,
) -> tuple[FocusGroup, Project]:
    """A group with its project.

    Raises:
        SightError: ``not_found`` for one that is not there, was deleted (unless `deleted`) or is somebody else's.
    """
    from sight_domain.focus_groups.models import FocusGroup

    group = await session.get(FocusGroup, from_public(Kind.FOCUS_GROUP, public_id, field=field))
    if group is None or (group.deleted_at is not None and not deleted):
        raise refusals.no_such_group(public_id, field)
    try:
        project = await require_project_key(session, actor, group.project_id, field=field)
    except SightError:
        raise refusals.no_such_group(public_id, field) from None
    return group, project
