"""Anything with an id: which service keeps it, and what to call it when somebody is asked about it."""

from __future__ import annotations

from typing import Any

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, kind_of
from sight_domain.language import Text
from tools.context import ToolContext


def keeper_of(ctx: ToolContext, id: str) -> Any:
    """The service that deletes and restores this kind of thing; ``invalid_id`` for kinds that no one deletes."""
    services = ctx.services
    keepers = {
        Kind.PROJECT: services.projects,
        Kind.PERSONA: services.personas,
        Kind.FOCUS_GROUP: services.focus_groups,
        Kind.SURVEY: services.surveys,
        Kind.DOCUMENT: services.knowledge,
        Kind.INTERVIEW: services.interviews,
    }
    keeper = keepers.get(kind_of(id, field="id"))
    if keeper is None:
        raise SightError(
            ErrorCode.INVALID_ID,
            Text(en=f"'{id}' cannot be deleted or restored.", pl=f"„{id}” nie można usunąć ani przywrócić."),
            Text(
                en="Give the id of a project (prj_…), respondent (per_…), focus group (fg_…), survey (srv_…), interview (itv_…) or document (doc_…).",
                pl="Podaj identyfikator projektu (prj_…), respondenta (per_…), grupy (fg_…), ankiety (srv_…), rozmowy (itv_…) albo dokumentu (doc_…).",
            ),
            field="id",
        )
    return keeper


async def named(ctx: ToolContext, id: str) -> Text:
    """The thing by kind and name, as the object of a verb ("the survey “Tea”", „ankietę „Herbata””).

    Raises:
        SightError: ``not_found`` when there is no such thing, or it is not the actor's to see.
    """
    try:
        return await _named(ctx, id)
    except SightError as error:
        error.field = "id"
        raise


async def _named(ctx: ToolContext, id: str) -> Text:
    services, actor = ctx.services, ctx.actor
    match kind_of(id, field="id"):
        case Kind.PROJECT:
            name = (await services.projects.get(actor, id)).name
            return Text(en=f"the study “{name}” with all it holds", pl=f"badanie „{name}” z całą zawartością")
        case Kind.PERSONA:
            name = (await services.personas.get(actor, id, sections=("overview",))).full_name
            return Text(en=f"the respondent {name}", pl=f"osobę {name}")
        case Kind.FOCUS_GROUP:
            name = (await services.focus_groups.get(actor, id, limit=1, cursor=None)).focus_group.name
            return Text(en=f"the focus group “{name}”", pl=f"grupę fokusową „{name}”")
        case Kind.SURVEY:
            name = (await services.surveys.results(actor, id)).survey.title
            return Text(en=f"the survey “{name}”", pl=f"ankietę „{name}”")
        case Kind.DOCUMENT:
            name = (await services.knowledge.get_document(actor, id)).title
            return Text(en=f"the document “{name}”", pl=f"dokument „{name}”")
        case Kind.INTERVIEW:
            name = (await services.interviews.get(actor, id)).interview.persona_name
            return Text(en=f"the interview with {name}", pl=f"rozmowę z osobą: {name}")
        case _:
            return Text(en=id, pl=id)
