"""Arguments of the tools about runs and what they cost."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.fillers.groups import group_name
from sight_domain.llm.offline.planner.intents import by_rule
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request, kinds_said
from sight_domain.llm.offline.planner.schema import enum_value
from sight_domain.llm.offline.planner.slots.numbers import count_of_people
from sight_domain.llm.offline.planner.slots.survey_questions import typed_question
from sight_domain.llm.offline.planner.text import fold

_COSTLY = frozenset(
    {"generate_personas", "run_focus_group", "analyze_needs", "run_survey", "generate_messaging"}
)


def usage(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Of which study, split by what."""
    text = request.clause.bare
    if "prj" in kinds_said(text) or "prj" in request.sources:
        filled.arguments["project_id"] = request.reference("prj", filled)
    by = re.search(r"\b(?:by|per|wedlug|na|w podziale na|each)\s+(\w+)", fold(text))
    if by or "dzien" in fold(text) or "daily" in fold(text):
        filled.arguments["group_by"] = enum_value(text, ["model", "day", "run", "task"])


def run(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Which run."""
    filled.arguments["run_id"] = request.reference("run", filled)
    if filled.arguments["run_id"] is None and filled.missing is None:
        filled.missing = Missing("run")


def estimate(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """The call whose cost is asked about, from the same words."""
    clause = request.clause
    scores = {
        name: score
        for name, score in by_rule(clause.bare, frozenset()).items()
        if name in request.tools and name in _COSTLY
    }
    count = count_of_people(clause.bare, alone=True)
    if not scores and "group" in request.concepts:
        scores = {"run_focus_group": 1.0}
    if "survey" in request.concepts:
        scores = {"run_survey": 1.0}
    if not scores and count is None:
        filled.missing = Missing("cost_of")
        return
    chosen = max(scores, key=lambda name: scores[name]) if scores else "generate_personas"
    if count is not None and not {"group", "survey"} & request.concepts:
        chosen = "generate_personas"
    inner: dict[str, Any] = {}
    if "prj" in request.context.current or "prj" in request.sources:
        inner["project_id"] = request.reference("prj", filled)
    if chosen == "generate_personas" and count is not None:
        inner["count"] = count
    if chosen == "run_focus_group":
        mode = enum_value(clause.bare, ["discussion"])
        inner |= {"name": group_name(request), "mode": mode or "parallel"}
        if clause.questions:
            inner["questions"] = list(clause.questions)
        else:
            filled.missing = Missing("questions")
    if chosen == "run_survey":
        inner["questions"] = [typed_question(text, request.language) for text in clause.questions]
        if not clause.questions:
            filled.missing = Missing("questions")
    filled.arguments = {"tool": chosen, "arguments": inner}
