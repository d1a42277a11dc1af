"""Tools for respondents."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sight_domain.interviews.schemas import InterviewAnswer
from sight_domain.language import Text
from sight_domain.personas.schemas import (
    SECTIONS,
    Comparison,
    PersonaDetail,
    PersonaPage,
    Recruitment,
    Section,
    SegmentedBy,
    Segments,
)
from sight_domain.populations.service import Boost
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, Cursor, Limit, PersonaId, ProjectId, Seed, WaitSeconds

Sections = Annotated[
    list[Section], Field(min_length=1, description="Which sections to return; all when left out.")
]
WithinProject = Annotated[
    str, Field(description="Look for names among this project's respondents only (prj_…).")
]


class PersonaFound(BaseModel):
    persona: PersonaDetail


class Representativeness(BaseModel):
    """How the stored respondents compare with the target; see docs/statistics.md for every figure."""

    model_config = ConfigDict(extra="allow")

    n: int
    dimensions: list[dict[str, Any]]
    is_statistically_valid: bool
    why: list[str]
    verdict: str
    notes: list[str]


@tool(Text(en="Recruit respondents", pl="Zrekrutuj respondentów"), long_running=True)
async def generate_personas(
    ctx: ToolContext,
    project_id: ProjectId,
    count: Annotated[
        int | None,
        Field(description="How many, 1-10,000; left out, the sample is filled up to the project's size."),
    ] = None,
    boost: Annotated[
        Boost | None,
        Field(description='Extra respondents of one group, beyond the quotas: {"age_min": 65, "to": 40}.'),
    ] = None,
    seed: Seed | None = None,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> Recruitment:
    """Draw respondents with exact quotas, together with those there are, or boost a group; have their portraits written."""
    await ctx.require_affordable(
        await ctx.services.personas.estimate(ctx.actor, project_id, count=count, boost=boost)
    )
    return await ctx.services.personas.generate(
        ctx.actor,
        project_id,
        count=count,
        boost=boost,
        seed=seed,
        wait_seconds=wait_seconds,
        watch=ctx.watch,
    )


@tool(Text(en="List respondents", pl="Lista respondentów"), read_only=True)
async def list_personas(
    ctx: ToolContext,
    project_id: ProjectId,
    segment: Annotated[str | None, Field(description="Only this segment's, by name or id.")] = None,
    limit: Limit = 50,
    cursor: Cursor | None = None,
) -> PersonaPage:
    """The respondents of a project, or of one segment, in the order they were drawn."""
    return await ctx.services.personas.list(
        ctx.actor, project_id, limit=limit, cursor=cursor, segment=segment
    )


@tool(Text(en="Show segments", pl="Pokaż segmenty"), read_only=True)
async def segment_personas(
    ctx: ToolContext,
    project_id: ProjectId,
    by: Annotated[
        SegmentedBy, Field(description="The target's own groups, or clusters over traits as well.")
    ] = "demographics",
    clusters: Annotated[
        int | None, Field(description="How many clusters, 2-8; left out, the data decide.")
    ] = None,
) -> Segments:
    """Named groups of a project's respondents: share, description, people."""
    return await ctx.services.personas.segments(ctx.actor, project_id, by=by, clusters=clusters)


@tool(Text(en="Show a respondent", pl="Pokaż respondenta"), read_only=True)
async def get_persona(
    ctx: ToolContext,
    persona_id: PersonaId,
    sections: Sections | None = None,
    project_id: WithinProject | None = None,
) -> PersonaFound:
    """One respondent: overview, profile (traits, values, story), needs, and what they said last."""
    wanted = sections or list(SECTIONS)
    persona = await ctx.services.personas.get(ctx.actor, persona_id, sections=wanted, project_id=project_id)
    if "needs" in wanted:
        needs = await ctx.services.insights.latest_for(ctx.actor, project_id=None, persona=persona.id)
        persona.needs = needs.model_dump(mode="json") if needs else None
    if persona.insights is not None:
        interviews = await ctx.services.interviews.with_persona(ctx.actor, persona.id)
        persona.insights["interviews"] = [one.model_dump(mode="json") for one in interviews]
    return PersonaFound(persona=persona)


@tool(Text(en="Interview a respondent", pl="Porozmawiaj z respondentem"))
async def interview_persona(
    ctx: ToolContext,
    persona_id: PersonaId,
    message: Annotated[str, Field(description="What you say to them.")],
    interview_id: Annotated[str | None, Field(description="Go on with this interview (itv_…).")] = None,
    project_id: WithinProject | None = None,
) -> InterviewAnswer:
    """Talk with one respondent alone, who remembers groups and interviews."""
    await ctx.require_affordable(
        await ctx.services.interviews.estimate(ctx.actor, persona_id, message, project_id=project_id)
    )
    return await ctx.services.interviews.ask(
        ctx.actor, persona_id, message, interview_id=interview_id, project_id=project_id
    )


@tool(Text(en="Compare respondents", pl="Porównaj respondentów"), read_only=True)
async def compare_personas(
    ctx: ToolContext,
    persona_ids: Annotated[
        list[PersonaId], Field(description="Two or three respondents, by id or unique name.")
    ],
    sections: Sections | None = None,
    project_id: WithinProject | None = None,
) -> Comparison:
    """Two or three respondents side by side: how alike, and what differs in facts, traits, needs and answers."""

    async def needs_of(persona: str) -> dict[str, Any] | None:
        found = await ctx.services.insights.latest_for(ctx.actor, project_id=None, persona=persona)
        return found.model_dump(mode="json") if found else None

    return await ctx.services.personas.compare(
        ctx.actor, persona_ids, sections=sections or SECTIONS, project_id=project_id, needs_of=needs_of
    )


@tool(Text(en="Check representativeness", pl="Sprawdź reprezentatywność"), read_only=True)
async def check_representativeness(ctx: ToolContext, project_id: ProjectId) -> Representativeness:
    """Compare the stored respondents with the target population, margin by margin, and say what that proves."""
    return Representativeness(**await ctx.services.personas.representativeness(ctx.actor, project_id))
