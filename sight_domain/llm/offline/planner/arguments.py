"""How each known tool's arguments follow from a request; tools unknown here are filled by their schema."""

from __future__ import annotations

from collections.abc import Callable

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.fillers import (
    exports,
    groups,
    insights,
    money,
    people,
    sources,
    studies,
    surveys,
)
from sight_domain.llm.offline.planner.requests import Filled, Request
from sight_domain.llm.offline.planner.schema import complete

Filler = Callable[[PlannerTool, Request, Filled], None]


def fill(tool: PlannerTool, request: Request) -> Filled:
    """The call's arguments, limited to those the tool's schema has, and what is missing."""
    filled = Filled()
    filler = _FILLERS.get(tool.name)
    if filler is None:
        return complete(tool, request, filled)
    filler(tool, request, filled)
    filled.arguments = {
        key: value for key, value in filled.arguments.items() if value is not None and key in tool.properties
    }
    alternative = bool({"focus_group_id", "survey_id"} & filled.arguments.keys())
    return filled if alternative else complete(tool, request, filled, required_only=True)


_FILLERS: dict[str, Filler] = {
    "create_project": studies.create_project,
    "list_projects": lambda tool, request, filled: None,
    "get_project": studies.in_project,
    "update_project": studies.update_project,
    "delete_item": studies.delete,
    "restore_item": studies.restore,
    "generate_personas": people.generate_personas,
    "list_personas": studies.in_project,
    "get_persona": people.one_person,
    "compare_personas": people.compare,
    "check_representativeness": studies.in_project,
    "segment_personas": people.segments,
    "run_focus_group": groups.run_focus_group,
    "draft_guide": groups.draft_guide,
    "get_focus_group": groups.group,
    "run_survey": surveys.run_survey,
    "get_survey_results": surveys.survey_results,
    "analyze_needs": insights.needs,
    "generate_messaging": insights.messaging,
    "add_document": sources.add_document,
    "list_documents": lambda tool, request, filled: None,
    "search_knowledge": sources.search,
    "search_transcripts": sources.search_transcripts,
    "query_graph": sources.graph,
    "export_report": exports.export,
    "get_usage": money.usage,
    "get_run": money.run,
    "cancel_run": money.run,
    "resume_run": money.run,
    "estimate_cost": money.estimate,
    "interview_persona": people.interview,
}
