"""Largest remainder: whole people that sum to n, each within one person of its due."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.populations.quotas import largest_remainder

shares = st.lists(st.floats(0.001, 1), min_size=1, max_size=16)


@given(shares, st.integers(0, 2000))
def test_seats_sum_to_n_and_are_within_one_person_of_their_due(weights, n):
    seats = largest_remainder(weights, n)
    due = n * np.array(weights) / sum(weights)
    assert seats.sum() == n
    assert np.abs(seats - due).max() < 1 + 1e-6
    assert (seats >= 0).all()


@given(shares, st.integers(0, 500), st.randoms(use_true_random=False))
def test_the_order_of_categories_changes_seats_only_among_equal_remainders(weights, n, random):
    order = list(range(len(weights)))
    random.shuffle(order)
    straight = largest_remainder(weights, n)
    shuffled = largest_remainder([weights[i] for i in order], n)
    due = n * np.array(weights) / sum(weights)
    for place, i in enumerate(order):
        if shuffled[place] != straight[i]:
            rest = due[i] % 1
            assert np.sum(np.abs(due % 1 - rest) < 1e-6) > 1


@given(st.integers(1, 50))
def test_shares_that_divide_n_are_met_exactly(k):
    assert largest_remainder([0.1, 0.2, 0.3, 0.4], 10 * k).tolist() == [k, 2 * k, 3 * k, 4 * k]


def test_a_share_of_nothing_gets_nobody():
    assert largest_remainder([0.5, 0.0, 0.5], 7)[1] == 0
