"""The JSON Schemas that clients read: every property described, nothing said twice.

Pydantic's schemas are right but wordy, and a model pays for every word of them at each turn. What is published
says the same in half as many bytes or fewer: a word that many results share is described once, in ``glossary.yaml``, and
a shape that several tools share is spelled out by the first of them; the others name it ("As in get_run").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from pydantic import BaseModel

from sight_domain.yaml_text import read_yaml

Schema = dict[str, Any]

_REFERENCE = "#/$defs/"
_POINTER = "pointer"
_NULL = {"type": "null"}
_ERROR = {"type": "object", "description": "Why not."}


class Described(Protocol):
    """What a list of tools is made of."""

    @property
    def name(self) -> str: ...
    @property
    def arguments(self) -> type[BaseModel]: ...
    @property
    def result(self) -> type[BaseModel]: ...


@dataclass(frozen=True, slots=True)
class Schemas:
    """What a caller of one tool may give, and what it gets: the result's properties, or ``error``."""

    input: Schema
    output: Schema


@dataclass(slots=True)
class _Told:
    """Which tool of a list was the first to have a shape, and so spells it out."""

    homes: dict[tuple[str, ...], str] = field(default_factory=dict)

    def home(self, name: str, shape: Schema, tool: str) -> str | None:
        """The tool that has spelled the shape out already; None when `tool` is to do it."""
        first = self.homes.setdefault((name, *shape["properties"]), tool)
        return None if first == tool else first


def schemas_of(tools: Iterable[Described]) -> dict[str, Schemas]:
    """The schemas of a list of tools by name; they refer to each other, and to no tool that is not in the list."""
    given, returned = _Told(), _Told()
    return {
        tool.name: Schemas(
            _input(tool.arguments, given, tool.name), _output(tool.result, returned, tool.name)
        )
        for tool in tools
    }


def _input(arguments: type[BaseModel], told: _Told, tool: str) -> Schema:
    """Arguments as they are; one that may be left out is not also offered as null."""
    schema = arguments.model_json_schema()
    shapes: dict[str, Schema] = schema.pop("$defs", {})
    for name in [name for name, shape in shapes.items() if "properties" in shape]:
        if home := told.home(name, shapes[name], tool):
            parts = ", ".join(shapes[name]["properties"])
            shapes[name] = {"type": "object", _POINTER: f"As in {home}: {parts}."}
    uses = _uses(schema, shapes)
    written = _compact(schema, shapes, uses)
    repeated = {name: _compact(shapes[name], shapes, uses) for name, times in uses.items() if times > 1}
    return written | {"$defs": repeated} if repeated else written


def _output(result: type[BaseModel], told: _Told, tool: str) -> Schema:
    """A result's own properties; of the things in them, the parts are named. Some clients check a failed call's
    ``error`` against this as well."""
    schema = result.model_json_schema(mode="serialization")
    shapes: dict[str, Schema] = schema.get("$defs", {})
    properties = {
        name: _of_result(schema["title"], name, value, shapes, told, tool)
        for name, value in schema["properties"].items()
    }
    promised = [{"required": schema.get("required", [])}, {"required": ["error"]}]
    return {"type": "object", "properties": properties | {"error": _ERROR}, "anyOf": promised}


def _of_result(
    owner: str, name: str, value: Schema, shapes: Mapping[str, Schema], told: _Told, tool: str
) -> Schema:
    words = _glossary()
    own = words.get(f"{owner}.{name}") or value.get("description")
    options = [option for option in value.get("anyOf", [value]) if option != _NULL]
    written = (
        _typed(options[0], shapes) if len(options) == 1 else {"anyOf": [_typed(o, shapes) for o in options]}
    )
    if len(options) < len(value.get("anyOf", ())):
        written = _or_null(written)
    described = own or words.get(name, "")
    if found := _shape_in(options[0], shapes):
        shape, parts = found
        if home := told.home(shape, shapes[shape], tool):
            described = f"{described} As in {home}."
        else:
            said = own or _first_words(shapes[shape]) or described
            described = f"{said.removesuffix('.')}: {parts}."
    return written | {"description": described.strip()}


def _typed(schema: Schema, shapes: Mapping[str, Schema]) -> Schema:
    """The kind of a value, without what is in it."""
    schema = _resolved(schema, shapes)
    kept = {key: schema[key] for key in ("type", "enum", "const", "format") if key in schema}
    if isinstance(schema.get("items"), dict):
        kept["items"] = _typed(schema["items"], shapes)
    if isinstance(schema.get("additionalProperties"), dict):
        kept["additionalProperties"] = _typed(schema["additionalProperties"], shapes)
    return kept


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, _NULL]}


def _shape_in(schema: Schema, shapes: Mapping[str, Schema]) -> tuple[str, str] | None:
    """The name and parts of the shape that a value is, or is a list or table of."""
    for inner in (schema, schema.get("items"), schema.get("additionalProperties")):
        name = inner.get("$ref", "").removeprefix(_REFERENCE) if isinstance(inner, dict) else ""
        if name and shapes[name].get("properties"):
            return name, ", ".join(shapes[name]["properties"])
    return None


def _first_words(shape: Schema) -> str:
    """The first paragraph of a shape's description, on one line."""
    return " ".join(shape.get("description", "").partition("\n\n")[0].split())


def _resolved(schema: Schema, shapes: Mapping[str, Schema]) -> Schema:
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    return shapes[name] if name else schema


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


def _compact(schema: Schema, shapes: Mapping[str, Schema], uses: Mapping[str, int]) -> Schema:
    """`schema` with single-use shapes in their places, and without made-up titles and needless nulls."""
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    if name and uses[name] == 1:
        schema = _merged(shapes[name], {key: value for key, value in schema.items() if key != "$ref"})
    elif "anyOf" in schema:
        schema = _without_null(schema, shapes, uses)
    if _POINTER in schema:
        schema = _merged(schema, {})
    written: Schema = {}
    for key, value in schema.items():
        if key in ("title", _POINTER) or (key == "default" and value is None):
            continue
        if key == "properties":
            value = {prop: _compact(inner, shapes, uses) for prop, inner in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            value = _compact(value, shapes, uses)
        elif key == "anyOf":
            value = [_compact(option, shapes, uses) for option in value]
        elif key == "additionalProperties" and value is True:
            continue
        written[key] = value
    return written


def _merged(shape: Schema, around: Schema) -> Schema:
    """`shape` with what is said of it where it is used; where it is only named, that stays beside it."""
    said = [around.get("description"), shape.get(_POINTER)]
    pointed = {"description": " ".join(filter(None, said))} if _POINTER in shape else {}
    return {key: value for key, value in (shape | around | pointed).items() if key != _POINTER}


def _without_null(schema: Schema, shapes: Mapping[str, Schema], uses: Mapping[str, int]) -> Schema:
    """``X or null`` as X, where null only means left out."""
    options = [option for option in schema["anyOf"] if option != _NULL]
    if len(options) != 1 or len(schema["anyOf"]) != 2 or "default" not in schema:
        return schema
    name = options[0].get("$ref", "").removeprefix(_REFERENCE)
    only = shapes[name] if name and uses[name] == 1 else options[0]
    return _merged(only, {key: value for key, value in schema.items() if key != "anyOf"})


@cache
def _glossary() -> Mapping[str, str]:
    return read_yaml((files("tools") / "glossary.yaml").read_text(encoding="utf-8"))
