"""Arguments of the tools about needs and messages."""

from __future__ import annotations

import re

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.requests import Filled, Request
from sight_domain.llm.offline.planner.schema import enum_value
from sight_domain.llm.offline.planner.text import fold

_AFRESH = re.compile(
    r"\b(?:refresh\w*|again|anew|redo|rerun|re-run|raz jeszcze|powtorz\w*|odswiez\w*|ponownie|na nowo|jeszcze raz|od nowa)\b"
)
_OF_SEGMENT = re.compile(
    r"\b(?:segment\w{0,4}|target group|grup[aeyo]? docelow\w*)\b\s*[:\"„“]?\s*(?P<name>[^\"”“]+?)\s*[\"”]?\s*(?:,|\bw tonie\b|\bin an? \w+ tone\b|[.?!]|$)",
    re.IGNORECASE,
)


def needs(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Whose needs, and whether they are found anew."""
    people = [m for m in request.people() if m.how != "spoken_of" or m.value == "one"]
    them = [m for m in people if m.how in ("name", "id", "position", "age")]
    if len(them) == 1:
        filled.arguments["persona_id"] = request.person(them[0], filled)
    else:
        filled.arguments["project_id"] = request.reference("prj", filled)
    if _AFRESH.search(fold(request.clause.text)):
        filled.arguments["refresh"] = True


def messaging(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """For whom, of which kind and tone."""
    text = request.clause.text
    people = [m for m in request.people() if m.how != "spoken_of" or m.value == "one"]
    segment = _OF_SEGMENT.search(text)
    if len(people) == 1:
        filled.arguments["persona_id"] = request.person(people[0], filled)
    else:
        filled.arguments["project_id"] = request.reference("prj", filled)
        filled.arguments["segment"] = segment["name"] if segment else None
    for name in ("kind", "tone"):
        filled.arguments[name] = enum_value(text, tool.properties.get(name, {}).get("enum", []))
