"""Arguments of the tools about surveys."""

from __future__ import annotations

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.survey_questions import typed_question
from sight_domain.llm.offline.planner.slots.topics import called


def run_survey(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Arguments of ``run_survey``: the questions said, each with the type that fits it."""
    del tool
    if "go_on" in request.concepts and not request.clause.questions:
        filled.arguments["survey_id"] = request.reference("srv", filled)
        return
    filled.arguments["project_id"] = request.reference("prj", filled)
    if filled.missing:
        return
    if not request.clause.questions:
        filled.missing = Missing("questions")
        return
    study = request.study or request.context.name_of(request.context.current.get("prj"))
    title = resource("surveys.yaml")["title"][request.language]
    filled.arguments |= {
        "title": called(request.clause.text) or study or title,
        "questions": [typed_question(text, request.language) for text in request.clause.questions],
    }


def survey_results(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Arguments of ``get_survey_results``."""
    del tool
    filled.arguments["survey_id"] = request.reference("srv", filled)
