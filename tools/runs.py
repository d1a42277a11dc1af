"""Tools for long jobs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from sight_domain.language import Text
from sight_domain.runs.schemas import RunView
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, WaitSeconds

RunId = Annotated[str, Field(description="Id of the run (run_…).")]


class RunFound(BaseModel):
    run: RunView


@tool(Text(en="Check a run", pl="Sprawdź zadanie"), read_only=True)
async def get_run(ctx: ToolContext, run_id: RunId, wait_seconds: WaitSeconds = 0.0) -> RunFound:
    """How far a long job is, what it has cost, and why it failed if it did. Waiting, all its progress is told."""
    return RunFound(run=await ctx.services.runs.follow(ctx.actor, run_id, wait_seconds, ctx.watch))


@tool(Text(en="Cancel a run", pl="Zatrzymaj zadanie"), idempotent=True)
async def cancel_run(ctx: ToolContext, run_id: RunId) -> RunFound:
    """Stop a long job. What it has done is kept; resume_run goes on from there."""
    return RunFound(run=await ctx.services.runs.cancel(ctx.actor, run_id))


@tool(Text(en="Resume a run", pl="Wznów zadanie"), idempotent=True, long_running=True)
async def resume_run(ctx: ToolContext, run_id: RunId, wait_seconds: WaitSeconds = DEFAULT_WAIT) -> RunFound:
    """Go on with a long job that was cancelled or has failed; what it has done is not done again."""
    resumed = await ctx.services.runs.resume(ctx.actor, run_id)
    return RunFound(run=await ctx.services.runs.wait(resumed, wait_seconds, ctx.language, ctx.watch))
