"""Tools for focus groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sight_domain.errors import invalid_argument
from sight_domain.focus_groups.schemas import GroupStarted, Mode, Transcript
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, Cursor, FocusGroupId, PersonaId, ProjectId, Seed, WaitSeconds


@tool(Text(en="Run a focus group", pl="Przeprowadź grupę fokusową"), long_running=True)
async def run_focus_group(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    name: Annotated[str | None, Field(description="Made from the first question when left out.")] = None,
    questions: Annotated[list[str] | None, Field(description="In the order they are asked.")] = None,
    persona_ids: Annotated[
        list[PersonaId] | None,
        Field(min_length=1, description="All when left out."),
    ] = None,
    mode: Annotated[
        Mode,
        Field(description="`discussion`: people answer each other."),
    ] = "parallel",
    stimulus: Annotated[str | None, Field(description="A text shown to all first.")] = None,
    focus_group_id: Annotated[FocusGroupId | None, Field(description="Alone: go on with this one.")] = None,
    seed: Seed | None = None,
    turns_per_head: Annotated[
        int | None, Field(description="Most turns a head in a discussion, up to 60.")
    ] = None,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> GroupStarted:
    """Ask respondents, each alone or talking to each other, and sum up the themes with quotes."""
    if focus_group_id is None:
        if project_id is None:
            raise invalid_argument(
                "project_id",
                Text(
                    en="Whose respondents should be asked?",
                    pl="Respondenci którego projektu mają odpowiadać?",
                ),
                Text(
                    en="Give `project_id`, or `focus_group_id` to go on.",
                    pl="Podaj `project_id` albo `focus_group_id`, by kontynuować.",
                ),
            )
        asked = questions or []
        await ctx.require_affordable(
            await ctx.services.focus_groups.estimate(
                ctx.actor,
                project_id,
                questions=asked,
                persona_ids=persona_ids,
                stimulus=stimulus,
                mode=mode,
                turns_per_head=turns_per_head,
            )
        )
        focus_group_id = await ctx.services.focus_groups.create(
            ctx.actor,
            project_id,
            name=name if name is not None else (asked[0][:80] if asked else "-"),
            questions=asked,
            persona_ids=persona_ids,
            mode=mode,
            stimulus=stimulus,
            seed=seed,
            turns_per_head=turns_per_head,
        )
    elif (project_id, name, questions, persona_ids, stimulus, seed, turns_per_head) != (None,) * 7:
        raise invalid_argument(
            "focus_group_id",
            Text(en="A group that goes on cannot be changed.", pl="Kontynuowanej grupy nie można zmienić."),
            Text(
                en="Give `focus_group_id` alone, or leave it out to start a new group.",
                pl="Podaj samo `focus_group_id` albo pomiń je, by zacząć nową grupę.",
            ),
        )
    return await ctx.services.focus_groups.run(
        ctx.actor, focus_group_id, wait_seconds=wait_seconds, watch=ctx.watch
    )


@tool(Text(en="Read a focus group", pl="Odczytaj grupę fokusową"), read_only=True)
async def get_focus_group(
    ctx: ToolContext,
    focus_group_id: FocusGroupId,
    limit: Annotated[int, Field(ge=1, le=500, description="Most turns to return.")] = 100,
    cursor: Cursor | None = None,
) -> Transcript:
    """A group's transcript by pages, its summary with verified quotes, and how the talk went."""
    return await ctx.services.focus_groups.get(ctx.actor, focus_group_id, limit=limit, cursor=cursor)
