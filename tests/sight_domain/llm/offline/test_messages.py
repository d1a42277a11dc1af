"""Messages of the offline engine: within their lengths, varied, and with nothing about the product but given facts."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sight_domain.insights.claims import unsupported
from sight_domain.insights.drafts import LONGEST, MessagingDraft
from sight_domain.insights.schemas import MessageKind
from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.grammar import Grammar, resource
from sight_domain.llm.offline.writers import write

TONES = ("friendly", "professional", "playful", "bold", "caring")
NEEDS = {
    "en": [
        {"kind": "pain_point", "text": "No time. The solution adds chores or does not fit the day.", "quotes": []},
        {"kind": "desired_outcome", "text": "Reduce the number of steps and things to keep track of", "quotes": []},
        {"kind": "job_to_be_done", "text": "When I run short of time, I want to have it off my mind.", "quotes": []},
    ],
    "pl": [
        {"kind": "pain_point", "text": "Brak czasu. Rozwiązanie nie mieści się w planie dnia.", "quotes": []},
        {"kind": "desired_outcome", "text": "Zmniejszyć liczbę kroków i rzeczy do pilnowania", "quotes": []},
        {"kind": "job_to_be_done", "text": "Kiedy brakuje mi czasu, chcę mieć to z głowy.", "quotes": []},
    ],
}  # fmt: skip
FACTS = {"en": ["A box with recipes."], "pl": ["Pudełko z przepisami."]}


def written(
    language: Language, kind: MessageKind, tone: str, *, seed: int = 1, facts: bool = True
) -> MessagingDraft:
    headline, body, action = LONGEST[kind]
    inputs: dict[str, Any] = {
        "topic": "Meal kits" if language == "en" else "Zestawy posiłków",
        "kind": kind,
        "tone": tone,
        "needs": NEEDS[language],
        "facts": FACTS[language] if facts else [],
        "longest": {"headline": headline, "body": body, "call_to_action": action},
    }
    return MessagingDraft.model_validate(write("insights.messaging", inputs, language=language, seed=seed))


@pytest.mark.parametrize(("language", "kind", "tone"), list(product(LANGUAGES, LONGEST, TONES)))
def test_every_kind_and_tone_keeps_its_lengths_answers_needs_and_claims_nothing(
    language: Language, kind: MessageKind, tone: str
) -> None:
    variants = written(language, kind, tone).variants
    assert len({one.headline for one in variants}) >= 3
    for one in variants:
        texts = (one.headline, one.body, one.call_to_action)
        assert [len(text) <= most for text, most in zip(texts, LONGEST[kind], strict=True)] == [True] * 3
        assert one.needs
        assert unsupported(" ".join(texts), FACTS[language], []) == []
        assert not any(mark in " ".join(texts) for mark in "<>{}|")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_is_told_word_for_word_and_named_or_not_at_all(language: Language) -> None:
    for one in written(language, "landing_page", "friendly").variants:
        assert (FACTS[language][0] in one.body) == (one.facts == [1])
    assert all(one.facts == [] for one in written(language, "ad", "bold", facts=False).variants)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_seed_writes_others(language: Language) -> None:
    first = {one.body for one in written(language, "email", "caring").variants}
    second = {one.body for one in written(language, "email", "caring", seed=2).variants}
    assert len(first & second) < len(first)


def test_both_languages_have_the_same_rules_for_every_tone() -> None:
    tables = [resource(f"messages_{language}") for language in LANGUAGES]
    assert [set(table) for table in tables] == [set(TONES)] * 2
    for tone in TONES:
        assert Grammar(tables[0][tone]).rule_names() == Grammar(tables[1][tone]).rule_names()
