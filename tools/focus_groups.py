"""Tools for focus groups."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sight_domain.errors import SightError, invalid_argument
from sight_domain.focus_groups.schemas import GroupStarted, GuideDrafted, Mode, Transcript
from sight_domain.focus_groups.service import GroupWish, SaidOfGroup, Section, StimulusWish
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, Cursor, FocusGroupId, PersonaId, ProjectId, Seed, WaitSeconds

Minutes = Annotated[float, Field(description="Most minutes of speech in a discussion.")]
MaxUsd = Annotated[float, Field(description="Most it may cost.")]


@tool(Text(en="Run a focus group", pl="Przeprowadź grupę fokusową"), long_running=True)
async def run_focus_group(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    name: Annotated[str | None, Field(description="Made from the first question when left out.")] = None,
    questions: Annotated[list[str] | None, Field(description="In the order they are asked.")] = None,
    sections: Annotated[
        list[Section] | None, Field(description="Or a whole guide, with probes and minutes.")
    ] = None,
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
    minutes: Minutes | None = None,
    max_usd: MaxUsd | None = None,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> GroupStarted:
    """Ask respondents, each alone or talking to each other, and sum up the themes with quotes."""
    groups = ctx.services.focus_groups
    if focus_group_id is None:
        if project_id is None:
            raise _whose()
        wish = GroupWish(
            name=name if name is not None else _named_after(questions, sections),
            questions=questions or (),
            sections=sections or (),
            mode=mode,
            stimulus=stimulus,
            stimuli=stimuli or (),
            turns_per_head=turns_per_head,
            minutes=minutes,
            max_usd=max_usd,
        )
        await ctx.require_affordable(
            await groups.estimate(ctx.actor, project_id, wish, persona_ids=persona_ids)
        )
        focus_group_id = await groups.create(ctx.actor, project_id, wish, persona_ids=persona_ids, seed=seed)
    else:
        said = SaidOfGroup(
            project_id=project_id,
            name=name,
            questions=questions,
            sections=sections,
            persona_ids=persona_ids,
            mode=None if mode == "parallel" else mode,
            stimulus=stimulus,
            stimuli=stimuli,
            turns_per_head=turns_per_head,
            minutes=minutes,
            max_usd=max_usd,
            seed=seed,
        )
        await groups.require_agreeing(ctx.actor, focus_group_id, said)
        if await groups.is_draft(ctx.actor, focus_group_id):
            await ctx.require_affordable(await groups.estimate_of(ctx.actor, focus_group_id))
    return await groups.run(ctx.actor, focus_group_id, wait_seconds=wait_seconds, watch=ctx.watch)


@tool(Text(en="Draft a discussion guide", pl="Przygotuj scenariusz wywiadu"))
async def draft_guide(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    goal: Annotated[str | None, Field(description="What to find out.")] = None,
    persona_ids: Annotated[
        list[PersonaId] | None, Field(min_length=1, description="All when left out.")
    ] = None,
    mode: Annotated[Mode, Field(description="How it will be held.")] = "discussion",
    minutes: Minutes | None = None,
    stimuli: Annotated[list[StimulusWish] | None, Field(description="What is shown, and when.")] = None,
    focus_group_id: Annotated[FocusGroupId | None, Field(description="A draft to change.")] = None,
    changes: Annotated[str | None, Field(description="What to change, in words.")] = None,
    sections: Annotated[list[Section] | None, Field(description="Or the sections it is to have.")] = None,
    seed: Seed | None = None,
) -> GuideDrafted:
    """Draft the guide of a focus group, to be shown and approved before run_focus_group runs it."""
    groups = ctx.services.focus_groups
    if focus_group_id is not None:
        new = (project_id, goal, persona_ids, stimuli, seed)
        if any(given is not None for given in new) or mode != "discussion":
            raise _only_its_sections()
        return await groups.revise(
            ctx.actor, focus_group_id, changes=changes, sections=sections or (), minutes=minutes
        )
    if project_id is None:
        raise _whose()
    wish = GroupWish(name=goal or "-", mode=mode, minutes=minutes, stimuli=stimuli or ())
    return await groups.draft(
        ctx.actor, project_id, wish, goal=goal or "", persona_ids=persona_ids, seed=seed
    )


def _only_its_sections() -> SightError:
    return invalid_argument(
        "focus_group_id",
        Text(
            en="Of a draft only the questions and their time can be changed.",
            pl="W szkicu można zmienić tylko pytania i ich czas.",
        ),
        Text(
            en="Give `changes`, or `sections`, and perhaps `minutes`; or draft another guide.",
            pl="Podaj `changes` albo `sections`, ewentualnie `minutes`, albo przygotuj inny scenariusz.",
        ),
    )


def _whose() -> SightError:
    return invalid_argument(
        "project_id",
        Text(en="Whose respondents should be asked?", pl="Respondenci którego projektu mają odpowiadać?"),
        Text(
            en="Give `project_id`, or `focus_group_id` to go on.",
            pl="Podaj `project_id` albo `focus_group_id`, by kontynuować.",
        ),
    )


def _named_after(questions: list[str] | None, sections: list[Section] | None) -> str:
    """The beginning of what is asked first; what is asked of nobody is refused for that, not for its name."""
    first = questions[0] if questions else sections[0].questions[0].text if sections else ""
    return first.strip()[:80] or "-"


@tool(Text(en="Read a focus group", pl="Odczytaj grupę fokusową"), read_only=True)
async def get_focus_group(
    ctx: ToolContext,
    focus_group_id: FocusGroupId,
    limit: Annotated[int, Field(ge=1, le=500, description="Most turns to return.")] = 100,
    cursor: Cursor | None = None,
) -> Transcript:
    """A group's transcript by pages, its summary with verified quotes, and how the talk went."""
    return await ctx.services.focus_groups.get(ctx.actor, focus_group_id, limit=limit, cursor=cursor)
