"""Tools for focus groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sight_domain.errors import SightError, invalid_argument
from sight_domain.focus_groups.schemas import GroupStarted, Mode, Transcript
from sight_domain.focus_groups.service import GuideQuestion, Section, StimulusWish
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, Cursor, FocusGroupId, PersonaId, ProjectId, Seed, WaitSeconds


@tool(Text(en="Run a focus group", pl="Przeprowadź grupę fokusową"), long_running=True)
async def run_focus_group(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    name: Annotated[str | None, Field(description="Made from the first question when left out.")] = None,
    questions: Annotated[
        list[str | GuideQuestion] | None,
        Field(description="In the order they are asked; with `probes` to ask on with."),
    ] = None,
    sections: Annotated[list[Section] | None, Field(description="In place of `questions`.")] = None,
    persona_ids: Annotated[
        list[PersonaId] | None,
        Field(min_length=1, description="All when left out."),
    ] = None,
    mode: Annotated[
        Mode,
        Field(description="`discussion`: people answer each other."),
    ] = "parallel",
    stimulus: Annotated[str | None, Field(description="A text shown to all first.")] = None,
    stimuli: Annotated[list[StimulusWish] | None, Field(description="What else is shown, and when.")] = None,
    focus_group_id: Annotated[
        FocusGroupId | None, Field(description="Alone: run this draft, or go on with this one.")
    ] = None,
    seed: Seed | None = None,
    turns_per_head: Annotated[
        int | None, Field(description="Most turns a head in a discussion, up to 60.")
    ] = None,
    minutes: Annotated[
        float | None, Field(description="Most minutes of speech in a discussion, at 150 words each.")
    ] = None,
    max_usd: Annotated[float | None, Field(description="Most it may cost.")] = None,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> GroupStarted:
    """Ask respondents, each alone or talking to each other, and sum up the themes with quotes."""
    groups = ctx.services.focus_groups
    asked = {
        "questions": questions or (),
        "sections": sections or (),
        "persona_ids": persona_ids,
        "mode": mode,
        "stimulus": stimulus,
        "stimuli": stimuli or (),
        "turns_per_head": turns_per_head,
        "minutes": minutes,
        "max_usd": max_usd,
    }
    if focus_group_id is None:
        if project_id is None:
            raise _whose()
        await ctx.require_affordable(await groups.estimate(ctx.actor, project_id, **asked))
        focus_group_id = await groups.create(
            ctx.actor, project_id, name=name or _named_after(questions, sections), seed=seed, **asked
        )
    elif any((project_id, name, seed is not None, mode != "parallel", *(asked | {"mode": None}).values())):
        raise invalid_argument(
            "focus_group_id",
            Text(en="A group that goes on cannot be changed.", pl="Kontynuowanej grupy nie można zmienić."),
            Text(
                en="Give `focus_group_id` alone, or leave it out to start a new group.",
                pl="Podaj samo `focus_group_id` albo pomiń je, by zacząć nową grupę.",
            ),
        )
    return await groups.run(ctx.actor, focus_group_id, wait_seconds=wait_seconds, watch=ctx.watch)


def _whose() -> SightError:
    return invalid_argument(
        "project_id",
        Text(en="Whose respondents should be asked?", pl="Respondenci którego projektu mają odpowiadać?"),
        Text(
            en="Give `project_id`, or `focus_group_id` to go on.",
            pl="Podaj `project_id` albo `focus_group_id`, by kontynuować.",
        ),
    )


def _named_after(questions: list[str | GuideQuestion] | None, sections: list[Section] | None) -> str:
    """The beginning of what is asked first; what is asked of nobody is refused for that, not for its name."""
    first = questions[0] if questions else sections[0].questions[0] if sections else "-"
    text = first if isinstance(first, str) else first.text
    return text.strip()[:80] or "-"


@tool(Text(en="Read a focus group", pl="Odczytaj grupę fokusową"), read_only=True)
async def get_focus_group(
    ctx: ToolContext,
    focus_group_id: FocusGroupId,
    limit: Annotated[int, Field(ge=1, le=500, description="Most turns to return.")] = 100,
    cursor: Cursor | None = None,
) -> Transcript:
    """A group's transcript by pages, its summary with verified quotes, and how the talk went."""
    return await ctx.services.focus_groups.get(ctx.actor, focus_group_id, limit=limit, cursor=cursor)
