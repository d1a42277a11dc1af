"""Needs from answers: exact quotes, figures by formula, everybody read by themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.needs import write_needs, write_reading

Group = Callable[..., list[dict[str, Any]]]
LANGUAGES: tuple[Language, ...] = ("pl", "en")


def answers(*texts: str) -> list[dict[str, Any]]:
    return [
        {"turn_id": f"t{i}", "persona_id": f"p{i}", "question": "?", "text": text}
        for i, text in enumerate(texts)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_jobs_and_outcomes_quote_exactly_and_stay_in_their_ranges(group: Group, language: Language) -> None:
    turns = group(20, 4, language, 6)
    texts = {turn["turn_id"]: turn["text"] for turn in turns}
    needs = write_needs({"scope": "project", "topic": "x", "answers": turns}, language=language, seed=1)
    for part in ("jobs_to_be_done", "desired_outcomes"):
        assert needs[part]
        for need in needs[part]:
            assert need["quotes"]
            assert all(q["text"] in texts[q["turn_id"]] for q in need["quotes"])
    opening = "Kiedy " if language == "pl" else "When "
    for job in needs["jobs_to_be_done"]:
        assert job["job_statement"].startswith(opening)
        assert 1 <= job["priority_score"] <= 10
        assert 1 <= job["difficulty"] <= 10
        assert job["frequency"] in {"daily", "weekly", "monthly"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pains_and_ratings_are_each_of_one_person_in_that_person_s_words(
    group: Group, language: Language
) -> None:
    turns = group(20, 4, language, 6)
    said = {turn["turn_id"]: turn for turn in turns}
    wanted = write_needs({"answers": turns}, language=language, seed=1)["desired_outcomes"]
    reading = write_reading(
        {"outcomes": [one["outcome_statement"] for one in wanted], "answers": turns},
        language=language,
        seed=2,
    )
    assert reading["pain_points"]
    assert reading["ratings"]
    for part in reading.values():
        for one in part:
            assert len({said[quote["turn_id"]]["persona_id"] for quote in one["quotes"]}) == 1
            assert all(quote["text"] in said[quote["turn_id"]]["text"] for quote in one["quotes"])
    pairs = {(one["outcome"], said[one["quotes"][0]["turn_id"]]["persona_id"]) for one in reading["ratings"]}
    assert len(pairs) == len(reading["ratings"])
    for pain in reading["pain_points"]:
        assert 1 <= pain["severity"] <= 10
        assert pain["potential_solutions"]
    # People differ: nobody's ratings are everybody's.
    assert len({(one["importance"], one["satisfaction"]) for one in reading["ratings"]}) > 5


def test_a_rating_follows_its_formula_and_is_given_by_those_who_speak_of_it_only() -> None:
    given = answers("Za drogo.", "Tanio, opłaca się.", "Nic.")
    reading = write_reading(
        {"outcomes": ["Obniżyć miesięczny koszt bez utraty tego, co ważne"], "answers": given},
        language="pl",
        seed=0,
    )
    against, in_favour = reading["ratings"]
    assert [one["quotes"][0]["turn_id"] for one in reading["ratings"]] == ["t0", "t1"]
    assert against["satisfaction"] < 5 < in_favour["satisfaction"]
    # One mention each: at least 10 (0.4 + 0.15), at most 10 (0.4 + 0.15 + 0.25).
    assert all(5 <= one["importance"] <= 8 for one in reading["ratings"])
    (pain,) = reading["pain_points"]
    assert pain["quotes"] == [{"turn_id": "t0", "text": "Za drogo."}]


def test_an_outcome_of_somebody_else_s_is_rated_by_its_words() -> None:
    reading = write_reading(
        {"outcomes": ["Know the price before ordering"], "answers": answers("It is far too expensive.")},
        language="en",
        seed=0,
    )
    assert [one["outcome"] for one in reading["ratings"]] == [1]


def test_the_frequency_is_the_rhythm_people_name() -> None:
    daily = write_needs(
        {"answers": answers("Codziennie wydaję na to za dużo, drogo.")}, language="pl", seed=0
    )
    assert daily["jobs_to_be_done"][0]["frequency"] == "daily"
    monthly = write_needs({"answers": answers("Drogo.")}, language="pl", seed=0)
    assert monthly["jobs_to_be_done"][0]["frequency"] == "monthly"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_answers_there_are_no_needs(language: Language) -> None:
    assert write_needs({"answers": []}, language=language, seed=1) == {
        "jobs_to_be_done": [],
        "desired_outcomes": [],
    }
    assert write_reading({"answers": [], "outcomes": ["Save time"]}, language=language, seed=1) == {
        "pain_points": [],
        "ratings": [],
    }
