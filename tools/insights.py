"""Tools for needs and pains."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sight_domain.insights.schemas import Needs
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import PersonaId, ProjectId


@tool(Text(en="Analyse needs and pains", pl="Przeanalizuj potrzeby i bolączki"))
async def analyze_needs(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    persona_id: PersonaId | None = None,
    refresh: Annotated[bool, Field(description="Make the analysis anew although one is stored.")] = False,
) -> Needs:
    """Jobs to be done, desired outcomes with opportunity scores, and pains, from the answers of a project or a person."""
    return await ctx.services.insights.analyze_needs(
        ctx.actor, project_id=project_id, persona=persona_id, refresh=refresh
    )
