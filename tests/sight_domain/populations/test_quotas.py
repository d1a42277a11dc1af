"""Largest remainder: whole people that sum to n, each within one person of its due."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.populations.quotas import added_seats, largest_remainder

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


@settings(deadline=None)
@given(shares, st.integers(1, 300))
def test_a_first_sample_has_the_largest_remainders_or_seats_that_later_ones_can_keep(weights, n):
    p = np.array(weights) / sum(weights)
    seats = added_seats(p, np.zeros(len(p), dtype=int), n)
    assert seats.sum() == n
    assert np.abs(seats - n * p).max() < 1
    nearest = largest_remainder(p, n)
    assert np.square(seats - n * p).sum() >= np.square(nearest - n * p).sum() - 1e-6


@settings(deadline=None)
@given(shares, st.lists(st.integers(1, 80), min_size=2, max_size=8))
def test_any_split_into_batches_keeps_everybody_within_one_person(weights, batches):
    p = np.array(weights) / sum(weights)
    have = np.zeros(len(p), dtype=int)
    for n in batches:
        have = have + added_seats(p, have, n)
        assert np.abs(have - have.sum() * p).max() < 1
    assert have.sum() == sum(batches)


def test_rounding_that_would_corner_later_samples_is_avoided():
    # Joined one by one to the nearest seats, the 94th leaves a category a whole person off its due.
    p = np.array([0.4575, 0.4575, 0.085 / 3, 0.085 / 3, 0.085 / 3])
    have = np.zeros(5, dtype=int)
    for _ in range(200):
        have = have + added_seats(p, have, 1)
        assert np.abs(have - have.sum() * p).max() < 1


@given(shares, st.lists(st.integers(0, 30), min_size=16, max_size=16), st.integers(1, 200))
def test_after_losses_the_seats_are_the_nearest_possible(weights, lost, n):
    p = np.array(weights) / sum(weights)
    have = np.array(lost[: len(p)])
    due = (have.sum() + n) * p - have
    seats = added_seats(p, have, n)
    assert seats.sum() == n and (seats >= 0).all()
    # No single person moved from one category to another would bring everybody nearer, unless all are within one.
    misfit = due - seats
    if np.abs(misfit).max() >= 1:
        givers = misfit[seats > 0]
        assert misfit.max() - givers.min() <= 1 + 1e-6
