"""Passages that say the same are given once; a changed figure is not the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.near_duplicates import (
    SAME_FROM,
    Fingerprint,
    are_near_duplicates,
    collapsed,
    resemblance,
)

PASSAGE = (
    "Respondentki z dużych miast najczęściej zamawiają zestawy posiłkowe w środku tygodnia, bo wtedy brakuje im czasu "
    "na zakupy. W weekendy gotują same, często razem z dziećmi, i traktują to jako odpoczynek. Wśród przeszkód "
    "wymieniają cenę, nadmiar opakowań oraz dostawy w godzinach pracy. Wskazało na nie 48 procent badanych."
)
_text = st.text(alphabet="abc 12.", max_size=60)


def test_resemblance_is_the_share_of_common_shingles() -> None:
    one, other = Fingerprint.of("a b c d e"), Fingerprint.of("b c d e f")
    assert resemblance(one, other) == pytest.approx(2 / 4)


@given(_text, _text)
def test_resemblance_is_a_symmetric_share_and_complete_for_the_same_text(one: str, other: str) -> None:
    first, second = Fingerprint.of(one), Fingerprint.of(other)
    assert 0 <= resemblance(first, second) == resemblance(second, first) <= 1
    assert resemblance(first, first) == 1


def test_a_small_change_of_words_or_diacritics_is_a_duplicate() -> None:
    changed = PASSAGE.replace("najczęściej", "zwykle").replace("dziećmi", "dziecmi")
    assert are_near_duplicates(Fingerprint.of(PASSAGE), Fingerprint.of(changed))


def test_another_figure_is_no_duplicate() -> None:
    changed = PASSAGE.replace("48", "49")
    one, other = Fingerprint.of(PASSAGE), Fingerprint.of(changed)
    assert resemblance(one, other) >= SAME_FROM
    assert not are_near_duplicates(one, other)


def test_another_paragraph_is_no_duplicate() -> None:
    half = " ".join(PASSAGE.split()[:20])
    assert not are_near_duplicates(Fingerprint.of(PASSAGE), Fingerprint.of(half))


def test_duplicates_go_under_the_best_and_the_order_stays() -> None:
    ranked = ["tea is hot in winter", "coffee is cold", "Tea is hot, in winter!", "milk is white"]
    found = collapsed(ranked, str)
    assert [one.first for one in found] == ["tea is hot in winter", "coffee is cold", "milk is white"]
    assert [one.others for one in found] == [("Tea is hot, in winter!",), (), ()]


@given(st.lists(_text, max_size=8))
def test_nothing_is_lost_when_duplicates_are_collapsed(ranked: list[str]) -> None:
    found = collapsed(ranked, str)
    assert sorted(text for one in found for text in (one.first, *one.others)) == sorted(ranked)
