"""Tools for needs and pains, for messages that rest on them, and for finding what was said."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from sight_domain.insights.schemas import (
    MessageKind,
    Messaging,
    Needs,
    RatedBy,
    StatementKind,
    Tone,
    TranscriptHits,
)
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import PersonaId, ProjectId

RatingPairs = Annotated[
    list[RatedBy],
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "object"},
            "description": "Survey questions to rate by: {survey_id, importance, satisfaction}.",
        }
    ),
]


@tool(Text(en="Analyse needs and pains", pl="Przeanalizuj potrzeby i bolączki"), long_running=True)
async def analyze_needs(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    persona_id: PersonaId | None = None,
    refresh: Annotated[bool, Field(description="Make the analysis anew although one is stored.")] = False,
    rated_by: RatingPairs | None = None,
) -> Needs:
    """Jobs to be done, desired outcomes with opportunity scores, and pains, from the answers of a project or a person."""
    insights = ctx.services.insights
    of = {"project_id": project_id, "persona": persona_id}
    if refresh or rated_by or await insights.latest_for(ctx.actor, **of) is None:
        await ctx.require_affordable(await insights.estimate(ctx.actor, **of, rated_by=rated_by))
    return await insights.analyze_needs(ctx.actor, **of, refresh=refresh, rated_by=rated_by)


@tool(Text(en="Generate messages", pl="Napisz komunikaty"), long_running=True)
async def generate_messaging(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    persona_id: PersonaId | None = None,
    segment: Annotated[str, Field(description="A segment of the project.")] | None = None,
    kind: Annotated[MessageKind, Field(description="What is written.")] = "ad",
    tone: Annotated[Tone, Field(description="How.")] = "friendly",
) -> Messaging:
    """Three messages for a respondent, a segment or the sample, grounded in their needs and the project's facts."""
    messaging = ctx.services.messaging
    whom = {"project_id": project_id, "persona": persona_id, "segment": segment}
    await ctx.require_affordable(await messaging.estimate(ctx.actor, **whom, kind=kind, tone=tone))
    return await messaging.generate(ctx.actor, **whom, kind=kind, tone=tone)


@tool(Text(en="Search what was said", pl="Przeszukaj wypowiedzi"), read_only=True)
async def search_transcripts(
    ctx: ToolContext,
    project_id: ProjectId,
    query: Annotated[str, Field(description="What to look for.")],
    kind: Annotated[StatementKind, Field(description="Only what was said there.")] | None = None,
    top_k: Annotated[int, Field(description="How many, 1-50.")] = 10,
) -> TranscriptHits:
    """Exact words of respondents in focus groups, open survey answers and interviews, with who and where."""
    return await ctx.services.transcripts.search(ctx.actor, project_id, query, kind=kind, top_k=top_k)
