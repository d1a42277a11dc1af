"""Studies: set one up, list, look, change, delete, restore."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.clock import now
from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.language import Language, Text
from sight_domain.populations.service import TargetPopulation, check_target
from sight_domain.projects.schemas import ProjectPage, ProjectView
from sight_domain.storage.deletion import Deletion, DeletionReason, mark_deleted, purge, restore
from sight_domain.storage.paging import decode_uuid_cursor, encode_cursor

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.projects.models import Project
    from sight_domain.storage.database import Database

LARGEST_SAMPLE = 10_000
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 5_000


class ProjectService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        actor: Actor,
        *,
        name: str,
        description: str,
        language: Language,
        target: TargetPopulation,
        sample_size: int,
    ) -> ProjectView:
        """Set up a study.

        Raises:
            SightError: ``invalid_argument`` for an empty name, a sample size outside 1-10,000 or an impossible target.
        """
        from sight_domain.projects.models import Project

        check_sample_size(sample_size, "sample_size")
        await asyncio.to_thread(check_target, target, sample_size, field="sample_size")
        project = Project(
            owner_id=actor.user_id,
            name=_checked_text(name, "name", LONGEST_NAME, required=True),
            description=_checked_text(description, "description", LONGEST_DESCRIPTION, required=False),
            language=language,
            target=target.model_dump(mode="json", exclude_none=True),
            sample_size=sample_size,
        )
        async with self._database.session() as session:
            session.add(project)
        return _view(project)

    async def list(self, actor: Actor, *, limit: int, cursor: str | None) -> ProjectPage:
        """The actor's studies, newest first."""
        from sqlalchemy import select

        from sight_domain.projects.models import Project

        query = (
            select(Project)
            .where(Project.id.in_(projects_of(actor)))
            .order_by(Project.id.desc())
            .limit(limit + 1)
        )
        if cursor is not None:
            query = query.where(Project.id < decode_uuid_cursor(cursor))
        async with self._database.session() as session:
            rows = list(await session.scalars(query))
        shown = rows[:limit]
        return ProjectPage(
            projects=[_view(row) for row in shown],
            next_cursor=encode_cursor(shown[-1].id) if len(rows) > limit else None,
        )

    async def keys(self, actor: Actor) -> list[UUID]:
        """The keys of all the actor's projects, deleted ones too: what they cost was spent."""
        async with self._database.session() as session:
            return list(await session.scalars(projects_of(actor, deleted=True)))

    async def get(self, actor: Actor, project_id: str) -> ProjectView:
        """One study."""
        async with self._database.session() as session:
            return _view(await require_project(session, actor, project_id))

    async def update(
        self,
        actor: Actor,
        project_id: str,
        *,
        name: str | None,
        description: str | None,
        target: TargetPopulation | None,
        sample_size: int | None,
        budget_usd: float | None = None,
        remove_budget: bool = False,
        models: Sequence[str] | None = None,
    ) -> ProjectView:
        """Change what is given and leave the rest; `models` are names that were checked, none for the usual ones.

        A budget of 0 lets nothing be spent; without one of its own (`remove_budget`) the study has the installation's.

        Raises:
            SightError: ``conflict`` when the target would change although respondents were already recruited for it;
                ``invalid_argument`` as for a new study, and for a budget that is to be set and removed.
        """
        if remove_budget and budget_usd is not None:
            raise _budget_set_and_removed()
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id)
            if name is not None:
                project.name = _checked_text(name, "name", LONGEST_NAME, required=True)
            if description is not None:
                project.description = _checked_text(
                    description, "description", LONGEST_DESCRIPTION, required=False
                )
            if sample_size is not None:
                project.sample_size = check_sample_size(sample_size, "sample_size")
            if budget_usd is not None:
                project.budget_usd = Decimal(str(budget_usd))
            if remove_budget:
                project.budget_usd = None
            if models is not None:
                project.models = [*models] or None
            if target is not None:
                if project.recruited_at is not None:
                    raise _already_recruited()
                project.target = target.model_dump(mode="json", exclude_none=True)
            if target is not None or sample_size is not None:
                current = TargetPopulation.model_validate(project.target)
                await asyncio.to_thread(check_target, current, project.sample_size, field="sample_size")
        return _view(project)

    async def delete(
        self, actor: Actor, project_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a study and with it all it holds."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id, field="id")
            deleted_at, until = mark_deleted(project, reason, detail)
        return Deletion(
            id=project_id, deleted_at=deleted_at, reason=reason, restorable_until=until, related={}
        )

    async def purge_deleted(self) -> int:
        """Remove for good studies, with everything in them, that were deleted more than seven days ago; returns how many."""
        from sight_domain.projects.models import Project

        async with self._database.session() as session:
            return await purge(session, Project)

    async def restore(self, actor: Actor, project_id: str) -> ProjectView:
        """Bring a deleted study back, within seven days."""
        async with self._database.session() as session:
            project = await require_project(session, actor, project_id, field="id", deleted=True)
            restore(project)
        return _view(project)


async def require_project(
    session: AsyncSession, actor: Actor, public_id: str, *, field: str = "project_id", deleted: bool = False
) -> Project:
    """The actor's project of this id.

    Raises:
        SightError: ``invalid_id`` or ``not_found`` (also for somebody else's and, unless `deleted`, a deleted one).
    """
    from sight_domain.projects.models import Project

    project = await session.get(Project, from_public(Kind.PROJECT, public_id, field=field))
    visible = (
        project is not None and project.owner_id == actor.user_id and (deleted or project.deleted_at is None)
    )
    if project is None or not visible:
        raise SightError(
            ErrorCode.NOT_FOUND,
            Text(en=f"There is no project {public_id}.", pl=f"Nie ma projektu {public_id}."),
            Text(
                en="list_projects shows the projects there are.",
                pl="Istniejące projekty pokazuje list_projects.",
            ),
            field=field,
        )
    return project


def projects_of(actor: Actor, *, deleted: bool = False) -> Select[UUID]:
    """A query for the keys of the actor's projects, for things that belong to one."""
    from sqlalchemy import select

    from sight_domain.projects.models import Project

    query = select(Project.id).where(Project.owner_id.is_not_distinct_from(actor.user_id))
    return query if deleted else query.where(Project.deleted_at.is_(None))


async def mark_recruited(session: AsyncSession, project: Project) -> None:
    """From now on the target stays what the sample was drawn for."""
    from sight_domain.projects.models import Project as Stored

    (await session.get_one(Stored, project.id)).recruited_at = now()


async def require_project_key(session: AsyncSession, actor: Actor, key: UUID, *, field: str) -> Project:
    """The actor's project by its key, for things that belong to one."""
    return await require_project(session, actor, to_public(Kind.PROJECT, key), field=field)


async def project_by_key(session: AsyncSession, key: UUID) -> Project:
    """A project whoever owns it: for work that its owner has begun."""
    from sight_domain.projects.models import Project

    return await session.get_one(Project, key)


def language_of(project: Project) -> Language:
    """The language a project's respondents speak."""
    return "pl" if project.language == "pl" else "en"


def check_sample_size(count: int, field: str) -> int:
    """`count` when it is 1-10,000; ``invalid_argument`` naming `field` otherwise."""
    if 1 <= count <= LARGEST_SAMPLE:
        return count
    raise invalid_argument(
        field,
        Text(en=f"{count} respondents are not possible.", pl=f"Liczba respondentów {count} jest niemożliwa."),
        Text(en=f"Give a number from 1 to {LARGEST_SAMPLE:,}.", pl="Podaj liczbę od 1 do 10 000."),
    )


def _budget_set_and_removed() -> SightError:
    return invalid_argument(
        "remove_budget",
        Text(
            en="A budget cannot be set and removed at once.",
            pl="Nie można jednocześnie ustawić i usunąć budżetu.",
        ),
        Text(en="Give either budget_usd or remove_budget.", pl="Podaj albo budget_usd, albo remove_budget."),
    )


def _already_recruited() -> SightError:
    return SightError(
        ErrorCode.CONFLICT,
        Text(
            en="Respondents were already recruited for the present target.",
            pl="Dla obecnej grupy docelowej zrekrutowano już respondentów.",
        ),
        Text(
            en="Create a new project for another target, so that this sample stays what its report says.",
            pl="Dla innej grupy docelowej utwórz nowy projekt, aby ta próba pozostała zgodna ze swoim raportem.",
        ),
        field="target",
    )


def _checked_text(value: str, field: str, longest: int, *, required: bool) -> str:
    stripped = value.strip()
    if required and not stripped:
        raise invalid_argument(
            field,
            Text(en=f"`{field}` is empty.", pl=f"Pole `{field}` jest puste."),
            Text(en="Give at least one word.", pl="Podaj co najmniej jedno słowo."),
        )
    if len(stripped) > longest:
        raise invalid_argument(
            field,
            Text(
                en=f"`{field}` has {len(stripped)} characters.",
                pl=f"Pole `{field}` ma {len(stripped)} znaków.",
            ),
            Text(en=f"Shorten it to {longest}.", pl=f"Skróć je do {longest}."),
        )
    return stripped


def _view(project: Project) -> ProjectView:
    return ProjectView(
        id=to_public(Kind.PROJECT, project.id),
        name=project.name,
        description=project.description,
        language=language_of(project),
        target=project.target,
        sample_size=project.sample_size,
        budget_usd=None if project.budget_usd is None else float(project.budget_usd),
        models=project.models or [],
        created_at=project.created_at,
        updated_at=project.updated_at,
    )
