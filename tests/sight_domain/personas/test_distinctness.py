"""Likeness of portraits: the share of their three-word sequences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.personas.distinctness import Gallery, likeness, shingles

TEXTS = st.lists(
    st.sampled_from(["tea", "walks", "to", "the", "shop", "and", "back", "again"]), max_size=30
).map(" ".join)


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_between_nought_and_one(first: str, second: str) -> None:
    mine, other = shingles(first), shingles(second)
    assert 0 <= likeness(mine, other) == likeness(other, mine) <= 1


@given(TEXTS.filter(lambda text: len(text.split()) >= 3))
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(shingles(text), shingles(text)) == 1


def test_likeness_is_the_share_of_runs_of_three_words() -> None:
    # Runs: a b c, b c d, c d e against a b c, b c d, c d f: two of four in common.
    assert likeness(shingles("a b c d e"), shingles("a b c d f")) == 0.5


def test_names_places_and_numbers_do_not_make_texts_alike_or_unlike() -> None:
    first = shingles("Anna from Gdańsk, 34, walks to the shop", ("Anna Kowalska", "Gdańsk"))
    second = shingles("Zofia from Łódź, 71, walks to the shop", ("Zofia Nowak", "Łódź"))
    assert first == second


@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
def test_the_gallery_finds_the_nearest_of_all(others: list[str], text: str) -> None:
    gallery = Gallery()
    for number, other in enumerate(others):
        gallery.add(str(number), other)
    nearest, _ = gallery.nearest("me", text)
    assert nearest == max(likeness(shingles(text), shingles(other)) for other in others)


def test_nobody_is_compared_with_themselves() -> None:
    gallery = Gallery()
    gallery.add("Anna", "she walks to the shop and back")
    assert gallery.nearest("Anna", "she walks to the shop and back") == (0.0, None)
    assert gallery.nearest("Zofia", "she walks to the shop and back") == (1.0, "Anna")
