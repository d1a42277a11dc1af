"""A stored survey as every door shows it, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.language import Language
from sight_domain.personas.service import personas_there
from sight_domain.projects.service import require_project_key
from sight_domain.surveys import refusals
from sight_domain.surveys.schemas import SurveyView

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona
    from sight_domain.projects.models import Project
    from sight_domain.surveys.models import Survey


async def require_survey(
    session: AsyncSession, actor: Actor, public_id: str, *, field: str = "survey_id", deleted: bool = False
) -> tuple[Survey, Project]:
    """The actor's survey with its project; ``not_found`` when it is somebody else's or, unless `deleted`, deleted."""
    from sight_domain.surveys.models import Survey

    survey = await session.get(Survey, from_public(Kind.SURVEY, public_id, field=field))
    if survey is None or (survey.deleted_at is not None and not deleted):
        raise refusals.no_such_survey(public_id, field)
    try:
        project = await require_project_key(session, actor, survey.project_id, field=field)
    except SightError:
        raise refusals.no_such_survey(public_id, field) from None
    return survey, project


async def people_there(
    session: AsyncSession, survey: Survey, places: Iterable[int] | None = None
) -> dict[int, Persona]:
    """Who was to be asked (at `places`, if given) and has not been removed for good since, by place."""
    keys = {
        place: survey.participants[place]
        for place in (range(len(survey.participants)) if places is None else places)
    }
    found = await personas_there(session, [*keys.values()])
    return {place: found[key] for place, key in keys.items() if key in found}


def survey_view(
    survey: Survey, language: Language, generated_by: str, *, there: int | None = None
) -> SurveyView:
    """The survey; its notes in `language`.

    Args:
        there: how many of the respondents have not been removed for good; all when left out.
    """
    asked = len(survey.participants)
    notes = [note[language] for note in survey.notes]
    if there is not None and there < asked:
        notes.append(refusals.REMOVED.to(language).format(n=asked - there))
    return SurveyView(
        id=to_public(Kind.SURVEY, survey.id),
        project_id=to_public(Kind.PROJECT, survey.project_id),
        title=survey.title,
        status=survey.status,
        questions=survey.questions,
        stimulus=survey.stimulus,
        participants=asked if there is None else there,
        seed=survey.seed,
        notes=notes,
        generated_by=generated_by,
        created_at=survey.created_at,
        completed_at=survey.completed_at,
    )
