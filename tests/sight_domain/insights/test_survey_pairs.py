"""Questions on the importance of a thing and on satisfaction with it are found by their words, or named."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, to_public
from sight_domain.insights.schemas import RatedBy
from sight_domain.insights.survey_pairs import named, ratings_of, recognised
from sight_domain.language import Language
from sight_domain.surveys.questionnaire import questionnaire_of
from sight_domain.surveys.service import Given, QuestionDraft

SURVEY = uuid4()
ANNA, JAN = uuid4(), uuid4()


def answers(
    questions: list[dict[str, Any]], sheets: dict[UUID, dict[str, Any]], language: Language = "en"
) -> list[Given]:
    asked = questionnaire_of([QuestionDraft.model_validate(one) for one in questions], language).questions
    return [
        Given(uuid4(), SURVEY, person, question, sheet[question.id])
        for person, sheet in sheets.items()
        for question in asked
        if question.id in sheet
    ]


def scale(key: str, text: str, least: int = 1, most: int = 5) -> dict[str, Any]:
    return {"id": key, "type": "scale", "text": text, "min": least, "max": most}


ENGLISH = [
    scale("i1", "How important is fast delivery to you?"),
    scale("i2", "How important are fresh ingredients to you?"),
    scale("s1", "How satisfied are you with the delivery today, is it fast?", 0, 10),
    scale("s2", "How satisfied are you with the ingredients, are they fresh?"),
]
POLISH = [
    scale("w1", "Jak ważna jest dla Ciebie cena posiłków?"),
    scale("w2", "Jak ważny jest dla Ciebie czas gotowania?"),
    scale("z1", "Jak bardzo jesteś zadowolony z ceny posiłków?"),
    scale("z2", "Jak bardzo jesteś zadowolony z czasu gotowania?"),
]
COLUMNS = ["Not at all", "Little", "Some", "Much", "Very much"]
MATRICES = [
    {"id": "imp", "type": "matrix", "text": "How important is each?", "rows": ["Price", "Taste"], "options": COLUMNS},
    {"id": "sat", "type": "matrix", "text": "How satisfied are you with each?", "rows": ["Taste", "Time"], "options": COLUMNS},
]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "paired"),
    [
        ("How dissatisfied are you with fast delivery?", False),
        ("How satisfied or dissatisfied are you with fast delivery?", True),
        ("Jak bardzo jesteś niezadowolona z szybkiej dostawy?", False),
        ("Jak bardzo zadowala Cię dziś szybka dostawa?", True),
    ],
)
def test_a_scale_of_dissatisfaction_is_no_scale_of_satisfaction(second: str, paired: bool) -> None:
    first = (
        "How important is fast delivery to you?"
        if "How" in second
        else "Jak ważna jest dla Ciebie szybka dostawa?"
    )
    given = answers([scale("i", first), scale("s", second)], {ANNA: {"i": 5, "s": 5}})
    assert bool(recognised(given)) is paired


def test_pairs_are_recognised_in_english_and_named_by_their_subject() -> None:
    given = answers(ENGLISH, {ANNA: {"i1": 5, "i2": 3, "s1": 2, "s2": 4}})
    pairs = recognised(given)
    assert [(one.importance, one.satisfaction, one.outcome) for one in pairs] == [
        ("i1", "s1", "Fast delivery"),
        ("i2", "s2", "Fresh ingredients"),
    ]
    assert pairs[0].questions == [f"{to_public(Kind.SURVEY, SURVEY)}/{key}" for key in ("i1", "s1")]


def test_pairs_are_recognised_in_polish_whatever_the_case() -> None:
    given = answers(POLISH, {ANNA: {"w1": 5, "w2": 3, "z1": 2, "z2": 4}}, "pl")
    assert [(one.importance, one.satisfaction, one.outcome) for one in recognised(given)] == [
        ("w1", "z1", "Cena posiłków"),
        ("w2", "z2", "Czas gotowania"),
    ]


def test_matrices_are_paired_in_the_rows_they_share() -> None:
    sheet = {"imp": {"Price": "Much", "Taste": "Very much"}, "sat": {"Taste": "Little", "Time": "Much"}}
    given = answers(MATRICES, {ANNA: sheet})
    pairs = recognised(given)
    assert [(one.row, one.outcome) for one in pairs] == [("Taste", "Taste")]
    ((_, _, (rating,)),) = ratings_of(given, pairs, {})
    assert (rating.importance, rating.satisfaction) == (10.0, 2.5)


def test_what_does_not_belong_together_is_not_put_together() -> None:
    questions = [
        scale("a", "How important is the price?"),
        scale("b", "How satisfied are you with the courier?"),
    ]
    assert recognised(answers(questions, {ANNA: {"a": 1, "b": 1}})) == []
    twice = [
        *ENGLISH[:1],
        scale("x", "How satisfied are you with fast delivery?"),
        scale("y", "Satisfied with fast delivery?"),
    ]
    assert recognised(answers(twice, {ANNA: {"i1": 1, "x": 1, "y": 1}})) == []


def test_scales_of_any_length_are_put_on_ten_and_only_whoever_answered_both_counts() -> None:
    given = answers(ENGLISH, {ANNA: {"i1": 5, "s1": 2}, JAN: {"i1": 3}})
    ((outcome, sources, ratings),) = ratings_of(given, recognised(given), {ANNA: 2.0})
    assert outcome == "Fast delivery"
    assert len(sources) == 1
    assert [(one.importance, one.satisfaction, one.weight) for one in ratings] == [(10.0, 2.0, 2.0)]


def test_pairs_can_be_named() -> None:
    questions = [scale("a", "Price?"), scale("b", "The courier?")]
    given = answers(questions, {ANNA: {"a": 5, "b": 1}})
    asked = RatedBy(survey_id=to_public(Kind.SURVEY, SURVEY), importance="a", satisfaction="b")
    (pair,) = named(given, [asked])
    assert (pair.importance, pair.satisfaction, pair.outcome) == ("a", "b", "Price?")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"survey_id": to_public(Kind.SURVEY, uuid4())}, ErrorCode.NOT_FOUND, "rated_by[0].survey_id"),
        ({"survey_id": "prj_1"}, ErrorCode.INVALID_ID, "rated_by[0].survey_id"),
        ({"importance": "zzz"}, ErrorCode.INVALID_ARGUMENT, "rated_by[0].importance"),
        ({"satisfaction": "why"}, ErrorCode.INVALID_ARGUMENT, "rated_by[0].satisfaction"),
        ({"satisfaction": "a"}, ErrorCode.INVALID_ARGUMENT, "rated_by[0]"),
    ],
)
def test_what_is_no_pair_is_refused_by_name(changed: dict[str, str], code: ErrorCode, field: str) -> None:
    questions = [
        scale("a", "Price?"),
        scale("b", "The courier?"),
        {"id": "why", "type": "open_text", "text": "Why?"},
    ]
    given = answers(questions, {ANNA: {"a": 5, "b": 1, "why": "So."}})
    fields = {"survey_id": to_public(Kind.SURVEY, SURVEY), "importance": "a", "satisfaction": "b"}
    with pytest.raises(SightError) as caught:
        named(given, [RatedBy(**(fields | changed))])
    assert (caught.value.code, caught.value.field) == (code, field)
