"""Tools for exports and for what was spent."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from sight_domain.ids import Kind, from_public
from sight_domain.language import Text
from sight_domain.llm.usage import Grouping, UsageSummary, budget_of, usage_summary
from sight_domain.reports.schemas import Exported, ReportKind
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, ProjectId, WaitSeconds


@tool(Text(en="Export a report", pl="Wyeksportuj raport"), long_running=True)
async def export_report(
    ctx: ToolContext,
    kind: Annotated[ReportKind, Field(description="What to export.")],
    id: Annotated[str, Field(description="Id of the project, focus group, survey or respondent.")],
    format: Annotated[Literal["json", "csv", "pdf"], Field(description="What kind of file.")],
    sections: Annotated[list[str] | None, Field(description="Which sections; all when left out.")] = None,
    mask_pii: Annotated[bool, Field(description="Show initials instead of names.")] = True,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> Exported:
    """Write a study, a focus group, a survey or a respondent to a file. Names are masked unless `mask_pii` is false.

    A CSV file holds one table: a project's respondents, a group's turns, a survey's answers, a respondent's row; `sections`
    ["transcripts"], ["needs"] or ["toplines"] choose another.
    """
    return await ctx.services.reports.export(
        ctx.actor,
        kind,
        id,
        format,
        sections=sections,
        mask_pii=mask_pii,
        wait_seconds=wait_seconds,
        watch=ctx.watch,
    )


@tool(Text(en="Show usage and cost", pl="Pokaż zużycie i koszt"), read_only=True)
async def get_usage(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    group_by: Annotated[Grouping | None, Field(description="Split the totals by this.")] = None,
) -> UsageSummary:
    """Model calls, attempts, tokens and USD from the ledger, in total and by project, run, task, model or day; and what
    the project's budget, or without a project the month's, leaves."""
    services = ctx.services
    whose = await _whose(ctx, project_id)
    # A project's own budget, or the installation's month where all of it is shown.
    has_one = project_id is not None or whose is None
    about = whose[0] if whose and project_id is not None else None
    budget = await budget_of(services.database, services.settings, about) if has_one else None
    return await usage_summary(services.database, project_ids=whose, group_by=group_by, budget=budget)


async def _whose(ctx: ToolContext, project_id: str | None) -> list[UUID] | None:
    """The projects whose usage the actor may see; ``None``, all of it, for the single user of an installation."""
    if project_id is not None:
        await ctx.services.projects.get(ctx.actor, project_id)
        return [from_public(Kind.PROJECT, project_id, field="project_id")]
    return None if ctx.actor.user_id is None else await ctx.services.projects.keys(ctx.actor)
