"""Figures agree with their definitions, with scipy where it has them, and with known values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as reference
from scipy.spatial.distance import jensenshannon

from sight_domain.surveys.statistics import (
    association,
    between_share,
    bootstrap_mean,
    effective_n,
    entropy,
    jsd,
    normalised_emd,
    one_minus_ks,
    rank_agreement,
    ranks,
    tvd,
    variance,
    weighted_quantile,
    wilson,
)


@st.composite
def two_distributions(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    k = draw(st.integers(min_value=2, max_value=9))
    weights = st.lists(st.integers(min_value=0, max_value=50), min_size=k, max_size=k).filter(any)
    p, q = draw(weights), draw(weights)
    return [x / sum(p) for x in p], [x / sum(q) for x in q]


@given(two_distributions())
def test_distances_are_zero_for_equals_symmetric_and_within_bounds(
    pair: tuple[list[float], list[float]],
) -> None:
    p, q = pair
    assert tvd(p, p) == jsd(p, p) == normalised_emd(p, p) == 0 and one_minus_ks(p, p) == 1
    for distance in (tvd, jsd, normalised_emd, one_minus_ks):
        assert -1e-12 <= distance(p, q) <= 1 + 1e-12
        assert distance(p, q) == pytest.approx(distance(q, p), abs=1e-12)


@given(two_distributions())
def test_distances_agree_with_scipy(pair: tuple[list[float], list[float]]) -> None:
    p, q = pair
    assert jsd(p, q) == pytest.approx(float(jensenshannon(p, q, base=2)) ** 2, abs=1e-6)
    points = range(len(p))
    emd = reference.wasserstein_distance(points, points, p, q)
    assert normalised_emd(p, q) == pytest.approx(emd / (len(p) - 1), abs=1e-9)
    assert entropy(p) == pytest.approx(float(reference.entropy(p, base=2)), abs=1e-9)


def test_wilson_is_the_published_interval() -> None:
    low, high = wilson(0.5, 10)
    assert (low, high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))
    assert wilson(0, 10)[0] == 0 and wilson(1, 10)[1] == pytest.approx(1) and wilson(0.3, 0) == (0, 1)


def test_weights_lower_the_effective_n_and_equal_ones_do_not() -> None:
    assert effective_n([2.0] * 50) == pytest.approx(50)
    assert effective_n([1, 1, 8]) == pytest.approx(100 / 66)
    assert effective_n([]) == 0


def test_the_median_is_that_of_numpy_without_weights_and_moves_with_them() -> None:
    assert weighted_quantile([1, 2, 3, 10], [1, 1, 1, 1], 0.5) == 2.5
    assert weighted_quantile([1, 2, 3, 10], [1, 1, 1, 9], 0.5) == 10


def test_a_bootstrap_interval_holds_the_mean_and_repeats() -> None:
    x = np.random.default_rng(3).normal(10, 2, 100)
    low, high = bootstrap_mean(x, np.ones(100), seed=5)
    assert low < x.mean() < high and high - low == pytest.approx(4 * 0.19, rel=0.25)
    assert (low, high) == bootstrap_mean(x, np.ones(100), seed=5)


def test_variance_of_categories_is_that_of_their_places() -> None:
    assert variance([0.5, 0, 0, 0, 0.5]) == pytest.approx(4)
    assert variance([0, 0, 1, 0, 0]) == 0


def test_rank_agreement_is_one_for_the_same_order_and_half_for_none() -> None:
    assert rank_agreement([0.5, 0.3, 0.2], [0.6, 0.3, 0.1]) == 1
    assert rank_agreement([0.5, 0.3, 0.2], [0.1, 0.3, 0.6]) == 0
    assert rank_agreement([0.5, 0.3, 0.2], [1 / 3] * 3) == 0.5


def test_spread_between_respondents_is_told_from_spread_by_the_draw() -> None:
    assert between_share([[0.5, 0.5]] * 10) == pytest.approx(0)
    assert between_share([[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 5) == pytest.approx(1)
    assert between_share([[1.0, 0.0]] * 5) is None


def test_association_of_a_diagonal_is_one_and_of_independence_none() -> None:
    perfect = association([[30, 0], [0, 30]], seed=1)
    nothing = association([[15, 15], [15, 15]], seed=1)
    assert perfect is not None and nothing is not None
    assert perfect.cramers_v == pytest.approx(1, abs=0.02) and perfect.p_value < 0.001
    assert nothing.cramers_v == 0 and nothing.p_value == 1
    assert perfect.residuals[0][0] == pytest.approx(math.sqrt(60), abs=0.01)
    assert association([[5, 5], [0, 0]], seed=1) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=0, max_value=10_000))
def test_the_p_value_agrees_with_the_asymptotic_one_at_large_n(seed: int) -> None:
    table = np.random.default_rng(seed).multinomial(600, [0.2, 0.2, 0.2, 0.1, 0.15, 0.15]).reshape(2, 3)
    found = association(table, seed=seed)
    assert found is not None
    expected = reference.chi2_contingency(table, correction=False)
    assert found.chi_square == pytest.approx(float(expected.statistic))  # pyright: ignore[reportAttributeAccessIssue]
    assert found.p_value == pytest.approx(float(expected.pvalue), abs=0.05)  # pyright: ignore[reportAttributeAccessIssue]


def test_ranks_of_agreeing_and_of_opposed_respondents() -> None:
    same = ranks([[1, 2, 3]] * 4, [1.0] * 4)
    assert same.kendalls_w == pytest.approx(1) and same.borda == [1, 0.5, 0] and same.first == [1, 0, 0]
    opposed = ranks([[1, 2, 3], [3, 2, 1]], [1.0, 1.0])
    assert opposed.kendalls_w == pytest.approx(0) and opposed.borda == [0.5, 0.5, 0.5]
    assert ranks([[1, 2, 3], [3, 2, 1]], [3.0, 1.0]).first == [0.75, 0, 0.25]
