"""A respondent asked about their own facts says what is on record, whatever the options look like."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.own_facts import bracket_of
from sight_domain.llm.offline.surveys import write_sheet
from sight_domain.populations.service import TargetPopulation, draw_respondents

ASKED: dict[Language, dict[str, tuple[str, list[str]]]] = {
    "pl": {
        "age": ("W jakim jesteś wieku?", ["18–24 lata", "25–34", "35–49", "50-64", "65 lat i więcej"]),
        "income": ("Jaki jest Twój miesięczny dochód netto?", ["Ponad 7 500 zł", "4 500–7 500 zł", "Do 4 500 zł", "Odmawiam"]),
        "gender": ("Jaka jest Twoja płeć?", ["Mężczyzna", "Kobieta"]),
        "education": ("Jakie masz wykształcenie?", ["Podstawowe", "Zasadnicze zawodowe", "Średnie", "Wyższe (licencjat)", "Wyższe (magister)"]),
        "household": ("Ile osób mieszka w Twoim gospodarstwie domowym?", ["1", "2", "3", "4 i więcej"]),
        "children": ("Ile masz dzieci?", ["Nie mam dzieci", "1", "2", "3 lub więcej"]),
    },
    "en": {
        "age": ("How old are you?", ["65+", "50-64", "35 to 49", "25 to 34", "under 25"]),
        "income": ("What is your net monthly income?", ["up to 4.5k", "4,500 to 7,500", "more than 7,500"]),
        "gender": ("What is your gender?", ["Female", "Male"]),
        "education": ("What is your highest level of education?", ["Primary", "Vocational", "Secondary", "University degree"]),
        "household": ("How many people live in your household?", ["1", "2", "3", "4 or more"]),
        "children": ("How many children do you have?", ["None", "1", "2", "3 or more"]),
    },
}  # fmt: skip
EDUCATION = {"primary": 0, "vocational": 1, "secondary": 2, "tertiary": 3}


def nation(language: Language) -> list[dict[str, Any]]:
    drawn = draw_respondents(TargetPopulation(country="PL"), 60, seed=2, language=language)
    return [person.model_dump(mode="json") for person in drawn]


def stated(person: dict[str, Any], text: str, language: Language, **question: Any) -> dict[str, Any] | None:
    """The stated answer; asked with ten seeds where the respondent declines."""
    asked = {"key": "q1", "text": text, "rows": [], "labels": [], "least": None, "most": None} | question
    for seed in range(10):
        inputs = {"respondent": person, "topic": "Tea", "asked": [asked]}
        if found := write_sheet(inputs, language=language, seed=seed)["q1"]:
            return found
    return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["age", "income", "gender", "education", "household", "children"])
def test_the_option_that_is_true_takes_nearly_everything(language: Language, subject: str) -> None:
    text, options = ASKED[language][subject]
    for person in nation(language):
        given = stated(
            person, text, language, type="single_choice", answer_in="probabilities", options=options
        )
        assert given is not None and sum(given["probabilities"]) == pytest.approx(1)
        likely = [option for option, p in zip(options, given["probabilities"], strict=True) if p > 0.4]
        assert likely and all(_fits(subject, option, options, person) for option in likely)


def _fits(subject: str, option: str, options: list[str], person: dict[str, Any]) -> bool:
    match subject:
        case "gender":
            return (option in ("Kobieta", "Female")) == (person["gender"] == "female")
        case "education":
            return min(options.index(option), 3) == EDUCATION[person["education"]]
    low, high = bracket_of(option) or pytest.fail(option)
    family = person["family"]
    match subject:
        case "age":
            return low <= person["age"] <= high
        case "household":
            return low <= family["household_size"] <= high
        case "children":
            return low <= len(family["children_at_home"]) + family["children_away"] <= high
    bracket = person["income_bracket"]
    known = {
        "under_3000": 0,
        "3000_4500": 0,
        "4500_6000": 1,
        "6000_7500": 1,
        "7500_10000": 2,
        "over_10000": 2,
    }
    return (0 if high == 4500 else 1 if high == 7500 else 2) == known[bracket]


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_are_given_as_numbers_within_what_is_on_record(language: Language) -> None:
    yearly = {"pl": "Ile zarabiasz rocznie?", "en": "How much do you earn a year?"}[language]
    asked = {"type": "numeric", "answer_in": "range", "options": [], "least": 0, "most": 1_000_000}
    for person in nation(language):
        month = stated(person, ASKED[language]["income"][0], language, **asked)
        year = stated(person, yearly, language, **asked)
        assert month is not None and year is not None and year["middle"] == 12 * month["middle"]
        digits = [int(part) for part in person["income_bracket"].split("_") if part.isdecimal()]
        if len(digits) == 2:
            assert digits[0] <= month["middle"] <= digits[1]
        age = stated(person, ASKED[language]["age"][0], language, **asked)
        assert age is not None and age["low"] == age["high"] == person["age"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("How satisfied are you with your income?", ["Very satisfied", "Satisfied", "Not at all"]),
        ("Which of these would your household use?", ["Tea", "Coffee"]),
    ],
)
def test_a_question_of_opinion_is_not_taken_for_one_of_fact(text: str, options: list[str]) -> None:
    most: list[float] = []
    for person in nation("en"):
        given = stated(person, text, "en", type="single_choice", answer_in="probabilities", options=options)
        assert given is not None
        most.append(max(given["probabilities"]))
    assert min(most) < 0.9


@pytest.mark.parametrize(
    ("option", "bounds"),
    [
        ("25–34", (25, 34)),
        ("3 000 - 4 500 zł", (3000, 4500)),
        ("$3,000 to $4,500", (3000, 4500)),
        ("do 3 tys. zł", (-math.inf, 3000)),
        ("65+", (65, math.inf)),
        ("10 000 zł i więcej", (10_000, math.inf)),
        ("4", (4, 4)),
        ("Żadnych", (0, 0)),
        ("Nie wiem", None),
    ],
)
def test_brackets_are_read_as_people_write_them(option: str, bounds: tuple[float, float] | None) -> None:
    assert bracket_of(option) == bounds
