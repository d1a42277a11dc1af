"""Shapes of answers: what cannot be met is told apart before it is asked for, what comes back is checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from fakes.gemini import FakeGemini
from fakes.questions import Score, ask
from fakes.schemas import smallest_value
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model

from sight_domain.llm.gateway import Gateway
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.structured import MalformedAnswer, contradiction, parse, shape_of


class Node(BaseModel):
    label: Literal["a", "b"]
    children: list[Node] = Field(default_factory=list)


@pytest.mark.parametrize(
    ("schema", "where"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 3}, "$: minimum 5 > maximum 3"),
        ({"type": "number", "exclusiveMinimum": 3, "maximum": 3}, "exclusiveMinimum"),
        ({"type": "string", "minLength": 9, "maxLength": 2}, "minLength"),
        ({"type": "array", "minItems": 2, "maxItems": 1}, "minItems"),
        ({"type": "string", "enum": []}, "enum"),
        ({"type": "object", "required": ["a"], "properties": {}, "additionalProperties": False}, "$.a"),
        ({"type": "array", "minItems": 1, "items": {"enum": []}}, "$[]"),
        ({"anyOf": [{"enum": []}, {"type": "integer", "minimum": 2, "maximum": 1}]}, "alternative"),
        (
            {
                "$defs": {"P": {"type": "integer", "minimum": 2, "maximum": 1}},
                "type": "object",
                "required": ["p"],
                "properties": {"p": {"$ref": "#/$defs/P"}},
            },
            "$.p: minimum",
        ),
    ],
)
def test_limits_that_exclude_each_other_are_found_by_path(schema: dict[str, Any], where: str) -> None:
    assert where in (contradiction(schema) or "")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": {"enum": []}},
        {"type": "object", "properties": {"a": {"enum": []}}},
        {"anyOf": [{"enum": []}, {"type": "null"}]},
        Node.model_json_schema(),
        Score.model_json_schema(),
    ],
)
def test_what_can_be_left_out_does_not_count(schema: dict[str, Any]) -> None:
    assert contradiction(schema) is None


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_shape_without_contradiction_has_a_value_that_fits(
    low: int, high: int, fewest: int, most: int
) -> None:
    made = create_model(
        "Made",
        points=(int, Field(ge=low, le=high)),
        words=(list[str], Field(min_length=fewest, max_length=most)),
    )
    shape = shape_of(made)
    assert (shape.contradiction is None) == (low <= high and fewest <= most)
    if shape.contradiction is None:
        made.model_validate(smallest_value(shape.schema))


async def test_a_shape_nothing_fits_is_not_sent_and_says_what_to_correct(
    gemini_gateway: Callable[..., Gateway], gemini_server: FakeGemini
) -> None:
    impossible = create_model("Impossible", points=(int, Field(ge=10, le=1)))
    outcome = await ask(gemini_gateway(), schema=impossible)
    assert outcome.status is OutcomeStatus.FAILED and "$.points: minimum 10 > maximum 1" in outcome.reason
    assert (outcome.attempts, len(gemini_server.requests)) == (0, 0)


@pytest.mark.parametrize(
    "text", ['{"label": "fine", "points": 3}', '```json\n{"label": "fine", "points": 3}\n```']
)
def test_an_answer_is_read_with_or_without_a_fence(text: str) -> None:
    assert parse(text, Score) == Score(label="fine", points=3)


@pytest.mark.parametrize("text", ["", "fine", '{"label": "fine"}', '{"label": "fine", "points": 11}', "[1]"])
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(MalformedAnswer):
        parse(text, Score)
