"""Systematic draw, margin repair and swap refinement on small tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.populations.quotas import largest_remainder
from sight_domain.populations.refinement import refine
from sight_domain.populations.repair import NoRoomError, repair_margins
from sight_domain.populations.systematic import systematic_draw


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(lambda w: sum(w) > 0.01),
    st.integers(1, 200),
    st.integers(0, 99),
)
def test_every_cell_is_drawn_the_floor_or_the_ceiling_of_its_due(weights, n, seed):
    drawn = systematic_draw(np.array(weights), n, np.random.default_rng(seed))
    counts = np.bincount(drawn, minlength=len(weights))
    due = n * np.array(weights) / sum(weights)
    assert counts.sum() == n
    assert (np.abs(counts - due) < 1 + 1e-6).all()
    assert not counts[np.array(weights) == 0].any()


def _random_joint(seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    table = generator.gamma(0.4, size=(3, 4, 2, 5))
    table[generator.random(table.shape) < 0.1] = 0
    return table / table.sum()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(2, 60))
def test_repair_meets_every_quota_and_puts_nobody_in_an_empty_cell(seed, n):
    table, generator = _random_joint(seed), np.random.default_rng(seed)
    quotas = [
        largest_remainder(table.sum(axis=tuple(a for a in range(4) if a != axis)), n) for axis in range(4)
    ]
    people = np.array(np.unravel_index(systematic_draw(table.ravel(), n, generator), table.shape)).T
    try:
        repaired = repair_margins(people, table, quotas, generator)
    except NoRoomError:
        return
    for axis, quota in enumerate(quotas):
        assert np.bincount(repaired[:, axis], minlength=len(quota)).tolist() == quota.tolist()
    assert (table[tuple(repaired.T)] > 0).all()


def test_repair_finds_a_way_round_a_structural_zero():
    table = np.array([[0.4, 0.0], [0.2, 0.2], [0.0, 0.2]])
    people = np.array([[0, 0], [0, 0], [1, 1], [2, 1]])
    repaired = repair_margins(
        people, table, [np.array([1, 1, 2]), np.array([2, 2])], np.random.default_rng(0)
    )
    assert sorted(np.bincount(repaired[:, 0], minlength=3).tolist()) == [1, 1, 2]
    assert (table[tuple(repaired.T)] > 0).all()


def test_repair_says_which_axis_has_no_room():
    table = np.array([[0.5, 0.0], [0.0, 0.5]])
    with pytest.raises(NoRoomError) as caught:
        repair_margins(
            np.array([[0, 0], [0, 0]]), table, [np.array([1, 1]), np.array([2, 0])], np.random.default_rng(0)
        )
    assert caught.value.axis == 0


def _misfit(people: np.ndarray, table: np.ndarray) -> float:
    total = 0.0
    for a in range(people.shape[1]):
        for b in range(a + 1, people.shape[1]):
            due = len(people) * table.sum(axis=tuple(x for x in range(table.ndim) if x not in (a, b)))
            counts = np.zeros_like(due)
            np.add.at(counts, (people[:, a], people[:, b]), 1)
            total += float((((counts - due) ** 2) / np.maximum(due, 0.5)).sum())
    return total


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_refinement_keeps_every_margin_and_never_fits_worse(seed):
    table, generator = _random_joint(seed), np.random.default_rng(seed)
    people = np.array(np.unravel_index(generator.choice(table.size, size=40, p=table.ravel()), table.shape)).T
    refined = refine(people, table, generator)
    assert [sorted(c) for c in refined.T.tolist()] == [sorted(c) for c in people.T.tolist()]
    assert _misfit(refined, table) <= _misfit(people, table) + 1e-9
    assert (table[tuple(refined.T)] > 0).all()
