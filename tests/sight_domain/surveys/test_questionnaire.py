"""A questionnaire is checked as a whole before anything is stored."""

from __future__ import annotations

from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.surveys.drafts import Condition, QuestionDraft
from sight_domain.surveys.flow import calls_per_respondent
from sight_domain.surveys.questionnaire import (
    checked_stimulus,
    checked_title,
    questionnaire_of,
)
from sight_domain.surveys.sense import new_questionnaire

TEA = {"type": "single_choice", "text": "Tea or coffee?", "options": ["Tea", "Coffee"]}
OPEN = {"type": "open_text", "text": "Why?"}


def drafts(*fields: dict[str, Any]) -> list[QuestionDraft]:
    return [QuestionDraft.model_validate(one) for one in fields]


def test_ids_and_agreement_options_are_filled_in() -> None:
    made = questionnaire_of(drafts(OPEN, {"type": "likert", "text": "Herbata jest lepsza."}), "pl")
    assert [question.id for question in made.questions] == ["q1", "q2"]
    assert made.questions[1].categories[0] == "Zdecydowanie się nie zgadzam"
    assert questionnaire_of(made.drafts, "en").questions == made.questions


CASES: list[tuple[list[dict[str, Any]], str]] = [
    ([], "questions"),
    ([OPEN] * 101, "questions"),
    ([{**OPEN, "text": "  "}], "questions[0].text"),
    ([{**OPEN, "text": "x" * 1001}], "questions[0].text"),
    ([{**OPEN, "id": "1st"}], "questions[0].id"),
    ([{**OPEN, "id": "a"}, {**OPEN, "id": "a"}], "questions[1].id"),
    ([{**OPEN, "text": "Why {q9}?"}], "questions[0].text"),
    ([{**OPEN, "text": "Why {q2}?"}, OPEN], "questions[0].text"),
    ([{**OPEN, "show_if": {"question": "q2", "any_of": ["Tea"]}}, TEA], "questions[0].show_if.question"),
    ([{**TEA, "show_if": {"question": "q1", "any_of": ["Tea"]}}], "questions[0].show_if.question"),
    ([TEA, {**OPEN, "show_if": {"question": "q1", "any_of": ["Cocoa"]}}], "questions[1].show_if.any_of"),
    ([TEA, {**OPEN, "show_if": {"question": "q1", "any_of": []}}], "questions[1].show_if.any_of"),
    ([TEA, {**OPEN, "show_if": {"question": "q1", "at_least": 3}}], "questions[1].show_if"),
    ([TEA, {**OPEN, "show_if": {"question": "q1"}}], "questions[1].show_if"),
    ([TEA, {"type": "likert", "text": "No.", "reverse_of": "q1"}], "questions[1].reverse_of"),
    ([{"type": "likert", "text": "No.", "reverse_of": "q1"}], "questions[0].reverse_of"),
]


@pytest.mark.parametrize(("fields", "field"), CASES)
def test_what_cannot_be_asked_is_refused_by_field(fields: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(SightError) as caught:
        questionnaire_of(drafts(*fields), "en")
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_ARGUMENT, field)


SCALE = {"type": "scale", "text": "How good?", "min": 1, "max": 5}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ([SCALE, {**OPEN, "show_if": {"question": "q1", "at_least": 6}}], "questions[1].show_if"),
        ([SCALE, {**OPEN, "show_if": {"question": "q1", "at_most": 0}}], "questions[1].show_if"),
        (
            [SCALE, {**OPEN, "show_if": {"question": "q1", "at_least": 4, "at_most": 2}}],
            "questions[1].show_if",
        ),
        ([{"type": "numeric", "text": "How many?", "min": 0, "max": 5e300}], "questions[0].max"),
        ([{"type": "numeric", "text": "How many?", "min": -1e13, "max": 0}], "questions[0].min"),
    ],
)
def test_a_new_survey_must_ask_somebody_and_can_be_counted_but_a_stored_one_is_read_as_it_is(
    fields: list[dict[str, Any]], field: str
) -> None:
    with pytest.raises(SightError) as caught:
        new_questionnaire(drafts(*fields), "pl")
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_ARGUMENT, field)
    assert len(questionnaire_of(drafts(*fields), "pl").questions) == len(fields)


def test_a_condition_on_the_end_of_a_scale_asks_somebody() -> None:
    made = new_questionnaire(drafts(SCALE, {**OPEN, "show_if": {"question": "q1", "at_least": 5}}), "en")
    assert len(made.questions) == 2


@pytest.mark.parametrize("title", ["", " ", "x" * 201])
def test_a_survey_needs_a_title_of_reasonable_length(title: str) -> None:
    with pytest.raises(SightError) as caught:
        checked_title(title)
    assert caught.value.field == "title"


def test_a_stimulus_too_long_is_refused_and_an_empty_one_is_none() -> None:
    assert checked_stimulus("  ") is None
    with pytest.raises(SightError) as caught:
        checked_stimulus("x" * 20_001)
    assert caught.value.field == "stimulus"


def test_a_question_waits_for_the_answer_it_refers_to() -> None:
    made = questionnaire_of(
        drafts(
            TEA,
            OPEN,
            {**OPEN, "text": "Why {q1}?"},
            {**OPEN, "show_if": {"question": "q1", "any_of": ["Tea"]}},
            {"type": "likert", "text": "Tea is good."},
            {"type": "likert", "text": "Tea is bad.", "reverse_of": "q5"},
        ),
        "en",
    )
    blocks = [[question.id for question in block] for block in calls_per_respondent(made)]
    assert blocks == [["q1", "q2"], ["q3", "q4", "q5"], ["q6"]]


def test_long_surveys_are_asked_in_several_calls() -> None:
    made = questionnaire_of(drafts(*[OPEN] * 25), "en")
    assert [len(block) for block in calls_per_respondent(made)] == [10, 10, 5]


def test_a_condition_reads_back_as_it_was_stored() -> None:
    draft = QuestionDraft(type="open_text", text="Why?", show_if=Condition(question="q1", at_least=3))
    assert QuestionDraft.model_validate(draft.stored()) == draft
