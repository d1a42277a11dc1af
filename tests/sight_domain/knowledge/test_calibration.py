"""Stated probabilities are held against what came true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.calibration import reliability


def test_a_hand_worked_example() -> None:
    told = reliability([0.9, 0.9, 0.1, 0.3], [True, False, False, False])
    assert [value for one in told.bins for value in (one.n, one.stated, one.true)] == pytest.approx(
        [1, 0.1, 0.0, 1, 0.3, 0.0, 2, 0.9, 0.5]
    )
    assert told.error == pytest.approx((0.1 + 0.3 + 2 * 0.4) / 4)
    assert told.brier == pytest.approx((0.01 + 0.81 + 0.01 + 0.09) / 4)
    assert told.brier_base == pytest.approx(0.25 * 0.75)


def test_always_stating_what_comes_true_has_no_error() -> None:
    told = reliability([0.25] * 8, [True, False, False, False] * 2)
    assert told.error == 0
    assert told.brier == told.brier_base


def test_without_predictions_there_is_nothing_to_tell() -> None:
    assert reliability([], []).bins == ()


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_every_prediction_is_in_one_bin(pairs: list[tuple[float, bool]]) -> None:
    told = reliability([p for p, _ in pairs], [hit for _, hit in pairs])
    assert sum(one.n for one in told.bins) == told.n == len(pairs)
    assert 0 <= told.error <= 1 and 0 <= told.brier <= 1
