"""The tool that says what another tool would cost."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from sight_domain.focus_groups.service import GroupWish
from sight_domain.ids import Kind, from_public
from sight_domain.language import Text
from sight_domain.llm.estimate import CostEstimate
from sight_domain.llm.usage import budget_of
from tools.catalogue import find_tool, tool
from tools.context import ToolContext
from tools.knowledge import file_given
from tools.validation import validated


class Estimate(BaseModel):
    """What calls would cost, in tokens and USD; `basis` says where the figures come from."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float
    model: str
    basis: str
    needs_approval: bool
    budget_left_usd: float | None = None


@tool(Text(en="Estimate the cost", pl="Oszacuj koszt"), read_only=True)
async def estimate_cost(
    ctx: ToolContext,
    tool: Annotated[
        Literal[
            "generate_personas",
            "draft_guide",
            "run_focus_group",
            "run_survey",
            "interview_persona",
            "analyze_needs",
            "generate_messaging",
            "add_document",
        ],
        Field(description="The tool you mean to call."),
    ],
    arguments: Annotated[dict[str, Any], Field(description="The arguments you mean to give it.")],
) -> Estimate:
    """Say what a call of another tool would cost, without making it."""
    given = validated(find_tool(tool).arguments, arguments)
    estimate = await _ESTIMATES[tool](ctx, given)
    return Estimate(
        calls=estimate.calls,
        input_tokens=estimate.input_tokens,
        output_tokens=estimate.output_tokens,
        usd=round(estimate.usd, 6),
        model=estimate.model,
        basis=estimate.basis.to(ctx.language),
        needs_approval=estimate.usd > ctx.services.settings.approval_usd,
        budget_left_usd=await _left(ctx, await _project_of(ctx, given)),
    )


async def _project_of(ctx: ToolContext, given: Any) -> str | None:
    """The project whose budget the call would count against."""
    if persona := getattr(given, "persona_id", None):
        found = await ctx.services.personas.get(
            ctx.actor, persona, sections=("overview",), project_id=given.project_id
        )
        return found.project_id
    if group := getattr(given, "focus_group_id", None):
        return (
            await ctx.services.focus_groups.get(ctx.actor, group, limit=1, cursor=None)
        ).focus_group.project_id
    return given.project_id


async def _left(ctx: ToolContext, project_id: str | None) -> float | None:
    """What the project's budget and the month's both leave; ``None`` without any."""
    about = (
        [None] if project_id is None else [None, from_public(Kind.PROJECT, project_id, field="project_id")]
    )
    found = [await budget_of(ctx.services.database, ctx.services.settings, key) for key in about]
    return min((float(budget.left) for budget in found if budget is not None), default=None)


async def _personas(ctx: ToolContext, given: Any) -> CostEstimate:
    return await ctx.services.personas.estimate(
        ctx.actor, given.project_id, count=given.count, boost=given.boost
    )


async def _focus_group(ctx: ToolContext, given: Any) -> CostEstimate:
    groups = ctx.services.focus_groups
    if given.focus_group_id is not None:
        return await groups.estimate_of(ctx.actor, given.focus_group_id)
    wish = GroupWish(
        name=given.name or "-",
        questions=given.questions or (),
        sections=given.sections or (),
        mode=given.mode,
        stimulus=given.stimulus,
        stimuli=given.stimuli or (),
        turns_per_head=given.turns_per_head,
        minutes=given.minutes,
        max_usd=given.max_usd,
    )
    return await groups.estimate(ctx.actor, given.project_id or "", wish, persona_ids=given.persona_ids)


async def _guide(ctx: ToolContext, given: Any) -> CostEstimate:
    groups = ctx.services.focus_groups
    if given.focus_group_id is not None:
        changes = None if given.sections else given.changes
        return await groups.estimate_change(
            ctx.actor, given.focus_group_id, changes=changes, minutes=given.minutes
        )
    wish = GroupWish(
        name=given.goal or "-", mode=given.mode, minutes=given.minutes, stimuli=given.stimuli or ()
    )
    return await groups.estimate_draft(ctx.actor, given.project_id or "", wish, goal=given.goal or "")


async def _survey(ctx: ToolContext, given: Any) -> CostEstimate:
    return await ctx.services.surveys.estimate(
        ctx.actor,
        given.project_id or "",
        questions=given.questions or [],
        persona_ids=given.persona_ids,
        stimulus=given.stimulus,
    )


async def _needs(ctx: ToolContext, given: Any) -> CostEstimate:
    return await ctx.services.insights.estimate(
        ctx.actor, project_id=given.project_id, persona=given.persona_id, rated_by=given.rated_by
    )


async def _interview(ctx: ToolContext, given: Any) -> CostEstimate:
    return await ctx.services.interviews.estimate(
        ctx.actor, given.persona_id, given.message, project_id=given.project_id
    )


async def _messaging(ctx: ToolContext, given: Any) -> CostEstimate:
    return await ctx.services.messaging.estimate(
        ctx.actor,
        project_id=given.project_id,
        persona=given.persona_id,
        segment=given.segment,
        kind=given.kind,
        tone=given.tone,
    )


async def _document(ctx: ToolContext, given: Any) -> CostEstimate:
    path, content = file_given(ctx, given.path, given.content_base64)
    return await ctx.services.document_costs.estimate(
        ctx.actor,
        project_id=given.project_id,
        path=path,
        content=content,
        filename=given.filename,
        title=given.title,
    )


_ESTIMATES = {
    "generate_personas": _personas,
    "draft_guide": _guide,
    "run_focus_group": _focus_group,
    "run_survey": _survey,
    "interview_persona": _interview,
    "analyze_needs": _needs,
    "generate_messaging": _messaging,
    "add_document": _document,
}
