"""Tools for surveys."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sight_domain.errors import invalid_argument
from sight_domain.language import Text
from sight_domain.surveys.schemas import Dimension, SurveyResults, SurveyStarted
from sight_domain.surveys.service import QuestionDraft
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import DEFAULT_WAIT, PersonaId, ProjectId, Seed, WaitSeconds

SurveyId = Annotated[str, Field(description="Id of the survey (srv_…).")]


@tool(Text(en="Run a survey", pl="Przeprowadź ankietę"), long_running=True)
async def run_survey(
    ctx: ToolContext,
    project_id: ProjectId | None = None,
    title: Annotated[
        str | None, Field(description="Title; made from the first question when left out.")
    ] = None,
    questions: Annotated[
        list[QuestionDraft] | None, Field(description="The questions, in the order they are asked.")
    ] = None,
    persona_ids: Annotated[
        list[PersonaId] | None, Field(min_length=1, description="Who answers; all respondents when left out.")
    ] = None,
    stimulus: Annotated[str | None, Field(description="A text shown before the first question.")] = None,
    survey_id: Annotated[
        SurveyId | None, Field(description="Alone: go on with a survey that stopped.")
    ] = None,
    seed: Seed | None = None,
    wait_seconds: WaitSeconds = DEFAULT_WAIT,
) -> SurveyStarted:
    """Put typed questions to a project's respondents: each states probabilities, and the answer is drawn."""
    if survey_id is None:
        if project_id is None:
            raise invalid_argument(
                "project_id",
                Text(
                    en="Whose respondents should be asked?",
                    pl="Respondenci którego projektu mają odpowiadać?",
                ),
                Text(
                    en="Give `project_id`, or `survey_id` to go on.",
                    pl="Podaj `project_id` albo `survey_id`, by kontynuować.",
                ),
            )
        asked = questions or []
        await ctx.require_affordable(
            await ctx.services.surveys.estimate(
                ctx.actor, project_id, questions=asked, persona_ids=persona_ids, stimulus=stimulus
            )
        )
        survey_id = await ctx.services.surveys.create(
            ctx.actor,
            project_id,
            title=title if title is not None else asked[0].text[:80],
            questions=asked,
            persona_ids=persona_ids,
            stimulus=stimulus,
            seed=seed,
        )
    elif (project_id, title, questions, persona_ids, stimulus, seed) != (None,) * 6:
        raise invalid_argument(
            "survey_id",
            Text(
                en="A survey that goes on cannot be changed.", pl="Kontynuowanej ankiety nie można zmienić."
            ),
            Text(
                en="Give `survey_id` alone, or leave it out to start a new survey.",
                pl="Podaj samo `survey_id` albo pomiń je, by zacząć nową ankietę.",
            ),
        )
    return await ctx.services.surveys.run(ctx.actor, survey_id, wait_seconds=wait_seconds, watch=ctx.watch)


@tool(Text(en="Read a survey", pl="Odczytaj ankietę"), read_only=True)
async def get_survey_results(
    ctx: ToolContext,
    survey_id: SurveyId,
    by: Annotated[
        list[Dimension] | None,
        Field(min_length=1, description="Crosstabs by these; tests only when left out."),
    ] = None,
) -> SurveyResults:
    """A survey's toplines with intervals and spread, associations, and checks that the answers can be used."""
    return await ctx.services.surveys.results(ctx.actor, survey_id, dimensions=by)
