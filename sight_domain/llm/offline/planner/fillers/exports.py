"""Arguments of ``export_report``: what of, as which file."""

from __future__ import annotations

import re

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.requests import Filled, Request, kinds_said
from sight_domain.llm.offline.planner.schema import enum_value
from sight_domain.llm.offline.planner.text import fold

# "It" and "go" may be the study as well as a person.
_HER = re.compile(r"\b(?:her|him|ja|jej|jego|nia)\b")
_UNMASKED = re.compile(
    r"\b(?:unmasked|not masked|without masking|niezamaskowan\w*|bez maskowania|z danymi osobowymi|with personal details?|full names|names included|with names|including names|pelne nazwiska|z nazwiskami)\b"
)


def export(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """What is wanted of which thing, in which format."""
    text = request.clause.bare
    said = kinds_said(text)
    people = [
        m for m in request.people() if m.how in ("name", "id", "position", "age") or _HER.search(fold(text))
    ]
    wanted = enum_value(text, ["pdf", "json", "csv", "xlsx", "docx"])
    offered = tool.properties.get("format", {}).get("enum", ["pdf"])
    if wanted is not None and wanted not in offered:
        filled.notes.append(f"format_not_there:{wanted}")
        wanted = "csv" if wanted == "xlsx" and "csv" in offered else "pdf"
    if people:
        kind, key = "persona", request.person(people[0], filled)
    elif _whole_study(request, said):
        kind, key = "project", request.reference("prj", filled)
    elif "fg" in said or "transcript" in request.concepts:
        kind, key = "focus_group", request.reference("fg", filled)
    elif "srv" in said:
        kind, key = "survey", request.reference("srv", filled)
    else:
        kind, key = "project", request.reference("prj", filled)
    filled.arguments |= {
        "kind": kind,
        "id": key,
        "format": wanted or "pdf",
        "sections": _sections(kind, wanted or "pdf", request),
    }
    if _UNMASKED.search(fold(text)):
        filled.arguments["mask_pii"] = False


def _whole_study(request: Request, said: set[str]) -> bool:
    """Whether transcripts are wanted of a study rather than of one group."""
    text = fold(request.clause.bare)
    several = re.search(r"\b(?:transcripts|transkrypcje|transkrypcji|transkrypty)\b", text)
    return "transcript" in request.concepts and (
        "prj" in said or bool(several and re.search(r"\b(?:all|wszystk\w*)\b", text))
    )


def _sections(kind: str, file_format: str, request: Request) -> list[str] | None:
    """The parts of the report asked for by name; None for the whole."""
    wanted = {"needs", "pains"} & request.concepts
    if kind in ("project", "persona") and wanted:
        return ["needs"]
    if kind == "project" and "transcript" in request.concepts:
        return ["transcripts"]
    # A group's CSV is its transcript anyway.
    whole = kind != "focus_group" or file_format == "csv"
    return ["transcript"] if "transcript" in request.concepts and not whole else None
