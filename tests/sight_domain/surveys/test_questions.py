"""Every type of question accepts its own valid examples, refuses its invalid ones, and draws only what it accepts."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import ErrorCode, SightError
from sight_domain.surveys.drafts import QuestionDraft, QuestionType
from sight_domain.surveys.null_agents import NULL_AGENTS
from sight_domain.surveys.questions import TYPES, question_of
from sight_domain.surveys.sheet import Ask, Asked

VALID = [(name, fields, answer) for name, made in TYPES.items() for fields, answer in made.valid_examples]
INVALID = [(name, fields, answer) for name, made in TYPES.items() for fields, answer in made.invalid_examples]


def made(name: QuestionType, fields: dict[str, Any]) -> Any:
    return question_of(QuestionDraft(id="q", type=name, text="What?", **fields), "questions[0]")


@pytest.mark.parametrize(("name", "fields", "answer"), VALID)
def test_a_valid_example_is_accepted_and_said_in_words(
    name: QuestionType, fields: dict[str, Any], answer: Any
) -> None:
    question = made(name, fields)
    assert question.validated(answer) == answer
    assert question.in_words(answer)


@pytest.mark.parametrize(("name", "fields", "answer"), INVALID)
def test_an_invalid_example_is_refused(name: QuestionType, fields: dict[str, Any], answer: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        made(name, fields).validated(answer)


@pytest.mark.parametrize("agent", NULL_AGENTS)
@pytest.mark.parametrize(("name", "fields", "answer"), VALID)
async def test_what_is_drawn_is_valid_whoever_states_it(
    name: QuestionType, fields: dict[str, Any], answer: Any, agent: str
) -> None:
    question = made(name, fields)
    for seed in range(20):
        chance = random.Random(seed)
        asked = Asked(question, question.text, tuple(question.order(chance)))
        reply = await NULL_AGENTS[agent]().answer(Ask({"full_name": "A"}, (asked,), (), seed))
        drawn = question.draw(reply.given["q"], asked.order, chance)
        assert question.validated(drawn) == drawn


@given(st.integers(min_value=0, max_value=2**31))
def test_exclusive_options_stay_last_and_stand_alone(seed: int) -> None:
    options = ["Tea", "Coffee", "Cocoa", "None"]
    question = made("multiple_choice", {"options": options, "exclusive": ["None"]})
    chance = random.Random(seed)
    order = question.order(chance)
    assert order[-1] == 3 and sorted(order) == [0, 1, 2, 3]
    given_chances = question.shape()(chances=[chance.random() for _ in options])
    drawn = question.draw(given_chances, order, chance)
    assert drawn == ["None"] or "None" not in drawn


def test_half_of_the_respondents_see_a_scale_of_agreement_from_its_other_end() -> None:
    question = made("likert", {"options": ["No", "Perhaps", "Yes"]})
    turned = sum(question.order(random.Random(seed)) == [2, 1, 0] for seed in range(400))
    assert 160 <= turned <= 240


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("single_choice", {"options": ["Tea"]}, "questions[0].options"),
    ("single_choice", {}, "questions[0].options"),
    ("single_choice", {"options": ["Tea", "Tea "]}, "questions[0].options[1]"),
    ("single_choice", {"options": ["Tea", " "]}, "questions[0].options[1]"),
    ("single_choice", {"options": ["Tea", "x" * 301]}, "questions[0].options[1]"),
    ("single_choice", {"options": [str(i) for i in range(31)]}, "questions[0].options"),
    ("single_choice", {"options": ["Tea", "Coffee"], "min": 1}, "questions[0].min"),
    ("single_choice", {"options": ["Tea", "Coffee"], "exclusive": ["Cocoa"]}, "questions[0].exclusive"),
    ("single_choice", {"options": ["Tea", "Coffee"], "reference": {"Cocoa": 1}}, "questions[0].reference"),
    ("multiple_choice", {"options": ["Tea", "Coffee"], "max": 3}, "questions[0].max"),
    ("scale", {"min": 5, "max": 5}, "questions[0].min"),
    ("scale", {"min": 5, "max": 1}, "questions[0].min"),
    ("scale", {"max": 5}, "questions[0].min"),
    ("scale", {"min": 0, "max": 100}, "questions[0].max"),
    ("scale", {"min": 1, "max": 5, "labels": ["low"]}, "questions[0].labels"),
    ("likert", {"options": ["Strongly agree", "Neither", "Strongly disagree"]}, "questions[0].options"),
    ("numeric", {"min": 10, "max": 0}, "questions[0].min"),
    ("numeric", {"min": 0, "max": float("inf")}, "questions[0].min"),
    ("ranking", {"options": ["Only"]}, "questions[0].options"),
    ("open_text", {"options": ["a", "b"]}, "questions[0].options"),
    ("matrix", {"options": ["Bad", "Good"]}, "questions[0].rows"),
]


@pytest.mark.parametrize(("name", "fields", "field"), BAD)
def test_a_question_that_cannot_be_asked_is_refused_by_field(
    name: QuestionType, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(SightError) as caught:
        made(name, fields)
    assert caught.value.code is ErrorCode.INVALID_ARGUMENT
    assert caught.value.field == field
    assert caught.value.hint.pl != caught.value.hint.en
