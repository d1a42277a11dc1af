"""Reported questions, as they are put to the respondent."""

from __future__ import annotations

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.planner.slots.messages import message_to


@pytest.mark.parametrize(
    ("say", "language", "asked"),
    [
        ("Ask Anna why she is against it", "en", "Why are you against it?"),
        ("ask her what she usually eats before work", "en", "What do you usually eat before work?"),
        ("Ask Maria what annoys her about supermarkets", "en", "What annoys you about supermarkets?"),
        ("ask him how much he spends on coffee", "en", "How much do you spend on coffee?"),
        ("ask Tomasz what would make him switch", "en", "What would make you switch?"),
        ("ask Anna whether she would pay more", "en", "Would you pay more?"),
        ("ask Anna whether the price is fine", "en", "Whether the price is fine?"),
        ("ask her if she likes it", "en", "Do you like it?"),
        ("ask Anna: What does she mean to you?", "en", "What does she mean to you?"),
        ("Zapytaj ją, co najbardziej ją męczy w gotowaniu", "pl", "Co najbardziej Cię męczy w gotowaniu?"),
        ("zapytaj Tomasza, co by go skłoniło do zmiany", "pl", "Co by Cię skłoniło do zmiany?"),
        ("zapytaj Tomasza, czy by go kupił", "pl", "Czy by go kupił?"),
        ("zapytaj Tomasza, czy cena jest za wysoka", "pl", "Czy cena jest za wysoka?"),
        ("Zapytaj Zofię, dlaczego jest przeciw", "pl", "Dlaczego jesteś przeciw?"),
        ("Zapytaj Annę: Co by ją skłoniło?", "pl", "Co by ją skłoniło?"),
    ],
)
def test_a_reported_question_is_put_to_the_person_s_face(say: str, language: Language, asked: str) -> None:
    assert message_to(say, language) == asked
