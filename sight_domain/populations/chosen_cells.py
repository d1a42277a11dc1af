"""Cells for newcomers chosen for all margins at once, where moving drawn people about finds no way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.populations.controlled_rounding import rounded_cells
from sight_domain.populations.joint import Joint
from sight_domain.populations.layout import Layout
from sight_domain.populations.partitions import Partition

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

# So many cells are looked at, drawn by their shares; all where there are fewer.
CANDIDATES = 1500


def chosen_cells(
    joint: Joint, partitions: Sequence[Partition], have: NDArray, n: int, generator: Generator
) -> NDArray:
    """``n`` cells with every margin and crossed quota of everybody as near its share as an integer program finds.

    Args:
        have: earlier people, m x d indices; those with a label that the pack does not know are left out.

    Returns:
        n x d indices.
    """
    import numpy as np

    table = joint.table
    flat = table.ravel() / table.sum()
    among = np.flatnonzero(flat > 0)
    if len(among) > CANDIDATES:
        among = np.sort(generator.choice(len(flat), size=CANDIDATES, replace=False, p=flat))
    known = have[(have >= 0).all(axis=1)]
    before = np.bincount(np.ravel_multi_index(tuple(known.T), table.shape), minlength=table.size)
    whole = Layout(table.shape, (tuple(range(table.ndim)),))
    added = rounded_cells(flat, whole.groupings(0, partitions), before, n, generator, among=among)
    cells = np.repeat(np.arange(table.size), added)
    return np.stack(np.unravel_index(cells, table.shape), axis=1)


def within_one(joint: Joint, partitions: Sequence[Partition], people: NDArray) -> bool:
    """Whether every margin and every group of a crossed quota is within one person of its share."""
    import numpy as np

    counts = np.zeros_like(joint.table)
    np.add.at(counts, tuple(people.T), 1)
    gap = counts - len(people) * joint.table
    axes = range(gap.ndim)
    margins = [gap.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes]
    return all(float(np.abs(m).max()) < 1 for m in (*margins, *(p.totals(gap) for p in partitions)))
