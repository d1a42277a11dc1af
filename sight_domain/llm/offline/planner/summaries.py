"""What a tool's result says, in Markdown, from the result alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told import (
    accounts,
    insights,
    people,
    sample,
    sources,
    studies,
    survey,
    talks,
)
from sight_domain.llm.offline.planner.told.pieces import Result, figure_of, title_of, words_of
from sight_domain.llm.offline.planner.told.talks import TOP


def summary(
    tool: str, result: Result, arguments: Mapping[str, Any], language: Language, name: str = ""
) -> list[str]:
    """The lines that tell what a call gave; ``name`` is that of the thing the call was about; a tool unknown here is told by its result's own fields."""
    return _TELLERS.get(tool, _plainly)(
        {**result, "asked_id": arguments.get("id", ""), "asked_name": name}, language
    )


def offline_written(value: Any) -> bool:
    """Whether any part of a result says that the offline engine wrote it."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in ("generated_by", "engine", "model", "written_by") and "offline" in str(part).lower():
                return True
            if isinstance(part, Mapping | list) and offline_written(part):
                return True
        return False
    if isinstance(value, list):
        return any(offline_written(part) for part in value)
    return False


def _no_words(result: Result, language: Language) -> list[str]:
    """Runs are told by their status line."""
    return []


def _plainly(result: Result, language: Language) -> list[str]:
    lines: list[str] = []
    for key, value in result.items():
        if key in ("asked_id", "asked_name"):
            continue
        label = key.replace("_", " ")
        if isinstance(value, list):
            lines.append(f"- {label}: {len(value)}")
            lines.extend(
                f"  - {title_of(one) if isinstance(one, Mapping) else plain(one)}" for one in value[:TOP]
            )
        elif isinstance(value, Mapping):
            if key != "run":
                lines.append(f"- {label}: {title_of(value) or sample.in_words(value, language)}")
        elif value is not None:
            lines.append(f"- {label}: {plain(figure_of(value, language))}")
    return lines or [words_of("finished", language)]


_TELLERS: dict[str, Callable[[Result, Language], list[str]]] = {
    "create_project": studies.created,
    "list_projects": studies.projects,
    "get_project": studies.project,
    "update_project": studies.updated,
    "delete_item": studies.deleted,
    "restore_item": studies.restored,
    "generate_personas": people.recruited,
    "list_personas": people.people,
    "get_persona": people.person,
    "compare_personas": sample.compared,
    "check_representativeness": sample.representative,
    "segment_personas": sample.segments,
    "run_focus_group": talks.group,
    "draft_guide": talks.guide,
    "get_focus_group": talks.group,
    "run_survey": survey.survey,
    "get_survey_results": survey.survey,
    "interview_persona": talks.interviewed,
    "analyze_needs": insights.needs,
    "generate_messaging": insights.messages,
    "add_document": sources.document,
    "list_documents": sources.documents,
    "search_knowledge": sources.found,
    "query_graph": sources.facts,
    "search_transcripts": talks.said,
    "export_report": accounts.exported,
    "get_usage": accounts.usage,
    "estimate_cost": accounts.estimate,
    "get_run": _no_words,
    "cancel_run": _no_words,
    "resume_run": _no_words,
}
