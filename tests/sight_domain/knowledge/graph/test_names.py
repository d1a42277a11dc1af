"""Inflected forms of one name are one entity; different names stay different."""

from __future__ import annotations

import itertools

import pytest

from sight_domain.knowledge.graph.names import asked_stems, key_of, terms_of


@pytest.mark.parametrize(
    "forms",
    [
        ("Kraków", "Krakowa", "Krakowie", "KRAKOWEM"),
        ("Polska", "Polsce", "Polski"),
        ("kobiety", "kobiet", "kobietom"),
        ("seniorzy", "seniorów", "seniorom"),
        ("studenci", "studentów", "studentom"),
        ("Polacy", "Polaków", "Polakom"),
        ("mężczyźni", "mężczyzn", "mężczyznom"),
        ("odsetek czytelników", "odsetka czytelników", "odsetkiem czytelnika"),
        ("Biblioteka Narodowa", "Biblioteki Narodowej", "Bibliotece Narodowej"),
        ("Łódź", "Łodzi", "łodzią"),
        ("kobiety w wieku 25-34 lat", "kobiet 25–34", "Kobietom w wieku 25-34"),
        ("Netflix", "Netflixa", "Netflixem"),
    ],
)
def test_polish_cases_of_a_name_have_one_key(forms: tuple[str, ...]) -> None:
    assert len({key_of(form, "pl") for form in forms}) == 1


@pytest.mark.parametrize(
    "forms", [("households", "household", "the households"), ("Readers aged 25-34", "reader 25-34")]
)
def test_english_forms_of_a_name_have_one_key(forms: tuple[str, ...]) -> None:
    assert len({key_of(form, "en") for form in forms}) == 1


def test_different_names_have_different_keys() -> None:
    names = ["kobiety", "mężczyźni", "Polska", "Polacy", "Kraków", "Warszawa", "kobiety 25-34", "kobiety 35-44", "senior", "student"]  # fmt: skip
    for one, other in itertools.combinations(names, 2):
        assert key_of(one, "pl") != key_of(other, "pl"), (one, other)


def test_a_name_of_stop_words_says_nothing() -> None:
    assert terms_of("w tym roku", "pl") == ()
    assert key_of("of the", "en") == ""


def test_a_question_meets_the_terms_of_names_in_either_language() -> None:
    stems = asked_stems("Ile kobiet w Krakowie ogląda Netflixa?")
    for name in ("kobiety", "Kraków", "Netflix"):
        assert any(terms_of(name, "pl")[0] in found for found in stems.values()), name
    assert any(
        terms_of("household", "en")[0] in found for found in asked_stems("How many households?").values()
    )
