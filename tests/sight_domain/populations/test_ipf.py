"""IPF: the margins asked for, the odds ratios of the seed, and honesty when there is no such table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sight_domain.populations.ipf import MarginsCannotBeMetError, fit_margins

positive = st.floats(0.1, 10)


@given(
    arrays(float, (3, 4), elements=positive),
    arrays(float, 3, elements=positive),
    arrays(float, 4, elements=positive),
)
def test_the_fitted_table_has_the_margins_asked_for(seed, rows, columns):
    rows, columns = rows / rows.sum(), columns / columns.sum()
    table = fit_margins(seed, [((0,), rows), ((1,), columns)])
    assert np.abs(table.sum(1) - rows).max() < 1e-8
    assert np.abs(table.sum(0) - columns).max() < 1e-8


@given(arrays(float, (2, 2), elements=positive))
def test_odds_ratios_of_the_seed_survive(seed):
    table = fit_margins(seed, [((0,), np.array([0.3, 0.7])), ((1,), np.array([0.6, 0.4]))])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(
        seed[0, 0] * seed[1, 1] / (seed[0, 1] * seed[1, 0]), rel=1e-5
    )


def test_structural_zeros_stay_zero():
    table = fit_margins(
        np.array([[0.0, 1.0], [1.0, 1.0]]), [((0,), np.array([0.3, 0.7])), ((1,), np.array([0.5, 0.5]))]
    )
    assert table[0, 0] == 0


def test_margins_that_no_table_has_are_refused_by_name():
    with pytest.raises(MarginsCannotBeMetError) as caught:
        fit_margins(np.eye(2), [((0,), np.array([0.3, 0.7])), ((1,), np.array([0.6, 0.4]))], max_rounds=50)
    assert caught.value.axes in {(0,), (1,)}
    assert caught.value.gap > 0.01
