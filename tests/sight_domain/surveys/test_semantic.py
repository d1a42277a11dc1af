"""Semantic similarity rating: valid distributions, the nearest anchor first, anchors in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.language import LANGUAGES, Language
from sight_domain.surveys.questionnaire import AGREEMENT
from sight_domain.surveys.semantic import EPSILON, anchor_sets, cosine, mean_rating, rating

SIMILARITIES = st.lists(st.floats(min_value=-1, max_value=1), min_size=2, max_size=7)


@given(SIMILARITIES, st.floats(min_value=0.2, max_value=3))
def test_a_rating_is_a_distribution_whose_mode_is_the_nearest_anchor(
    similarities: list[float], temperature: float
) -> None:
    shares = rating(similarities, temperature=temperature)
    assert sum(shares) == pytest.approx(1) and min(shares) >= 0
    if max(similarities) - min(similarities) > 10 * EPSILON:
        assert similarities[shares.index(max(shares))] == pytest.approx(max(similarities))


def test_the_smallest_similarity_is_taken_off_so_that_close_ones_still_differ() -> None:
    shares = rating([0.80, 0.81, 0.83])
    assert shares[2] == pytest.approx(0.03 / (0.04 + EPSILON))
    assert shares[0] == pytest.approx(EPSILON / (0.04 + EPSILON))


def test_several_anchor_sets_are_averaged() -> None:
    assert mean_rating([[1, 0], [0, 1]]) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("language", LANGUAGES)
def test_known_scales_have_three_sets_of_their_own_and_others_are_framed(language: Language) -> None:
    known = anchor_sets([point.to(language) for point in AGREEMENT], language)
    framed = anchor_sets(["A", "B", "C"], language)
    assert [len(points) for points in known] == [5, 5, 5] and [len(points) for points in framed] == [3, 3, 3]
    assert len({statement for points in known for statement in points}) == 15
    assert all("A" in points[0] for points in framed)
    assert AGREEMENT[0].to(language) not in {statement for points in known for statement in points}


def test_a_vector_without_a_direction_has_no_cosine() -> None:
    assert cosine([1, 0], [0, 2]) == 0
    with pytest.raises(ValueError, match="direction"):
        cosine([0, 0], [1, 0])
