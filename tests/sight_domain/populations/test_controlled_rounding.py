"""Crossed cells in whole people: margins and groups within one person, earlier people counted."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.populations.controlled_rounding import rounded_cells


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 60), min_size=1, max_size=3))
def test_margins_of_a_two_way_table_are_within_one_person_after_every_batch(seed, batches):
    generator = np.random.default_rng(seed)
    shares = generator.gamma(0.7, size=(3, 5))
    shares[generator.random(shares.shape) < 0.15] = 0
    shares[0, 0] += 0.1
    rows, columns = np.indices(shares.shape).reshape(2, -1)
    flat = shares.ravel() / shares.sum()
    have = np.zeros(flat.size, dtype=int)
    for n in batches:
        added = rounded_cells(flat, [rows, columns], have, n, generator)
        have = have + added
        assert added.sum() == n and (added >= 0).all()
        assert not have[flat == 0].any()
        for groups in (rows, columns):
            due = have.sum() * np.bincount(groups, weights=flat)
            assert (np.abs(np.bincount(groups, weights=have) - due) < 1).all()


def test_the_same_generator_state_gives_the_same_cells():
    shares = np.full(12, 1 / 12)
    groups = [np.arange(12) // 3, np.arange(12) % 3]
    first, second = (
        rounded_cells(shares, groups, np.zeros(12, dtype=int), 5, np.random.default_rng(7)) for _ in range(2)
    )
    assert first.tolist() == second.tolist()


def test_earlier_people_who_broke_a_margin_are_balanced_as_far_as_newcomers_can():
    shares, groups = np.full(4, 0.25), [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    added = rounded_cells(shares, groups, np.array([6, 0, 0, 0]), 6, np.random.default_rng(1))
    assert added.tolist() == [0, 0, 0, 6] or (added[0] == 0 and added[3] >= 3)
    assert abs((6 + added[0] + added[1]) - (added[2] + added[3])) <= 1
