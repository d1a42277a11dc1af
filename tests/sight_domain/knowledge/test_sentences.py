"""Sentences end where a reader would end them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.sentences import prose_sentences, sentences


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pierwsze. Drugie! Trzecie? Czwarte…", ["Pierwsze.", "Drugie!", "Trzecie?", "Czwarte…"]),
        ("Badał to prof. Kowalski, m.in. w Łodzi.", ["Badał to prof. Kowalski, m.in. w Łodzi."]),
        (
            "W 2020 r. badano 5 tys. osób. Potem przestano.",
            ["W 2020 r. badano 5 tys. osób.", "Potem przestano."],
        ),
        ("Paczka kosztuje 29 zł. Dostawa jest gratis.", ["Paczka kosztuje 29 zł.", "Dostawa jest gratis."]),
        ("Powiedział: „Tak.” Ona nie.", ["Powiedział: „Tak.”", "Ona nie."]),
        ("J. K. Rowling pisze. Czytamy.", ["J. K. Rowling pisze.", "Czytamy."]),
        ("Cena to 12.50 zł za sztukę. Drogo.", ["Cena to 12.50 zł za sztukę.", "Drogo."]),
        (
            "See Fig. 3 by Dr. Smith et al. for more. End.",
            ["See Fig. 3 by Dr. Smith et al. for more.", "End."],
        ),
        ("wiersz pierwszy\nwiersz drugi", ["wiersz pierwszy", "wiersz drugi"]),
        ("Świetnie! Łatwo powiedzieć.", ["Świetnie!", "Łatwo powiedzieć."]),
        ("Badano dorosłych.¹ Próba była losowa.", ["Badano dorosłych.¹", "Próba była losowa."]),
        ("1. Brak rąk do pracy.\n2. Drogi prąd.", ["1. Brak rąk do pracy.", "2. Drogi prąd."]),
        ("3.2. Dlaczego rezygnują\n\nCena jest wysoka.", ["3.2. Dlaczego rezygnują", "Cena jest wysoka."]),
        ("Stało się to w 2020. Potem było lepiej.", ["Stało się to w 2020.", "Potem było lepiej."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert _split(text) == expected


@given(st.text(alphabet='aAąŁ .!?\n"”)1r', max_size=200))
def test_sentences_keep_everything_but_white_space(text: str) -> None:
    assert "".join("".join(one.split()) for one in _split(text)) == "".join(text.split())
    assert all(one == one.strip() != "" for one in _split(text))


def test_a_part_of_a_text_can_be_split() -> None:
    text = "Przed. Raz. Dwa. Po."
    assert [text[start:end] for start, end in sentences(text, 7, 16)] == ["Raz.", "Dwa."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rynek herbaty 2024\n\nHerbatę pije 58% osób.", ["Herbatę pije 58% osób."]),
        ("Koniec zdania.\n\nWnioski:\n\n- ceny\n- smak", ["Koniec zdania.", "- ceny", "- smak"]),
        ("Herbatę pije\n58% osób.", ["Herbatę pije", "58% osób."]),
        ("2. Kto zamawia diety\n\nZamawia je 14% osób.", ["Zamawia je 14% osób."]),
        ("Sam nagłówek", ["Sam nagłówek"]),
        ("", []),
    ],
)
def test_headings_are_no_prose(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in prose_sentences(text)] == expected
