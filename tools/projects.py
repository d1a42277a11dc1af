"""Tools for studies."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from sight_domain.ids import Kind, from_public, kind_of
from sight_domain.language import Language, Text
from sight_domain.populations.schemas import Unexpressed
from sight_domain.populations.service import (
    TargetPopulation,
    incidence,
    incidence_in_words,
    target_in_words,
    unexpressed,
)
from sight_domain.projects.schemas import ProjectPage, ProjectView
from sight_domain.runs.schemas import RunView
from sight_domain.storage.deletion import Deletion, DeletionReason
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import Cursor, Limit, ProjectId
from tools.things import keeper_of, named

ItemId = Annotated[
    str, Field(description="Id of a project, respondent, focus group, survey, interview or document.")
]
Target = Annotated[
    TargetPopulation,
    Field(description="Who the respondents stand for: country, filters, and quotas as shares that sum to 1."),
]
SampleSize = Annotated[int, Field(description="How many respondents, 1-10,000.")]


class Audience(BaseModel):
    """A target in words, how common it is, and what was asked for and has no effect on who is drawn."""

    target_in_words: str
    incidence: dict[str, float]
    incidence_in_words: str
    not_expressed: list[Unexpressed]


class ProjectCreated(Audience):
    """The new study; show its target in words, and what it does not express, for confirmation."""

    project: ProjectView


class Listed(BaseModel):
    """One thing of a project: its id, what it is called and where it stands."""

    id: str
    name: str
    status: str


class ProjectDashboard(ProjectView):
    """A study with what it holds."""

    personas_count: int
    focus_groups: list[Listed]
    surveys: list[Listed]
    documents: list[Listed]
    runs: list[RunView]


class ProjectFound(BaseModel):
    project: ProjectDashboard


class ProjectUpdated(Audience):
    project: ProjectView


class Deleted(BaseModel):
    deleted: Deletion


class Restored(BaseModel):
    restored: dict[str, Any]


@tool(Text(en="Create a project", pl="Utwórz projekt"))
async def create_project(
    ctx: ToolContext,
    name: Annotated[str, Field(description="Name of the study, usually its topic.")],
    target: Target,
    sample_size: SampleSize,
    language: Annotated[
        Language | None, Field(description="Language of the respondents; yours when left out.")
    ] = None,
    description: Annotated[str, Field(description="What the study is about, in a sentence or two.")] = "",
) -> ProjectCreated:
    """Set up a study: its topic, the population its respondents are drawn from, and how many there will be."""
    project = await ctx.services.projects.create(
        ctx.actor,
        name=name,
        description=description,
        language=language or ctx.language,
        target=target,
        sample_size=sample_size,
    )
    return ProjectCreated(project=project, **(await _audience(ctx, target)))


@tool(Text(en="List projects", pl="Lista projektów"), read_only=True)
async def list_projects(ctx: ToolContext, limit: Limit = 20, cursor: Cursor | None = None) -> ProjectPage:
    """The studies there are, newest first."""
    return await ctx.services.projects.list(ctx.actor, limit=limit, cursor=cursor)


@tool(Text(en="Show a project", pl="Pokaż projekt"), read_only=True)
async def get_project(ctx: ToolContext, project_id: ProjectId) -> ProjectFound:
    """One study with the number of its respondents, its focus groups, surveys, documents and runs."""
    project = await ctx.services.projects.get(ctx.actor, project_id)
    groups = await ctx.services.focus_groups.of_project(ctx.actor, project_id)
    surveys = await ctx.services.surveys.of_project(ctx.actor, project_id)
    documents = await ctx.services.knowledge.list_documents(ctx.actor, project_id=project_id)
    key = from_public(Kind.PROJECT, project_id, field="project_id")
    return ProjectFound(
        project=ProjectDashboard(
            **project.model_dump(),
            personas_count=await ctx.services.personas.count(ctx.actor, project_id),
            focus_groups=[Listed(id=group.id, name=group.name, status=group.status) for group in groups],
            surveys=[Listed(id=survey.id, name=survey.title, status=survey.status) for survey in surveys],
            documents=[
                Listed(id=doc.id, name=doc.title, status=doc.status)
                for doc in documents.documents
                if doc.project_id
            ],
            runs=await ctx.services.runs.of_project(key, ctx.language),
        )
    )


@tool(Text(en="Change a project", pl="Zmień projekt"), idempotent=True)
async def update_project(
    ctx: ToolContext,
    project_id: ProjectId,
    name: Annotated[str | None, Field(description="New name.")] = None,
    description: Annotated[str | None, Field(description="New description.")] = None,
    target: Target | None = None,
    sample_size: SampleSize | None = None,
    budget_usd: Annotated[
        float | None,
        Field(ge=0, le=1_000_000, description="Most the study may spend on models, USD; 0: nothing."),
    ] = None,
    remove_budget: Annotated[bool, Field(description="Take the study's own budget away.")] = False,
    models: Annotated[
        list[str] | None,
        Field(max_length=8, description="Models to ask, in order, instead of the usual ones; [] for those."),
    ] = None,
) -> ProjectUpdated:
    """Change a study's name, description, sample size, budget, models or, before anybody is recruited, its target."""
    gateway = ctx.services.gateway
    project = await ctx.services.projects.update(
        ctx.actor,
        project_id,
        name=name,
        description=description,
        target=target,
        sample_size=sample_size,
        budget_usd=budget_usd,
        remove_budget=remove_budget,
        models=None if models is None else gateway.checked_models(models),
    )
    gateway.models_changed(from_public(Kind.PROJECT, project.id, field="project_id"))
    return ProjectUpdated(
        project=project, **(await _audience(ctx, TargetPopulation.model_validate(project.target)))
    )


async def _audience(ctx: ToolContext, target: TargetPopulation) -> dict[str, Any]:
    import asyncio

    found = await asyncio.to_thread(incidence, target)
    return {
        "target_in_words": target_in_words(target, ctx.language),
        "incidence": found,
        "incidence_in_words": incidence_in_words(
            found["share_of_adults"], round(found["persons"]), ctx.language
        ),
        "not_expressed": await asyncio.to_thread(unexpressed, target, ctx.language),
    }


@tool(Text(en="Delete something", pl="Usuń element"), destructive=True)
async def delete_item(
    ctx: ToolContext,
    id: ItemId,
    reason: Annotated[DeletionReason, Field(description="Why it is deleted.")],
    reason_detail: Annotated[str | None, Field(description="The reason in words.")] = None,
) -> Deleted:
    """Delete a project, respondent, focus group, survey, interview or document. It can be restored for seven days."""
    keeper = keeper_of(ctx, id)
    thing = await named(ctx, id)
    await ctx.require_approval(Text(en=f"Delete {thing.en} ({id})?", pl=f"Usunąć {thing.pl} ({id})?"))
    deleted = await keeper.delete(ctx.actor, id, reason, reason_detail)
    # Nobody is to pay for what nobody can see.
    await ctx.services.runs.cancel_about(from_public(kind_of(id, field="id"), id, field="id"))
    return Deleted(deleted=deleted)


@tool(Text(en="Restore something", pl="Przywróć element"), idempotent=True)
async def restore_item(ctx: ToolContext, id: ItemId) -> Restored:
    """Bring back what was deleted less than seven days ago."""
    restored = await keeper_of(ctx, id).restore(ctx.actor, id)
    return Restored(restored=restored.model_dump(mode="json"))
