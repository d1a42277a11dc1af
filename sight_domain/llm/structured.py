"""Structured answers: the schema a model is shown, and what comes back checked against it."""

from __future__ import annotations

import json
import re
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
_FENCED = re.compile(r"^```(?:json)?\s*\n(.*)\n```$", re.DOTALL)
_MOST_FAULTS = 5
_LIMITS = (
    ("minimum", "maximum"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
)


class MalformedAnswer(Exception):
    """An answer that is no JSON or does not fit the schema; the text says where and why, for the repair attempt."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer must look like: the JSON Schema sent to providers, the same as text, and why nothing can look
    like that, if so."""

    schema: dict[str, Any]
    text: str
    contradiction: str | None


_shapes: weakref.WeakKeyDictionary[type[BaseModel], Shape] = weakref.WeakKeyDictionary()


def shape_of(schema: type[BaseModel]) -> Shape:
    """The shape of `schema`, made once: making it takes as long as sending a request."""
    if schema not in _shapes:
        written = schema.model_json_schema()
        _shapes[schema] = Shape(written, json.dumps(written), contradiction(written))
    return _shapes[schema]


def contradiction(schema: Mapping[str, Any]) -> str | None:
    """Why no value can fit a JSON Schema: the first pair of limits that exclude each other, by path; ``None`` when there
    is none. Only what is required is looked at: the rest can be left out, an empty list or null."""
    return _contradiction(schema, schema, "$", ())


def _contradiction(
    schema: Mapping[str, Any], root: Mapping[str, Any], path: str, seen: tuple[str, ...]
) -> str | None:
    reference = schema.get("$ref")
    if reference is not None:
        if reference in seen:
            return None
        target: Any = root
        for key in reference.removeprefix("#/").split("/"):
            target = target[key]
        return _contradiction(target, root, path, (*seen, reference))
    for low, high in _LIMITS:
        if low in schema and high in schema and _excludes(low, schema[low], high, schema[high]):
            return f"{path}: {low} {schema[low]} > {high} {schema[high]}"
    if schema.get("enum") == []:
        return f"{path}: enum without values"
    for branch in schema.get("anyOf") or schema.get("oneOf") or ():
        if _contradiction(branch, root, path, seen) is None:
            break
    else:
        if schema.get("anyOf") or schema.get("oneOf"):
            return f"{path}: every alternative excludes itself"
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in properties:
            if schema.get("additionalProperties") is False:
                return f"{path}.{name}: required, but not allowed"
        elif (fault := _contradiction(properties[name], root, f"{path}.{name}", seen)) is not None:
            return fault
    if schema.get("minItems", 0) > 0 and isinstance(schema.get("items"), dict):
        return _contradiction(schema["items"], root, f"{path}[]", seen)
    return None


def _excludes(low: str, least: float, high: str, most: float) -> bool:
    return least >= most if "exclusive" in low or "exclusive" in high else least > most


def json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema sent to providers; not to be changed."""
    return shape_of(schema).schema


def parse(text: str, schema: type[M]) -> M:
    """`text` as an instance of `schema`; a Markdown code fence around it is taken off.

    Raises:
        MalformedAnswer: naming the first faults by path.
    """
    fenced = _FENCED.match(text)
    try:
        return schema.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        lines = [f"{'.'.join(str(part) for part in fault['loc']) or '$'}: {fault['msg']}" for fault in faults]
        more = len(lines) - _MOST_FAULTS
        raise MalformedAnswer(
            "\n".join(lines[:_MOST_FAULTS]) + (f"\n(+{more})" if more > 0 else "")
        ) from error
