"""The joint raked to quotas, or the quotas that cannot be met together.

Iterative proportional fitting (Deming and Stephan 1940) to the shares of groups of cells: what a quota does not name
keeps its proportions. Cells that lie in the same groups share one factor, so all is done on such classes of cells. Linear
programming tells which classes must be empty when quotas leave no slack, and whether no such population exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.populations.partitions import Partition
from sight_domain.populations.quotas import largest_remainder

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-8
ROUNDS, MOST_ROUNDS = 300, 20_000
# A class counts as inhabited when some solution gives it this share, well above the solver's own tolerance.
SOMEBODY = 1e-4
# How far a suggestion stays from the edge of the possible, and in which steps it is told.
INWARD = 0.01
STEPS = 1000
# Moving people out of the named groups costs a little more than moving them among these.
UNASKED = 1.01


class QuotasInConflictError(ValueError):
    """The population has nobody for these quotas together.

    Attributes:
        conflict: the fewest of the quotas that already exclude each other (given the filters), by position.
        nearest: for each of them, the nearest shares (as ``Partition.shares``) that go with the others of the conflict.
    """

    def __init__(self, conflict: list[int], nearest: list[NDArray]) -> None:
        super().__init__(f"quotas {conflict} cannot be met together")
        self.conflict = conflict
        self.nearest = nearest


@dataclass(frozen=True, eq=False)
class Classes:
    """Cells with people, by the groups they lie in.

    Attributes:
        of_cell: the class of each cell of the flat table; -1 for cells without people.
        totals: share of the table in each class.
        groups: for each partition, the group of each class.
    """

    of_cell: NDArray
    totals: NDArray
    groups: tuple[NDArray, ...]


def rake(table: NDArray, partitions: Sequence[Partition]) -> NDArray:
    """The table scaled until every group has its share; its zeros stay zeros, its total becomes 1.

    Raises:
        QuotasInConflictError: no such table exists.
    """
    import numpy as np

    classes = _classes(table, partitions)
    fitted, gap = _fit(classes, partitions, classes.totals, ROUNDS)
    if gap > TOLERANCE:
        inhabited = _inhabited(classes, partitions)
        if inhabited is None:
            raise _in_conflict(table, partitions)
        fitted, _ = _fit(classes, partitions, np.where(inhabited, classes.totals, 0.0), MOST_ROUNDS)
    scale = fitted / classes.totals
    flat = table.astype(float).ravel() / table.sum()
    raked = np.where(classes.of_cell >= 0, flat * scale[classes.of_cell], 0.0)
    return (raked / raked.sum()).reshape(table.shape)


def _classes(table: NDArray, partitions: Sequence[Partition]) -> Classes:
    import numpy as np

    flat = table.ravel()
    cells = np.flatnonzero(flat > 0)
    labels = np.stack([p.over(table).ravel()[cells] for p in partitions], axis=1)
    kinds, place = np.unique(labels, axis=0, return_inverse=True)
    of_cell = np.full(flat.size, -1)
    of_cell[cells] = place.ravel()
    totals = np.bincount(place.ravel(), weights=flat[cells], minlength=len(kinds)) / flat.sum()
    return Classes(of_cell, totals, tuple(kinds[:, i] for i in range(len(partitions))))


def _fit(
    classes: Classes, partitions: Sequence[Partition], start: NDArray, rounds: int
) -> tuple[NDArray, float]:
    """Class totals after at most ``rounds`` passes, and the largest deviation of a group before the last."""
    import numpy as np

    fitted, gap = start.copy(), float("inf")
    for _ in range(rounds):
        gap = 0.0
        for partition, group in zip(partitions, classes.groups, strict=True):
            present = np.bincount(group, weights=fitted, minlength=len(partition.shares))
            gap = max(gap, float(np.abs(present - partition.shares).max()))
            scale = np.divide(partition.shares, present, out=np.zeros_like(present), where=present > 0)
            fitted = fitted * scale[group]
        if gap <= TOLERANCE:
            break
    return fitted, gap


def _inhabited(classes: Classes, partitions: Sequence[Partition]) -> NDArray | None:
    """Which classes have people in some population that meets the quotas; None when there is none.

    Maximises ``sum min(x, 1e-4)`` over the class totals x that meet them: a solution with the most inhabited classes.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    matrix, wanted = _equations(classes, partitions)
    k = len(classes.totals)
    capped = eye_array(k, format="csr")
    found = linprog(
        np.concatenate([np.zeros(k), -np.ones(k)]),
        A_eq=hstack([matrix, csr_array(matrix.shape)]).tocsr(),
        b_eq=wanted,
        A_ub=hstack([-capped, capped]).tocsr(),
        b_ub=np.zeros(k),
        bounds=[(0, 1)] * k + [(0, SOMEBODY)] * k,
        method="highs",
    )
    return None if found.status != 0 else found.x[k:] > SOMEBODY / 100


def _equations(classes: Classes, partitions: Sequence[Partition]):
    import numpy as np
    from scipy.sparse import csr_array, vstack

    k = len(classes.totals)
    blocks = [
        csr_array((np.ones(k), (group, np.arange(k))), shape=(len(partition.shares), k))
        for partition, group in zip(partitions, classes.groups, strict=True)
    ]
    return vstack(blocks).tocsr(), np.concatenate([p.shares for p in partitions])


def _in_conflict(table: NDArray, partitions: Sequence[Partition]) -> QuotasInConflictError:
    kept = list(range(len(partitions)))
    for i in range(len(partitions)):
        without = [partitions[k] for k in kept if k != i]
        if without and _inhabited(_classes(table, without), without) is None:
            kept.remove(i)
    involved = [partitions[i] for i in kept]
    return QuotasInConflictError(kept, [_nearest(table, involved, k) for k in range(len(involved))])


def _nearest(table: NDArray, partitions: Sequence[Partition], which: int) -> NDArray:
    """The nearest shares of one quota (least sum of absolute differences) that go with the others, a little inward."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    loose = partitions[which]
    others = [p for i, p in enumerate(partitions) if i != which]
    classes = _classes(table, [loose, *others])
    k, groups = len(classes.totals), len(loose.shares)
    matrix, wanted = _equations(classes, [loose, *others])
    slack = vstack([eye_array(groups), csr_array((len(wanted) - groups, groups))])
    whole = hstack([csr_array(np.ones((1, k))), csr_array((1, 2 * groups))])
    excess = np.where(loose.shares > 0, 1.0, UNASKED)
    found = linprog(
        np.concatenate([np.zeros(k), np.ones(groups), excess]),
        A_eq=vstack([hstack([matrix, slack, -slack]), whole]).tocsr(),
        b_eq=np.append(wanted, 1.0),
        method="highs",
    )
    solution = found.x if found.status == 0 else None
    if solution is None:
        raise RuntimeError(f"no population meets the other quotas: {found.message}")
    edge = np.bincount(classes.groups[0], weights=solution[:k], minlength=groups)
    inside = loose.totals(rake(table, others)) if others else loose.totals(table) / table.sum()
    inside = np.where((loose.shares > 0) | (edge > 1e-9), inside, 0.0)
    mixed = edge if inside.sum() <= 0 else (1 - INWARD) * edge + INWARD * inside / inside.sum()
    return largest_remainder(mixed, STEPS) / STEPS
