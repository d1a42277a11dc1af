"""Inflected words meet in their stems, with or without diacritics; common words are left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.analysis import (
    EXACT_WEIGHT,
    LONGEST_TERM,
    detect_language,
    fold,
    index_terms,
    query_terms,
    words,
)
from sight_domain.language import Language


@pytest.mark.parametrize(
    ("written", "asked", "language"),
    [
        ("książkami", "książka", "pl"),
        ("książkami", "ksiazki", "pl"),
        ("czytelników", "czytelnik", "pl"),
        ("mężczyźni", "mezczyzni", "pl"),
        ("subscriptions", "subscription", "en"),
        ("studies", "study", "en"),
    ],
)
def test_forms_of_a_word_meet(written: str, asked: str, language: Language) -> None:
    found = index_terms(written, language).frequencies
    assert any(weight == 1.0 and term in found for term, weight in query_terms(asked).items())


def test_an_exact_form_adds_a_little_to_its_stem() -> None:
    weights = query_terms("Jakie są ceny książek?")
    assert weights == {"=ceny": EXACT_WEIGHT, "=ksiazek": EXACT_WEIGHT, "cen": 1.0, "ksiazek": 1.0}


def test_a_query_of_unclear_language_is_read_as_both() -> None:
    weights = query_terms("reading habits")
    assert {"read", "habit", "reading", "habits"} <= weights.keys()


def test_lengths_count_words_without_stop_words() -> None:
    terms = index_terms("Kobiety i mężczyźni czytają, ale kobiety częściej", "pl")
    assert terms.length == 5
    assert terms.frequencies["kobiet"] == 2 and terms.frequencies["=kobiety"] == 2
    assert "ale" not in terms.frequencies and "=ale" not in terms.frequencies


def test_the_number_of_a_footnote_is_no_part_of_its_word() -> None:
    assert index_terms("użytkowników¹", "pl").frequencies == index_terms("użytkowników", "pl").frequencies
    assert list(words("12 km²")) == ["12", "km²"]


def test_decimals_stay_whole() -> None:
    assert list(words("12,5% w 2024 r., 1.204 osób")) == ["12,5", "w", "2024", "r", "1.204", "osób"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gdzie odbyło się badanie czytelnictwa?", "pl"),
        ("Where was the reading study held?", "en"),
        ("panel badawczy", None),
        ("Żółw", "pl"),
        ("12 34", None),
        ("", None),
    ],
)
def test_languages_are_told_by_function_words_and_letters(text: str, language: Language | None) -> None:
    assert detect_language(text) == language


@given(st.text())
def test_folding_is_stable_and_terms_are_short_and_whole(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for language in ("pl", "en", None):
        terms = index_terms(text, language)
        assert terms.length <= sum(terms.frequencies.values())
        assert all(term.strip("=") and "\x00" not in term for term in terms.frequencies)


def test_endless_words_are_cut() -> None:
    assert max(map(len, index_terms("x" * 100_000, "en").frequencies)) <= LONGEST_TERM + 1
