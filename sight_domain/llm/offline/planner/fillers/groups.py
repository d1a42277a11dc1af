"""Arguments of the tools about focus groups and their guides."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.fillers.people import distinct
from sight_domain.llm.offline.planner.references import Those
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.schema import enum_value
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.topics import called, quoted
from sight_domain.llm.offline.planner.text import fold, sentence_case

_STIMULUS = re.compile(r"\b(?:stimulus|concept|bodziec|koncept\w*|stymulus)\s*(?::|is|to|-)\s*")
_GOAL = re.compile(
    r"\b(?:to|for|zeby|aby|by|ktory pozwoli)\s+(?:find out|finding out|learn|understand|explore|see|dowiedziec sie|zrozumiec|zbadac"
    r"|sprawdzic|poznac|ustalic)\s*,?\s*"
)
_ABOUT = re.compile(r"\b(?:about|on|regarding|o tym,?|na temat|dotyczac\w+|o|w sprawie)\s+")
_ALONE = re.compile(r"\b(?:parallel|one by one|individual\w*|osobno|indywidualn\w*|rownoleg\w*)\b")
_MINUTES = re.compile(r"\b(\d{1,3})\s*(?:-\s*)?min\w*")
_ONLY = re.compile(r"\b(?:only|just|solely|tylko|wylacznie|jedynie|sam\w{1,3}|tych|those)\b")
_WITHOUT = re.compile(r"\b(?:bez|oprocz|procz|poza|without|except|excluding|apart from|other than|but not)\b")
_EVERYONE = re.compile(r"\b(?:everyone|everybody|all (?:of )?them|wszystk\w*|wszysc\w*)\b")


def run_focus_group(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Questions, people and mode; or the draft or stopped group to go on with."""
    clause = request.clause
    if "go_on" in request.concepts and not clause.questions:
        filled.arguments["focus_group_id"] = request.reference("fg", filled)
        return
    if not clause.questions and request.context.draft is not None:
        filled.arguments["focus_group_id"] = request.context.draft
        return
    filled.arguments["project_id"] = request.reference("prj", filled)
    if filled.missing:
        return
    if not clause.questions:
        filled.missing = Missing("questions")
    stimulus = _STIMULUS.search(fold(clause.text))
    mode = enum_value(clause.bare, ["discussion"])
    named = (
        [m for m in request.people() if m.how in ("name", "id", "position")]
        if not _EVERYONE.search(fold(clause.bare))
        else []
    )
    people: Any = [request.person(mention, filled) for mention in named] or _those(request, filled)
    filled.lookups = distinct(filled)
    filled.arguments |= {
        "name": called(clause.text) or group_name(request),
        "questions": list(clause.questions) or None,
        "mode": mode or "parallel",
        "stimulus": (quoted(clause.text[stimulus.end() :]) or clause.text[stimulus.end() :].strip())
        if stimulus
        else None,
        "persona_ids": people,
    }


def draft_guide(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """The goal, or what to change in the draft."""
    clause, draft = request.clause, request.context.draft
    text = fold(clause.text)
    minutes = _MINUTES.search(text)
    if draft is not None and {"change", "delete", "add", "questions"} & request.concepts:
        filled.arguments |= {"focus_group_id": draft, "changes": clause.text}
        return
    found = _GOAL.search(text) or _ABOUT.search(text)
    goal = clause.text[found.end() :].strip(" .!") if found else ""
    filled.arguments["project_id"] = request.reference("prj", filled)
    if not goal:
        filled.missing = filled.missing or Missing("goal")
    filled.arguments |= {
        "goal": sentence_case(goal) if goal else None,
        "mode": "parallel" if _ALONE.search(text) else None,
        "minutes": float(minutes.group(1)) if minutes else None,
    }


def _those(request: Request, filled: Filled) -> Those | None:
    """The respondents a group is limited to by what they are: "only the women", "those under 35"."""
    bare = request.clause.bare
    said = audience(bare)
    cut = _WITHOUT.search(fold(bare))
    wanted = _told(bare[: cut.start()] if cut else bare)
    unwanted = _told(bare[cut.end() :]) if cut else {}
    if not (wanted or unwanted) or "list_personas" not in request.tools:
        return None
    if "create_project" in request.sources.values() and not _ONLY.search(fold(bare)):
        # Beside the set-up of a study such words tell whom the study is about.
        return None
    after = max((end for _, end in said.spans), default=0)
    if not unwanted and _EVERYONE.search(fold(bare), after):
        return None
    project = filled.arguments.get("project_id")
    if project is not None:
        filled.lookups.append(request.people_of(project))
    return Those(wanted, unwanted)


def _told(text: str) -> dict[str, Any]:
    """What a text says of people, as far as a table of respondents can tell it."""
    target = audience(text).target
    return {name: value for name, value in target.items() if name not in ("country", "income", "quotas")}


def group_name(request: Request) -> str:
    """A name made from the study's."""
    study = request.study or request.context.name_of(request.context.current.get("prj"))
    title = "Grupa fokusowa" if request.language == "pl" else "Focus group"
    return f"{title}: {study}" if study else title


def group(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Which group."""
    filled.arguments["focus_group_id"] = request.reference("fg", filled)
