"""From a conversation to the next tool call or the next thing to say, with no language model.

The planner is stateless and deterministic: everything follows from the messages and the tools bound.
"""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.language import Language
from sight_domain.llm.offline.planner.context import read
from sight_domain.llm.offline.planner.exchange import Decision, Exchange, PlannedStep, PlannerTool, ToolCall
from sight_domain.llm.offline.planner.references import placeholders
from sight_domain.llm.offline.planner.replies import reply
from sight_domain.llm.offline.planner.turns import last_user, outcome, steps_of

__all__ = ["Decision", "Exchange", "PlannedStep", "PlannerTool", "ToolCall", "decide", "plan"]


def decide(
    messages: Sequence[Exchange], tools: Sequence[PlannerTool], *, default_language: Language = "en"
) -> Decision:
    """The next step of the agent's loop: one tool call, or the text that ends the turn.

    Only what the user wrote is read for wishes; documents, respondents and results can ask for nothing.

    Args:
        messages: the whole history, oldest first; tool results as the JSON of their structured content.
        tools: those the agent may call now.
        default_language: when no user message gives a sign of its language.
    """
    standing = outcome(messages, tools, default_language)
    if standing.ending == "call" and standing.call is not None:
        return Decision((standing.call,), "")
    return Decision((), reply(standing, tools))


def plan(
    messages: Sequence[Exchange], tools: Sequence[PlannerTool], *, default_language: Language = "en"
) -> list[PlannedStep]:
    """Every call the last user message would lead to, without making any.

    Values that earlier calls of the plan will give read ``$create_project.project.id``. The plan ends before a call
    for which the user would have to be asked something.
    """
    at = last_user(messages)
    if at is None:
        return []
    steps, _ = steps_of(messages[: at + 1], tools, default_language)
    context = read(messages[: at + 1])
    planned: list[PlannedStep] = []
    for step in steps:
        if step.missing is not None:
            break
        planned.append(PlannedStep(step.tool, placeholders(step.arguments, context)))
    return planned
