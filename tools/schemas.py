"""The JSON Schemas that clients read: every property described, nothing said twice.

Pydantic's schemas are right but wordy, and a model pays for every word of them at each turn. What is published
says the same in about half as many bytes; a word that many results share is described once, in ``glossary.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_REFERENCE = "#/$defs/"
# A result's own properties are spelled out; of the things in it, the parts are named.
_DEEPEST = 1

_ERROR = "Why not: code, hint…"

# Shapes that several tools take are spelled out by one of them; the others name them, with their parts.
_HOMES = {
    "TargetPopulation": "create_project",
    "Section": "run_focus_group",
    "StimulusWish": "run_focus_group",
}


def input_schema(arguments: type[BaseModel]) -> Schema:
    """What a caller may give. An argument that may be left out is not also offered as null."""
    schema = arguments.model_json_schema()
    _name_shapes(schema, _HOMES, arguments.__name__.removesuffix("_arguments"))
    return _published(schema, result=False)


def output_schema(result: type[BaseModel]) -> Schema:
    """What a result holds, as `result` is serialised."""
    schema = result.model_json_schema(mode="serialization")
    return _or_error(_shallow(_published(schema, result=True)))


def _name_shapes(schema: Schema, homes: Mapping[str, str], tool: str) -> None:
    """Put in the place of shapes that another tool spells out their name there and their parts."""
    shapes = schema.get("$defs", {})
    for name in shapes.keys() & homes.keys():
        if homes[name] != tool:
            parts = ", ".join(shapes[name]["properties"])
            shapes[name] = {"type": "object", "description": f"As in {homes[name]}: {parts}."}


def _or_error(schema: Schema) -> Schema:
    """Widened by what a failed call answers with: some clients check that against the schema as well."""
    properties = schema.get("properties", {}) | {"error": {"type": "object", "description": _ERROR}}
    promised = [{"required": schema.pop("required", [])}, {"required": ["error"]}]
    return schema | {"properties": properties, "anyOf": promised}


def _shallow(schema: Schema) -> Schema:
    """`schema` with the objects below `_DEEPEST` levels described by the names of their parts."""
    shapes: dict[str, Schema] = schema.pop("$defs", {})
    kept: set[str] = set()

    def cut(part: Any, depth: int) -> Any:
        if isinstance(part, list):
            return [cut(one, depth) for one in part]
        if not isinstance(part, dict):
            return part
        name = part.get("$ref", "").removeprefix(_REFERENCE)
        whole = shapes[name] if name else part
        parts = whole.get("properties")
        if parts and depth >= _DEEPEST:
            said = part.get("description") or whole.get("description")
            return {"type": whole["type"], "description": ": ".join(filter(None, [said, ", ".join(parts)]))}
        if name:
            kept.add(name)
        return {
            key: {prop: cut(inner, depth + 1) for prop, inner in value.items()}
            if key == "properties"
            else cut(value, depth)
            for key, value in part.items()
        }

    written = cut(schema, 0)
    spelled: dict[str, Schema] = {}
    while missing := kept - spelled.keys():
        for name in sorted(missing):
            spelled[name] = cut(shapes[name], 1)
    return written | {"$defs": spelled} if spelled else written


def _published(schema: Schema, *, result: bool) -> Schema:
    shapes: dict[str, Schema] = schema.pop("$defs", {})
    if result:
        for name, shape in [(schema.get("title", ""), schema), *shapes.items()]:
            _describe(name, shape, shapes)
    uses = _uses(schema, shapes)
    written = _compact(schema, shapes, uses, result=result)
    kept = {name: shape for name, shape in shapes.items() if uses.get(name, 0) > 1}
    if kept:
        written["$defs"] = {
            name: _compact(shape, shapes, uses, result=result) for name, shape in kept.items()
        }
    return written


def _describe(name: str, shape: Schema, shapes: Mapping[str, Schema]) -> None:
    """Give each property the glossary's words where neither it nor its shape has any."""
    words = _glossary()
    for key, value in shape.get("properties", {}).items():
        own = words.get(f"{name}.{key}")
        shared = shapes.get(value.get("$ref", "").removeprefix(_REFERENCE), {}).get("description")
        described = own or value.get("description") or (None if shared else words.get(key))
        if described:
            value["description"] = described


def _uses(schema: Schema, shapes: Mapping[str, Schema]) -> dict[str, int]:
    """How often each shape is referred to from `schema` and from the shapes it leads to."""
    counts: dict[str, int] = {}
    pending: list[Any] = [schema]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending.extend(part)
        elif isinstance(part, dict):
            pending.extend(part.values())
            name = part.get("$ref")
            if isinstance(name, str):
                name = name.removeprefix(_REFERENCE)
                counts[name] = counts.get(name, 0) + 1
                if counts[name] == 1:
                    pending.append(shapes[name])
    return counts


def _compact(
    schema: Schema, shapes: Mapping[str, Schema], uses: Mapping[str, int], *, result: bool
) -> Schema:
    """`schema` with single-use shapes in their places, and without made-up titles and needless nulls."""
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    if name and uses[name] == 1:
        schema = shapes[name] | {key: value for key, value in schema.items() if key != "$ref"}
    elif "anyOf" in schema:
        schema = _nullable(schema, shapes, uses, result=result)
    written: Schema = {}
    for key, value in schema.items():
        if key == "title" or (key == "default" and (result or value is None)):
            continue
        if key == "properties":
            value = {prop: _compact(inner, shapes, uses, result=result) for prop, inner in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            value = _compact(value, shapes, uses, result=result)
        elif key == "anyOf":
            value = [_compact(option, shapes, uses, result=result) for option in value]
        elif key == "additionalProperties" and value is True:
            continue
        written[key] = value
    return written


def _nullable(
    schema: Schema, shapes: Mapping[str, Schema], uses: Mapping[str, int], *, result: bool
) -> Schema:
    """``X or null`` said shorter: as X where null only means left out, else as a type that may be null."""
    options = [option for option in schema["anyOf"] if option != {"type": "null"}]
    if len(options) != 1 or len(schema["anyOf"]) != 2:
        return schema
    only = _compact(options[0], shapes, uses, result=result)
    around = {key: value for key, value in schema.items() if key != "anyOf"}
    if not result and "default" in schema:
        return only | around
    if isinstance(only.get("type"), str) and "enum" not in only:
        return only | around | {"type": [only["type"], "null"]}
    return schema


@cache
def _glossary() -> Mapping[str, str]:
    import yaml

    return yaml.safe_load((files("tools") / "glossary.yaml").read_text(encoding="utf-8"))
