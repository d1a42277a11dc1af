"""Statements that mean the same come together, whatever words they share; what has nothing in common stays apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.insights.clustering import MEANING, groups, lexical_vectors, medoid, own_words, with_meaning

PRICE = [
    "The box costs too much for our budget",
    "Each month the box costs more than our budget",
    "The costs are over our budget",
]
TIME = [
    "The courier comes when I am at work",
    "Courier hours clash with my work",
    "At work when the courier rings",
]
WASTE = [
    "All that plastic wrapping and rubbish",
    "Mountains of plastic rubbish",
    "Plastic wrapping around everything",
]
POLISH = [
    "Dostawa o złej godzinie",
    "Godziny dostaw mi nie pasują",
    "Opakowania z plastiku",
    "Za dużo plastikowych opakowań",
]


def test_three_pains_told_in_nine_ways_are_three_groups() -> None:
    texts = [*PRICE, *TIME, *WASTE]
    found = groups(lexical_vectors(texts, "en"), texts)
    assert sorted(found) == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_polish_forms_of_the_same_words_count_as_the_same() -> None:
    assert sorted(groups(lexical_vectors(POLISH, "pl"), POLISH)) == [[0, 1], [2, 3]]


def test_the_same_title_is_one_pain_however_it_is_described() -> None:
    texts = ["Alpha. Beta gamma.", "Delta. Epsilon.", "Alpha. Zeta eta."]
    assert groups(lexical_vectors(texts, "en"), ["Price", "Time", " price. "]) == [[0, 2], [1]]


def test_where_there_is_no_structure_nothing_is_merged() -> None:
    texts = ["apple", "bridge", "cloud", "dragon", "engine"]
    assert groups(lexical_vectors(texts, "en"), texts) == [[0], [1], [2], [3], [4]]


def test_what_fits_nowhere_is_not_swept_together() -> None:
    """Two statements with a common word among four that are alike in pairs: a cosine of 0.05 makes no pain of them."""
    vectors = np.eye(6)
    for one, other, cosine in ((0, 1, 0.9), (2, 3, 0.9), (4, 5, 0.05)):
        vectors[other] = cosine * vectors[one] + np.sqrt(1 - cosine**2) * vectors[other]
    assert groups(vectors, [f"statement {place}" for place in range(6)]) == [[0, 1], [2, 3], [4], [5]]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_statements_stay_as_they_are(count: int) -> None:
    texts = PRICE[:count]
    assert groups(lexical_vectors(texts, "en"), texts) == [[place] for place in range(count)]


@given(st.lists(st.text(max_size=30), max_size=25))
def test_every_statement_is_in_exactly_one_group(texts: list[str]) -> None:
    found = groups(lexical_vectors(texts, "en"), texts)
    assert sorted(place for places in found for place in places) == list(range(len(texts)))
    assert [len(places) for places in found] == sorted((len(places) for places in found), reverse=True)


def test_more_statements_than_are_clustered_join_the_nearest_group() -> None:
    rng = np.random.default_rng(3)
    centres = np.eye(3)
    made = centres[np.arange(900) % 3] + rng.normal(0, 0.05, size=(900, 3))
    vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    found = groups(vectors, [f"statement {place}" for place in range(900)])
    assert sorted(map(len, found)) == [300, 300, 300]
    assert all(len({place % 3 for place in places}) == 1 for places in found)


def test_meaning_counts_beside_words_and_its_common_part_for_nothing() -> None:
    lexical = np.eye(4)
    embedded = np.array([[9, 1, 0], [9, 1, 0], [9, -1, 0], [9, -1, 0]], dtype=float)
    cosines = with_meaning(lexical, embedded) @ with_meaning(lexical, embedded).T
    assert np.allclose(np.diag(cosines), 1)
    assert cosines[0, 1] == pytest.approx(MEANING)
    assert cosines[0, 2] == pytest.approx(-MEANING)


def test_the_medoid_is_the_statement_most_like_the_others() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [0, 1]], dtype=float)
    assert medoid(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), [0, 1, 2]) == 1


def test_own_words_are_those_by_which_a_group_differs_in_the_form_it_uses() -> None:
    found = own_words([PRICE, TIME, WASTE], "en")
    assert "budget" in found[0]
    assert "courier" in found[1]
    assert "plastic" in found[2]
    assert not {"the", "our", "too"} & {word for words in found for word in words}
    for words, texts in zip(found, (PRICE, TIME, WASTE), strict=True):
        assert all(word in " ".join(texts).lower() for word in words)
