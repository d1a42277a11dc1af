"""Arguments of the tools about documents and what they state."""

from __future__ import annotations

import re

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.topics import query, quoted
from sight_domain.llm.offline.planner.text import fold


def add_document(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["path"] = request.clause.path
    if request.clause.path is None:
        filled.missing = Missing("path")
    named = re.search(r"\b(?:as|jako|titled|called|zatytulowan\w+|pod tytulem)\s", fold(request.clause.bare))
    if named:
        filled.arguments["title"] = quoted(request.clause.text)


def search(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["query"] = query(request.clause.text)
    if filled.arguments["query"] is None:
        filled.missing = Missing("query")


def graph(tool: PlannerTool, request: Request, filled: Filled) -> None:
    filled.arguments["question"] = request.clause.text.strip()
