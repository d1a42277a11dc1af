"""Needs from answers: exact quotes, scores by formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.needs import write_needs

Group = Callable[..., list[dict[str, Any]]]
LANGUAGES: tuple[Language, ...] = ("pl", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_needs_quote_exactly_and_score_within_range(group: Group, language: Language) -> None:
    turns = group(20, 4, language, 6)
    texts = {turn["turn_id"]: turn["text"] for turn in turns}
    needs = write_needs({"scope": "project", "topic": "x", "answers": turns}, language=language, seed=1)
    assert all(needs[part] for part in ("jobs_to_be_done", "desired_outcomes", "pain_points"))
    for part in needs.values():
        for need in part:
            assert need["quotes"]
            assert all(q["text"] in texts[q["turn_id"]] for q in need["quotes"])
    opening = "Kiedy " if language == "pl" else "When "
    for job in needs["jobs_to_be_done"]:
        assert job["job_statement"].startswith(opening)
        assert 1 <= job["priority_score"] <= 10
        assert 1 <= job["difficulty"] <= 10
        assert job["frequency"] in {"daily", "weekly", "monthly"}
    for outcome in needs["desired_outcomes"]:
        assert 0 <= outcome["importance"] <= 10
        assert 0 <= outcome["satisfaction"] <= 10
    for pain in needs["pain_points"]:
        assert 1 <= pain["severity"] <= 10
        assert pain["potential_solutions"]


def answers(*texts: str) -> list[dict[str, Any]]:
    return [
        {"turn_id": f"t{i}", "persona_id": f"p{i}", "question": "?", "text": text}
        for i, text in enumerate(texts)
    ]


def test_scores_follow_their_formulas() -> None:
    needs = write_needs(
        {"answers": answers("Za drogo.", "Tanio.", "Cena mnie nie obchodzi.", "Nic.")}, language="pl", seed=0
    )
    outcome = needs["desired_outcomes"][0]
    # Reach 3/4, one mention a person: 10 (0.75 x 0.75 + 0.25 x 0.25) = 6.25; one for, one neutral, one against.
    assert outcome["importance"] == 6.2
    assert outcome["satisfaction"] == 5.0
    pain = needs["pain_points"][0]
    # 1 + 9 (0.6 x 1/3 + 0.4 x 3/4) = 5.5, and halves round to even.
    assert pain["severity"] in {5, 6}
    assert "Mówi o tym 1 z 4 osób, w 1 wypowiedzi" in pain["pain_description"]


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
        "pain_points": [],
    }
