"""Arguments of the tools about respondents."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.references import resolve
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.boosts import boost_said
from sight_domain.llm.offline.planner.slots.messages import message_to
from sight_domain.llm.offline.planner.slots.numbers import count_of_people, numbers
from sight_domain.llm.offline.planner.text import fold

_SEED = re.compile(r"\b(?:seed|ziarn\w*)\D{0,6}(\d+)")
_CLUSTERS = re.compile(r"\b(?:cluster\w*|klast\w*|skupi\w*)\b")


def generate_personas(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """How many more, or which group is boosted."""
    seed = _SEED.search(fold(request.clause.text))
    bare = _SEED.sub("", fold(request.clause.bare)) if seed else request.clause.bare
    boost = boost_said(bare)
    filled.arguments = {
        "project_id": request.reference("prj", filled),
        "count": None if boost else count_of_people(bare, alone=True),
        "boost": boost,
        "seed": int(seed.group(1)) if seed else None,
    }


def segments(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """The target's groups, or how many clusters."""
    text = fold(request.clause.text)
    filled.arguments["project_id"] = request.reference("prj", filled)
    if _CLUSTERS.search(text):
        filled.arguments["by"] = "clusters"
        asked = [number.value for number in numbers(text) if _CLUSTERS.match(text[number.end :].lstrip())]
        filled.arguments["clusters"] = asked[0] if asked else None


def one_person(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Who is meant."""
    people = request.people()
    if people:
        filled.arguments["persona_id"] = request.person(people[0], filled)
    else:
        filled.missing = Missing("person", request.context.of_kind("per"))


def compare(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Which two or three people."""
    people = list(request.people())
    if (
        len(people) == 1
        and request.context.spoken_of
        and people[0].how != "spoken_of"
        and "per" not in request.sources
    ):
        # "Compare her with Zofia": the other one is whoever was spoken of.
        other = request.context.spoken_of[-1]
        filled.arguments["persona_ids"] = [other, request.person(people[0], filled)]
        return
    if len(people) < 2 and not (people and people[0].value == "both"):
        filled.missing = Missing("people", request.context.of_kind("per"))
        return
    filled.arguments["persona_ids"] = [request.person(mention, filled) for mention in people]
    filled.lookups = distinct(filled)


def distinct(filled: Filled) -> list[Any]:
    """The lookups of a call, each once."""
    kept: list[Any] = []
    for look in filled.lookups:
        if look not in kept:
            kept.append(look)
    return kept


def interview(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Who is asked what, in an interview that goes on."""
    one_person(tool, request, filled)
    if filled.missing is not None:
        return
    person = resolve(filled.arguments["persona_id"], request.context)
    if isinstance(person, str):
        filled.arguments["interview_id"] = request.context.interviews.get(person)
    message = " ".join(request.clause.questions) or message_to(request.clause.text, request.language)
    if message:
        filled.arguments["message"] = message
    else:
        filled.missing = Missing("message")
