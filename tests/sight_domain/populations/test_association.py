"""Measures of two-way tables and of weights: their bounds, their known values, their bias."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sight_domain.populations.association import (
    association_kept,
    cramers_v,
    independence,
    srmse,
    two_way_tvd,
)
from sight_domain.populations.design_effect import design_effect, effective_size

TABLES = arrays(float, (3, 4), elements=st.floats(0.01, 1)).map(lambda t: t / t.sum())
LINKED = np.array([[0.3, 0.1, 0.0], [0.1, 0.2, 0.0], [0.0, 0.05, 0.25]])


@given(TABLES, TABLES)
def test_distances_are_zero_for_equal_tables_only(one, other):
    assert two_way_tvd(one, one) == 0 and srmse(one, one) == 0
    assert 0 <= two_way_tvd(one, other) <= 1
    assert (srmse(one, other) > 0) == bool(np.abs(one - other).max() > 0)


def test_srmse_by_hand():
    assert srmse([[0.5, 0.0], [0.0, 0.5]], [[0.25, 0.25], [0.25, 0.25]]) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="empty"):
        srmse([[0.0]], [[0.0]])


@given(TABLES)
def test_independence_keeps_margins_and_has_no_association(table):
    free = independence(table)
    assert free.sum(axis=0) == pytest.approx(table.sum(axis=0))
    assert free.sum(axis=1) == pytest.approx(table.sum(axis=1))
    assert cramers_v(free) == pytest.approx(0, abs=1e-6)


def test_cramers_v_is_one_for_a_perfect_link_and_none_for_a_constant():
    assert cramers_v(np.diag([0.2, 0.3, 0.5])) == pytest.approx(1)
    assert cramers_v(np.diag([0.2, 0.3, 0.5]), 1000) == pytest.approx(1, abs=0.01)
    assert cramers_v(np.array([[0.4, 0.6]])) is None


@given(TABLES, st.integers(20, 2000))
def test_the_correction_for_small_samples_never_leaves_the_unit_interval(table, n):
    corrected = cramers_v(table, n)
    assert corrected is not None and 0 <= corrected <= 1


def test_corrected_v_of_independent_attributes_is_near_zero_where_the_plain_one_is_not():
    generator = np.random.default_rng(0)
    free = independence(LINKED).ravel()
    tables = [generator.multinomial(40, free / free.sum()).reshape(3, 3) / 40 for _ in range(300)]
    plain = np.mean([cramers_v(t) or 0 for t in tables])
    corrected = np.mean([cramers_v(t, 40) or 0 for t in tables])
    assert corrected < 0.09 < 0.18 < plain


@given(TABLES)
def test_a_target_keeps_all_of_its_own_association_and_independence_none(target):
    above, below = association_kept(target, target)
    assert float(above) == pytest.approx(below)
    nothing, _ = association_kept(independence(target), target)
    assert float(nothing) == pytest.approx(0, abs=1e-9)


def test_random_samples_keep_the_association_on_average():
    generator = np.random.default_rng(1)
    draws = generator.multinomial(100, LINKED.ravel(), size=2000).reshape(-1, 3, 3) / 100
    above, below = association_kept(draws, LINKED)
    assert above.mean() / below == pytest.approx(1, abs=0.03)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_weights_never_make_a_sample_larger(weights):
    assert 1 - 1e-9 <= effective_size(weights) <= len(weights) + 1e-9
    assert design_effect(weights) == pytest.approx(1 + np.var(weights) / np.mean(weights) ** 2)


def test_equal_weights_cost_nothing_and_no_weights_are_an_error():
    assert effective_size([2, 2, 2]) == pytest.approx(3) and design_effect([5, 5]) == pytest.approx(1)
    with pytest.raises(ValueError, match="weights"):
        effective_size([])
