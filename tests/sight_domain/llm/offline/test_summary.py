from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.coding import code_text
from sight_domain.llm.offline.considerations import codes, label
from sight_domain.llm.offline.needs import write_needs
from sight_domain.llm.offline.summary import _decimal, write_summary

Group = Callable[..., list[dict[str, Any]]]
LANGUAGES: tuple[Language, ...] = ("pl", "en")


def summary_of(turns: list[dict[str, Any]], language: Language) -> dict[str, Any]:
    questions = list(dict.fromkeys(turn["question"] for turn in turns))
    return write_summary({"topic": "temat", "questions": questions, "turns": turns}, language=language)


def voicing(turns: list[dict[str, Any]], code: str, language: Language) -> int:
    return len(
        {t["persona_id"] for t in turns if any(m.code == code for m in code_text(t["text"], language))}
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(4))
def test_every_quote_is_a_whole_sentence_of_the_turn_it_cites(
    group: Group, language: Language, seed: int
) -> None:
    turns = group(20, 4, language, seed)
    texts = {turn["turn_id"]: turn["text"] for turn in turns}
    speakers = {turn["turn_id"]: turn["persona_id"] for turn in turns}
    themes = summary_of(turns, language)["themes"]
    assert len(themes) >= 3
    assert len(themes[0]["quotes"]) >= 10
    for theme in themes:
        quotes = theme["quotes"]
        assert len({speakers[q["turn_id"]] for q in quotes}) == len(quotes)
        for quote in quotes:
            assert quote["text"] in texts[quote["turn_id"]]
            assert quote["text"][-1] in ".!?…"
        assert -1 <= theme["sentiment"] <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_in_the_insights_is_true(group: Group, language: Language) -> None:
    turns = group(20, 4, language, 5)
    result = summary_of(turns, language)
    reach = {label(code, language): voicing(turns, code, language) for code in codes()}
    mention = (
        r"O wątku „(.+)” \w+ (\d+) z 20 osób"
        if language == "pl"
        else r"(\d+) of 20 respondents mentions? (.+)\."
    )
    counted = [re.match(mention, line) for line in result["key_insights"]]
    found = [m for m in counted if m]
    assert len(found) == 2
    for match in found:
        name, number = (match[1], match[2]) if language == "pl" else (match[2], match[1])
        assert reach[name] == int(number)
    assert max(reach.values()) == max(int(m[2] if language == "pl" else m[1]) for m in found)


def test_themes_come_by_reach() -> None:
    turns = [
        {
            "turn_id": "a",
            "persona_id": "1",
            "persona_name": "Ewa",
            "question_index": 0,
            "text": "Za drogo. Boję się o dane.",
        },
        {
            "turn_id": "b",
            "persona_id": "2",
            "persona_name": "Jan",
            "question_index": 0,
            "text": "Cena jest za wysoka.",
        },
        {
            "turn_id": "c",
            "persona_id": "3",
            "persona_name": "Ola",
            "question_index": 1,
            "text": "Tanio, opłaca się.",
        },
    ]
    result = write_summary({"topic": "x", "questions": ["P1", "P2"], "turns": turns}, language="pl")
    assert result["themes"][0]["title"] in {"Cena jako bariera", "Cena dzieli grupę"}
    assert "Podejmują go 3 z 3 osób" in result["themes"][0]["description"]
    assert {q["turn_id"] for q in result["themes"][0]["quotes"]} == {"a", "b", "c"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_silent_group_has_no_themes(language: Language) -> None:
    result = write_summary({"topic": "x", "questions": [], "turns": []}, language=language)
    assert result["themes"] == []
    assert result["key_insights"] == []
    assert result["summary"]


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


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("mean", [-0.0, -0.004, 0.004])
def test_a_mean_near_zero_is_shown_without_a_sign(language: Language, mean: float) -> None:
    assert _decimal(mean, language) == "0"
