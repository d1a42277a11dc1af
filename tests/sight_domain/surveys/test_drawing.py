"""Draws follow what was stated, within limits, and the same seed draws the same."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sight_domain.surveys.drawing import (
    draw_category,
    draw_number,
    draw_ranking,
    draw_subset,
    normalised,
)
from sight_domain.surveys.questions.stated import StatedRange, stated_probabilities, stated_strengths

SHARES = st.lists(st.floats(min_value=0.001, max_value=1), min_size=2, max_size=8)


@given(SHARES)
def test_probabilities_that_sum_to_one_are_kept_and_others_refused(weights: list[float]) -> None:
    total = sum(weights)
    exact = normalised([w / total for w in weights])
    assert sum(exact) == pytest.approx(1)
    with pytest.raises(ValueError, match="sum to 1"):
        normalised([1.1 * w / total for w in weights])


def test_a_stated_answer_with_a_wrong_sum_count_or_sign_does_not_validate() -> None:
    shape = stated_probabilities(3)
    assert shape.model_validate({"probabilities": [0.33, 0.33, 0.33]}).model_dump()[
        "probabilities"
    ] == pytest.approx([1 / 3] * 3)
    for bad in ([0.5, 0.5], [0.9, 0.9, 0.9], [-0.5, 1, 0.5], [0, 0, 0]):
        with pytest.raises(ValidationError):
            shape.model_validate({"probabilities": bad})
    with pytest.raises(ValidationError):
        stated_strengths(2).model_validate({"strengths": [0, 0]})
    with pytest.raises(ValidationError):
        StatedRange(low=3, middle=2, high=5)


@given(SHARES, st.integers(min_value=0, max_value=10_000))
def test_an_impossible_category_is_never_drawn_and_a_seed_draws_once(weights: list[float], seed: int) -> None:
    total = sum(weights)
    shares = [0.0, *(w / total for w in weights), 0.0]
    drawn = draw_category(shares, random.Random(seed))
    assert 0 < drawn < len(shares) - 1
    assert drawn == draw_category(shares, random.Random(seed))


def test_categories_come_in_the_stated_shares() -> None:
    counts = Counter(draw_category([0.6, 0.3, 0.1], random.Random(seed)) for seed in range(3_000))
    assert counts[0] / 3_000 == pytest.approx(0.6, abs=0.03)
    assert counts[2] / 3_000 == pytest.approx(0.1, abs=0.02)


@given(SHARES, st.integers(min_value=0, max_value=10_000), st.integers(min_value=1, max_value=3))
def test_a_subset_keeps_its_bounds(chances: list[float], seed: int, most: int) -> None:
    drawn = draw_subset(chances, random.Random(seed), fewest=1, most=most)
    assert 1 <= len(drawn) <= most
    assert drawn == sorted(set(drawn))


def test_first_places_of_rankings_come_in_the_shares_of_the_strengths() -> None:
    counts = Counter(draw_ranking([60, 30, 10], random.Random(seed))[0] for seed in range(3_000))
    assert counts[0] / 3_000 == pytest.approx(0.6, abs=0.03)
    assert counts[1] / 3_000 == pytest.approx(0.3, abs=0.03)
    assert all(draw_ranking([5, 0, 5], random.Random(seed))[2] == 1 for seed in range(50))


def test_numbers_have_the_stated_quantiles_and_stay_within_bounds() -> None:
    drawn = sorted(draw_number(20, 40, 90, random.Random(seed), least=0, most=100) for seed in range(4_000))
    assert drawn[400] == pytest.approx(20, abs=2)
    assert drawn[2_000] == pytest.approx(40, abs=2)
    assert drawn[3_600] == pytest.approx(90, abs=4)
    assert drawn[0] >= 0 and drawn[-1] <= 100
