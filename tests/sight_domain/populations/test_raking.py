"""Raking to groups of cells on small tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.populations.partitions import Partition
from sight_domain.populations.raking import QuotasInConflictError, rake


def _over(axis: int, size: int, shares: list[float]) -> Partition:
    return Partition(
        f"axis {axis}", (axis,), np.arange(size), np.array([*shares, 0.0]), tuple("abcdefgh"[:size])
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_every_group_gets_its_share_and_the_rest_keeps_its_proportions(seed):
    generator = np.random.default_rng(seed)
    table = generator.gamma(1.0, size=(3, 4, 2)) + 0.01
    labels = np.array([[0, 1, 3, 3], [3, 2, 3, 3], [3, 3, 3, 3]])
    shares = generator.dirichlet(np.ones(4))
    raked = rake(table, [Partition("crossed", (0, 1), labels, shares, ("a", "b", "c"))])
    assert raked.sum() == pytest.approx(1)
    groups = np.bincount(labels.ravel(), weights=raked.sum(axis=2).ravel())
    assert groups == pytest.approx(shares, abs=1e-7)
    ratio = raked[2] / table[2]
    assert ratio == pytest.approx(np.full_like(ratio, ratio.flat[0]))


def test_zeros_stay_zeros():
    table = np.array([[0.5, 0.0], [0.2, 0.3]])
    raked = rake(table, [_over(0, 2, [0.6, 0.4]), _over(1, 2, [0.7, 0.3])])
    assert raked[0, 1] == 0
    assert raked.sum(axis=1) == pytest.approx([0.6, 0.4], abs=1e-7)
    assert raked.sum(axis=0) == pytest.approx([0.7, 0.3], abs=1e-7)


def test_the_smallest_conflict_is_named_and_each_suggestion_resolves_it():
    table = np.zeros((2, 2, 3)) + np.array([0.2, 0.3, 0.5])
    table[0, 1] = 0
    quotas = [_over(2, 3, [0.5, 0.25, 0.25]), _over(0, 2, [0.9, 0.1]), _over(1, 2, [0.5, 0.5])]
    with pytest.raises(QuotasInConflictError) as caught:
        rake(table, quotas)
    assert caught.value.conflict == [1, 2]
    for place, shares in zip(caught.value.conflict, caught.value.nearest, strict=True):
        mended = [*quotas]
        mended[place] = Partition(
            "mended", quotas[place].axes, quotas[place].labels, shares, quotas[place].names
        )
        assert rake(table, mended).sum() == pytest.approx(1)
