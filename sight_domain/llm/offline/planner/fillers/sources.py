"""Arguments of the tools about documents and what they state."""

from __future__ import annotations

import re

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.topics import query, quoted
from sight_domain.llm.offline.planner.text import fold

_WHERE = re.compile(r"\b(?:find|znajdz|wyszukaj|search)\s*,?\s+(?:where|gdzie)\s+")


def add_document(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Which file."""
    filled.arguments["path"] = request.clause.path
    if request.clause.path is None:
        filled.missing = Missing("path")
    named = re.search(r"\b(?:as|jako|titled|called|zatytulowan\w+|pod tytulem)\s", fold(request.clause.bare))
    if named:
        filled.arguments["title"] = quoted(request.clause.text)


def search(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What to look for."""
    text = request.clause.text.strip()
    place = _WHERE.search(fold(text))
    found = query(text)
    if found is None and (place or text.endswith("?")):
        # A question names what it is after without saying "about".
        found = (text[place.end() :] if place else text).strip(" .!?")
    filled.arguments["query"] = found or None
    if not found:
        filled.missing = Missing("query")


def search_transcripts(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What to look for, in which study."""
    filled.arguments["project_id"] = request.reference("prj", filled)
    if filled.missing is None:
        search(tool, request, filled)


def graph(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """The question as it was asked."""
    filled.arguments["question"] = request.clause.text.strip()
