"""Which results are shown as more than words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from agent.chat.elements import (
    documents,
    groups,
    guides,
    needs,
    people,
    representativeness,
    segments,
    surveys,
)
from agent.chat.elements.pieces import Desk, Showing

_Shown = Callable[[dict[str, Any], Desk], Awaitable[Showing | None]]

_BY_TOOL: Mapping[str, _Shown] = {
    "generate_personas": people.recruited,
    "list_personas": people.listed,
    "get_persona": people.one,
    "compare_personas": people.compared,
    "check_representativeness": representativeness.checked,
    "segment_personas": segments.parted,
    "draft_guide": guides.drafted,
    "run_focus_group": groups.ran,
    "get_focus_group": groups.read,
    "run_survey": surveys.ran,
    "get_survey_results": surveys.read,
    "analyze_needs": needs.analysed,
    "generate_messaging": needs.written,
    "search_knowledge": documents.found,
    "query_graph": documents.stated,
    "search_transcripts": documents.statements,
    "export_report": documents.exported,
    "get_run": documents.exported,
    "resume_run": documents.exported,
}


async def showing_of(tool: str, result: dict[str, Any], desk: Desk) -> Showing | None:
    """What to show for a tool's result, if anything beyond the assistant's words.

    Raises:
        SightError: what the tool's service raises when more about the result has to be read.
    """
    shown = _BY_TOOL.get(tool)
    return await shown(result, desk) if shown else None
