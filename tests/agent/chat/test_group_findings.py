"""A group's card says whose words a sentence rests on, who stands where, and what was left out."""

from __future__ import annotations

from typing import Any

import pytest

from agent.chat.elements.findings import beside_people, cited, findings, sides
from sight_domain.language import Language

QUOTE = {"text": "Too dear.", "turn_id": "trn_1", "persona_id": "per_1", "persona_name": "Anna Nowak"}
OTHER = {"text": "Fair.", "turn_id": "trn_2", "persona_id": "per_2", "persona_name": "Jan Kot"}
SUMMARY: dict[str, Any] = {
    "summary": "Price divides.",
    "sentences": [{"text": "Price divides.", "turn_ids": ["trn_1", "trn_2"]}],
    "agreement": {"alpha": 0.512, "raised_by_both": 9, "raised_by_one": 7, "warning": "Leads only."},
    "disagreements": [{"theme": "Price", "in_favour": [OTHER], "against": [QUOTE]}],
    "outliers": [{"stance": "against", "others": 3, "quote": QUOTE}],
    "ask_next": [{"question": "Ask why.", "turn_id": "trn_1"}],
    "saturation": {"turns_since_new": 9, "turns": 16, "coverage": 0.9},
}


def test_sentences_carry_their_turns_and_old_summaries_none() -> None:
    assert cited(SUMMARY, "sentences", "summary") == [{"text": "Price divides.", "turns": ["trn_1", "trn_2"]}]
    assert cited({"summary": "Old."}, "sentences", "summary") == [{"text": "Old.", "turns": []}]
    assert cited({"key_insights": ["a", "b"]}, "insights", "key_insights")[1] == {"text": "b", "turns": []}
    assert cited(None, "sentences", "summary") == []


@pytest.mark.parametrize(
    ("language", "alpha", "apart", "alone"),
    [
        ("en", "alpha 0.51 on who raised what, – on", "Price: Jan Kot in favour, Anna Nowak against", "The talk as a whole: against, 3 in favour"),
        ("pl", "alfa Krippendorffa 0,51 co do tego", "Price; za: Jan Kot; przeciw: Anna Nowak", "Całość rozmowy: głos przeciw (za: 3)"),
    ],
)  # fmt: skip
def test_what_the_readings_came_to_is_told_in_lines(
    language: Language, alpha: str, apart: str, alone: str
) -> None:
    shown = findings(SUMMARY, language)
    assert alpha in shown["lines"][0] and "90%" in shown["lines"][1]
    assert shown["warning"] == "Leads only."
    assert shown["disagreements"] == [apart]
    assert shown["outliers"] == [{"line": alone, "quote": {"text": "Too dear.", "speaker": "Anna Nowak", "turn": "trn_1"}}]  # fmt: skip
    assert shown["askNext"] == [{"text": "Ask why.", "turn": "trn_1"}]


def test_a_group_without_an_analysis_shows_none() -> None:
    nothing = {"lines": [], "warning": "", "disagreements": [], "outliers": [], "askNext": []}
    assert findings(None, "en") == findings({"summary": "Old."}, "en") == nothing
    assert sides({"title": "Old"}, "en") == ""


def test_sides_and_metrics_stand_beside_people() -> None:
    theme = {"reach_either": 4, "in_favour": 1, "against": 2, "tension": 0.75}
    assert sides(theme, "pl") == "za: 1, przeciw: 2; napięcie 0,75"
    human = [
        {"metric": "participation_gini", "value": 0.1, "human": 0.195, "warning": "Too even."},
        {"metric": "theme_reach", "value": 0.655, "human": 0.59, "warning": ""},
    ]
    assert [
        (row["value"], row["human"], row["warning"]) for row in beside_people({"human": human}, "en")
    ] == [
        ("0.10", "0.20", "Too even."),
        ("66%", "59%", ""),
    ]
