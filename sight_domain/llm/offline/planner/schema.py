"""Arguments of tools the planner has no special knowledge of, filled by what their schema calls them."""

from __future__ import annotations

import re
from typing import Any

from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.numbers import numbers
from sight_domain.llm.offline.planner.slots.topics import called, query, quoted
from sight_domain.llm.offline.planner.text import fold, words

_KINDS = {
    "project": "prj",
    "persona": "per",
    "respondent": "per",
    "focus_group": "fg",
    "group": "fg",
    "survey": "srv",
    "document": "doc",
    "run": "run",
}
_FREE_TEXT = ("query", "question", "text", "topic", "prompt", "subject")


def complete(tool: PlannerTool, request: Request, filled: Filled, *, required_only: bool = False) -> Filled:
    """Fill what is not filled yet and the schema names; what is required and cannot be filled is ``missing``.

    Optional free text is left out unless it was quoted, so that nothing is put into the user's mouth.
    """
    for name, schema in tool.properties.items():
        needed = name in tool.required
        if name in filled.arguments or (required_only and not needed) or filled.missing:
            continue
        value = _value(name, _plain(schema), request, filled, needed)
        if value is not None:
            filled.arguments[name] = value
        elif needed and filled.missing is None and "default" not in schema:
            filled.missing = Missing(_slot(name), said=name)
    return filled


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without "or null"."""
    for key in ("anyOf", "oneOf"):
        options = [option for option in schema.get(key, ()) if option.get("type") != "null"]
        if options:
            return {**schema, **options[0]}
    return schema


def _slot(name: str) -> str:
    kind = _kind(name)
    if kind == "per":
        return "people" if name.endswith("s") else "person"
    if kind:
        return kind
    return name if name in ("questions", "question", "query", "name", "path") else f"value:{name}"


def _kind(name: str) -> str | None:
    match = re.fullmatch(r"(.+?)_ids?", name)
    return _KINDS.get(match.group(1)) if match else None


def _value(name: str, schema: dict[str, Any], request: Request, filled: Filled, needed: bool) -> Any:
    kind = _kind(name)
    if kind == "per":
        people = [request.person(mention, filled) for mention in request.people()]
        if schema.get("type") == "array":
            return people or None
        return people[0] if people else None
    if kind is not None:
        found = request.reference(kind, filled) if needed or kind in request.context.current else None
        return [found] if found is not None and schema.get("type") == "array" else found
    if "enum" in schema:
        return enum_value(request.clause.text, schema["enum"])
    match schema.get("type"):
        case "integer" | "number":
            return _number(name, request.clause.bare)
        case "boolean":
            return True if _said(name, request.clause.bare) else None
        case "array":
            return _strings(schema, request)
        case "string":
            return _string(name, request, needed)
    return None


def enum_value(text: str, options: list[Any]) -> Any:
    """The option said, by itself or by a synonym (Polish or English); None when none is."""
    folded = fold(text)
    synonyms: dict[str, list[str]] = resource("enums.yaml")
    for option in options:
        if option is None:
            continue
        plain = fold(str(option))
        meant = [plain, plain.replace("_", " "), plain.replace("_", "-"), *synonyms.get(plain, ())]
        for said in meant:
            if re.search(
                rf"(?<!\w){re.escape(said.rstrip('*'))}" + (r"\w*" if said.endswith("*") else r"(?!\w)"),
                folded,
            ):
                return option
    return None


def _said(name: str, text: str) -> bool:
    folded = {word.folded for word in words(text)}
    return all(any(one.startswith(part[:5]) for one in folded) for part in name.split("_") if len(part) > 2)


def _number(name: str, text: str) -> int | None:
    folded = fold(text)
    named = re.search(rf"{re.escape(fold(name).replace('_', ' '))}\D{{0,12}}(\d+)", folded)
    if named:
        return int(named.group(1))
    found = numbers(text)
    return found[0].value if found and name in ("count", "n", "variants", "number", "amount") else None


def _strings(schema: dict[str, Any], request: Request) -> list[Any] | None:
    items = schema.get("items", {})
    if "enum" in items:
        folded = request.clause.text
        found = [option for option in items["enum"] if enum_value(folded, [option]) is not None]
        return found or None
    if request.clause.questions:
        return list(request.clause.questions)
    return None


def _string(name: str, request: Request, needed: bool) -> str | None:
    text = request.clause.text
    if name in ("name", "title"):
        return called(text) or quoted(text)
    if name == "path":
        return request.clause.path
    if name == "question" and request.clause.questions:
        return " ".join(request.clause.questions)
    if name in _FREE_TEXT:
        return (query(text) or quoted(text)) if needed else quoted(text)
    return quoted(text) if needed else None
