"""Bad arguments are refused with the field and what was expected there, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from tools.catalogue import find_tool
from tools.validation import validated

PROJECT = {"name": "Tea", "target": {"country": "PL"}, "sample_size": 20}


def _refused(tool: str, arguments: dict[str, Any]) -> SightError:
    with pytest.raises(SightError) as raised:
        validated(find_tool(tool).arguments, arguments)
    return raised.value


def test_good_arguments_pass_as_they_are() -> None:
    checked = validated(find_tool("create_project").arguments, PROJECT)
    assert checked.model_dump()["sample_size"] == 20


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    error = _refused("list_projects", {"lmit": 5})
    assert (error.code, error.field) == (ErrorCode.INVALID_ARGUMENT, "lmit")
    assert "`limit`" in error.message.en
    assert "`limit`" in error.message.pl


def test_a_missing_argument_is_named() -> None:
    error = _refused("create_project", {"name": "Tea", "sample_size": 20})
    assert error.field == "target"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"sample_size": "20"}, "sample_size"),
        ({"sample_size": True}, "sample_size"),
        ({"sample_size": 2.5}, "sample_size"),
        ({"name": 7}, "name"),
        ({"language": "de"}, "language"),
        ({"target": {}}, "target"),
        ({"target": {"country": "PL", "age_min": 50, "age_max": 20}}, "target.age_min"),
        ({"target": {"country": "FR"}}, "target.country"),
        (
            {"target": {"country": "PL", "quotas": {"gender": {"female": 0.6, "male": 0.6}}}},
            "target.quotas.gender",
        ),
        ({"target": {"country": "PL", "cities": ["Opole"]}}, "target.cities"),
    ],
)
def test_what_cannot_be_used_is_named_with_a_remedy_in_both_languages(
    arguments: dict[str, Any], field: str
) -> None:
    error = _refused("create_project", PROJECT | arguments)
    assert error.field == field
    assert error.message.en
    assert error.hint.en
    assert error.message.pl != error.message.en
    assert error.hint.pl != error.hint.en


def test_a_number_outside_its_range_says_the_range() -> None:
    error = _refused("list_projects", {"limit": 0})
    assert error.field == "limit"
    assert "1" in error.hint.en


def test_a_character_that_no_text_has_is_refused_where_it_stands() -> None:
    assert _refused("create_project", PROJECT | {"name": "Te\0a"}).field == "name"
    question = {"type": "single_choice", "text": "Which?", "options": ["Tea", "Cof\0fee"]}
    error = _refused("run_survey", {"questions": [question]})
    assert (error.code, error.field) == (ErrorCode.INVALID_ARGUMENT, "questions[0].options[1]")
    validated(find_tool("create_project").arguments, PROJECT | {"name": "C:\\u0000"})
