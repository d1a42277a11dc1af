"""A summary whose every sentence cites turns and whose every number was given."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.summary import write_summary

LANGUAGES: tuple[Language, ...] = ("pl", "en")


def theme(title: str, reach: int, in_favour: int, against: int) -> dict[str, Any]:
    stances = ["for"] * in_favour + ["against"] * against + ["neither"] * (reach - in_favour - against)
    quotes = [
        {
            "turn_id": f"{title}-{n}",
            "persona_name": f"Person {chr(65 + n)}",
            "text": "Words.",
            "stance": stance,
        }
        for n, stance in enumerate(stances)
    ]
    return {"title": title, "reach": reach, "in_favour": in_favour, "against": against, "quotes": quotes}


THEMES = [theme("Price", 7, 2, 4), theme("Taste", 5, 3, 0), theme("Trust", 1, 0, 0)]
DIVIDED = [
    {
        "theme": "Price",
        "in_favour": [{"name": "Person A", "turn_id": "Price-0"}, {"name": "Person B", "turn_id": "Price-1"}],
        "against": [{"name": "Person C", "turn_id": "Price-9"}],
    }
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(5))
def test_sentences_cite_the_quotes_they_speak_of_and_state_only_what_was_counted(
    language: Language, seed: int
) -> None:
    inputs = {"participants": 12, "themes": THEMES, "disagreements": DIVIDED}
    account = write_summary(inputs, language=language, seed=seed)
    known = {quote["turn_id"] for one in THEMES for quote in one["quotes"]} | {"Price-9"}
    sentences = [*account["summary"], *account["key_insights"]]
    assert len(account["summary"]) == 4 and len(account["key_insights"]) == 2
    for sentence in sentences:
        assert sentence["turn_ids"] and set(sentence["turn_ids"]) <= known
        assert set(re.findall(r"\d+", sentence["text"])) <= {"7", "2", "4", "5", "3", "1", "0", "12"}
        assert sentence["text"][-1] == "."
    barrier, draw = account["key_insights"]
    assert "Price" in barrier["text"] and len(barrier["turn_ids"]) == 4
    assert "Taste" in draw["text"] and len(draw["turn_ids"]) == 3
    split = account["summary"][-1]
    assert "Person C" in split["text"] and set(split["turn_ids"]) == {"Price-0", "Price-1", "Price-9"}


def test_another_seed_words_it_otherwise() -> None:
    inputs = {"participants": 12, "themes": THEMES, "disagreements": []}
    told = {str(write_summary(inputs, language="pl", seed=seed)["summary"]) for seed in range(12)}
    assert len(told) > 4


def test_polish_verbs_agree_with_their_numbers() -> None:
    texts = [
        sentence["text"]
        for n in (1, 2, 5)
        for seed in range(12)
        for sentence in write_summary(
            {"participants": 12, "themes": [theme("Cena", n, 0, 0)], "disagreements": []},
            language="pl",
            seed=seed,
        )["summary"]
    ]
    for text in texts:
        plural = "2 z 12" in text
        assert ("poruszają" in text or "mówią" in text) == plural


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_themes_nothing_is_said(language: Language) -> None:
    empty = {"participants": 3, "themes": [], "disagreements": []}
    assert write_summary(empty, language=language, seed=1) == {"summary": [], "key_insights": []}
