"""Structured answers: the schema a model is shown, and what comes back checked against it."""

from __future__ import annotations

import json
import re
import weakref
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
_FENCED = re.compile(r"^```(?:json)?\s*\n(.*)\n```$", re.DOTALL)
_MOST_FAULTS = 5


class MalformedAnswer(Exception):
    """An answer that is no JSON or does not fit the schema; the text says where and why, for the repair attempt."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer must look like: the JSON Schema sent to providers, and the same as text."""

    schema: dict[str, Any]
    text: str


_shapes: weakref.WeakKeyDictionary[type[BaseModel], Shape] = weakref.WeakKeyDictionary()


def shape_of(schema: type[BaseModel]) -> Shape:
    """The shape of `schema`, made once: making it takes as long as sending a request."""
    if schema not in _shapes:
        written = schema.model_json_schema()
        _shapes[schema] = Shape(written, json.dumps(written))
    return _shapes[schema]


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
