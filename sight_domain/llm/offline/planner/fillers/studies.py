"""Arguments of the tools about studies, and of deleting and restoring."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.context import ID, named_in
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request, kinds_said
from sight_domain.llm.offline.planner.schema import enum_value
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.numbers import count_of_people
from sight_domain.llm.offline.planner.slots.topics import called, quoted, study_name, subject, topic
from sight_domain.llm.offline.planner.text import fold, sentence_case

# A usual number of respondents for qualitative work; said in the answer whenever it is assumed.
_USUAL_SAMPLE = 20
_FROM_TO = re.compile(r"\b(?:z|from)\s+\d+\s+(?:do|na|to)\s+(\d+)")
_DESCRIPTION = re.compile(r"\b(?:description|opis\w*)\b[^:\"„“]{0,30}?(?:\bto\b|\bna\b|:)\s*")
_BECAUSE = re.compile(
    r"\b(?:because|since|bo|poniewaz|gdyz|as it|it was|it is|it's|to byl\w*|reason:|powod:)\s*(.+)$"
)


def create_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Topic, audience and size of a new study."""
    text, bare = request.clause.text, request.clause.bare
    said = audience(request.audience_text or bare)
    about = topic(bare, audience(bare).spans)
    name = called(text) or quoted(text)
    if name is None and about is not None:
        name = study_name(*about, request.language)
    if name is None:
        filled.missing = Missing("topic")
        return
    target: dict[str, Any] = dict(said.target)
    if "country" not in target:
        target = {"country": "PL", **target}
        if not (said.target.get("regions") or request.language == "pl"):
            filled.notes.append("country_default")
    if said.cities:
        filled.notes.append("city:" + ", ".join(said.cities))
    if said.wishes:
        target["not_expressed"] = list(said.wishes)
    language = (
        enum_value(text, ["pl", "en"])
        if re.search(r"\bpo (?:polsku|angielsku)|in (?:english|polish)\b", fold(text))
        else None
    )
    size = count_of_people(request.audience_text or bare)
    if size is None and "sample_size" in tool.required:
        size = _USUAL_SAMPLE
        filled.notes.append(f"sample_default:{size}")
    filled.arguments = {
        "name": sentence_case(name),
        "description": subject(*about, request.language) if about else None,
        "language": language or request.language,
        "target": target,
        "sample_size": size,
    }


def update_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What is to change, and into what."""
    text = request.clause.text
    description = _DESCRIPTION.search(fold(text))
    said = audience(request.clause.bare)
    concepts = request.concepts
    filled.arguments["project_id"] = request.reference("prj", filled)
    if description:
        filled.arguments["description"] = quoted(text[description.end() :]) or text[
            description.end() :
        ].strip(" .")
    elif "rename" in concepts or re.search(r"nazw|name", fold(text)):
        filled.arguments["name"] = called(text) or quoted(text) or _after_to(text)
    grown = _FROM_TO.search(fold(request.clause.bare))
    size = (
        int(grown.group(1))
        if grown
        else count_of_people(request.clause.bare, alone=bool(re.search(r"sample|prob|liczeb", fold(text))))
    )
    if size is not None:
        filled.arguments["sample_size"] = size
    target = {key: value for key, value in said.target.items() if key != "country"}
    if target:
        wished = {"not_expressed": list(said.wishes)} if said.wishes else {}
        target = {"country": said.target.get("country", "PL"), **target, **wished}
    if target and "name" not in filled.arguments and not description:
        filled.arguments["target"] = target
    if not filled.missing and not set(filled.arguments) - {"project_id"}:
        filled.missing = Missing("change")


def _after_to(text: str) -> str | None:
    match = re.search(r"\b(?:to|na)\s+(?=\S)", fold(text))
    return text[match.end() :].strip(' .!"„”“') if match else None


def in_project(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Which study."""
    filled.arguments["project_id"] = request.reference("prj", filled)


def delete(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What goes, and why."""
    text = request.clause.text
    detail = _BECAUSE.search(fold(text))
    key = _target(request, filled)
    reason = enum_value(text, ["duplicate", "test_data", "outdated"]) or "other"
    filled.arguments |= {"id": key, "reason": reason}
    if detail and reason == "other":
        filled.arguments["reason_detail"] = text[detail.start(1) : detail.end(1)].strip(" .!")


def _target(request: Request, filled: Filled) -> Any:
    """The one thing to delete. A bare "delete it" is asked about: taking the wrong thing away is worse than asking."""
    typed = ID.search(request.clause.text)
    if typed:
        return typed.group()
    people = [m for m in request.people() if m.how in ("name", "position", "age")]
    if len(people) == 1:
        return request.person(people[0], filled)
    named = named_in(request.clause.text, [t for t in request.context.things.values() if len(t.name) > 2])
    if named:
        return max(named, key=lambda thing: len(thing.name)).id
    said = kinds_said(request.clause.bare) - {"per"}
    # "The transcript of the study" names two kinds; the narrower one is meant.
    kind = next((kind for kind in ("doc", "srv", "fg", "run", "prj") if kind in said), None)
    if kind is not None:
        found = request.reference(kind, filled)
        if found is None and filled.missing is None:
            filled.missing = Missing("target")
        return found
    last = request.context.things.get(request.context.last or "")
    filled.missing = Missing("target", (last,) if last else ())
    return None


def restore(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What comes back."""
    typed = ID.search(request.clause.text)
    filled.arguments["id"] = typed.group() if typed else request.context.deleted
    if filled.arguments["id"] is None:
        filled.missing = Missing("deleted")
