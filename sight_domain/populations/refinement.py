"""Two-way tables closer to the joint, by swaps that leave every one-way margin alone."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SWAPS_PER_PERSON = 60
FEWEST_SWAPS, MOST_SWAPS = 6_000, 120_000


def refine(people: NDArray, table: NDArray, generator: Generator, *, have: NDArray | None = None) -> NDArray:
    """Swap one attribute between two people when the pairs of attributes then fit the joint better.

    A swap is kept when ``sum over attribute pairs of (C - T)^2 / max(T, 0.5)`` falls, with C the sample's two-way
    counts and T the expected ones, and neither person lands in a cell where ``table`` is 0. About 60 n swaps are tried,
    6,000 at least and 120,000 at most. Earlier people are counted in C and stay as they are.

    Args:
        people: n x d codes, one column for each axis of ``table``.
        table: the joint; any positive total.
        have: earlier people, m x d codes; -1 where a code is unknown.

    Returns:
        A new array for ``people`` alone; every column is a permutation of the old one.
    """
    import numpy as np

    n, axes = people.shape
    if n < 2:
        return people.copy()
    sizes = table.shape
    gaps, weights = _pair_gaps(people if have is None else np.concatenate([people, have]), table)
    allowed = (table > 0).ravel().tolist()
    strides = [int(np.prod(sizes[a + 1 :])) for a in range(axes)]
    rows: list[list[int]] = people.tolist()
    cells = [sum(c * s for c, s in zip(row, strides, strict=True)) for row in rows]
    varying = [a for a in range(axes) if len(set(people[:, a].tolist())) > 1]
    if not varying:
        return people.copy()
    tries = min(max(SWAPS_PER_PERSON * n, FEWEST_SWAPS), MOST_SWAPS)
    proposals = np.stack(
        [
            np.asarray(varying)[generator.integers(len(varying), size=tries)],
            generator.integers(n, size=tries),
            generator.integers(n, size=tries),
        ],
        axis=1,
    ).tolist()
    for axis, i, j in proposals:
        one, two = rows[i], rows[j]
        a, b = one[axis], two[axis]
        if a == b:
            continue
        shift = (b - a) * strides[axis]
        if not (allowed[cells[i] + shift] and allowed[cells[j] - shift]):
            continue
        change = 0.0
        touched = []
        for other in range(axes):
            c, d = one[other], two[other]
            if other == axis or c == d:
                continue
            width, gap, weight = sizes[other], gaps[axis][other], weights[axis][other]
            ac, bc, ad, bd = a * width + c, b * width + c, a * width + d, b * width + d
            change += weight[ac] * (1 - 2 * gap[ac]) + weight[bd] * (1 - 2 * gap[bd])
            change += weight[bc] * (1 + 2 * gap[bc]) + weight[ad] * (1 + 2 * gap[ad])
            touched.append((other, c, d))
        if change >= -1e-12:
            continue
        for other, c, d in touched:
            width, back = sizes[other], sizes[axis]
            there, here = gaps[axis][other], gaps[other][axis]
            for x, y, step in ((a, c, -1), (b, c, 1), (b, d, -1), (a, d, 1)):
                there[x * width + y] += step
                here[y * back + x] += step
        one[axis], two[axis] = b, a
        cells[i] += shift
        cells[j] -= shift
    return np.array(rows)


def _pair_gaps(people: NDArray, table: NDArray) -> tuple[list[list[list[float]]], list[list[list[float]]]]:
    """For both orders of every pair of axes, flat: C - T, and 1 / max(T, 0.5)."""
    import numpy as np

    n, axes = people.shape
    share = table / table.sum()
    gaps: list[list[list[float]]] = [[[] for _ in range(axes)] for _ in range(axes)]
    weights: list[list[list[float]]] = [[[] for _ in range(axes)] for _ in range(axes)]
    for a, b in combinations(range(axes), 2):
        expected = n * share.sum(axis=tuple(x for x in range(axes) if x not in (a, b)))
        counts = np.zeros_like(expected)
        known = people[(people[:, a] >= 0) & (people[:, b] >= 0)]
        np.add.at(counts, (known[:, a], known[:, b]), 1)
        gap, weight = counts - expected, 1 / np.maximum(expected, 0.5)
        gaps[a][b], gaps[b][a] = gap.ravel().tolist(), gap.T.ravel().tolist()
        weights[a][b], weights[b][a] = weight.ravel().tolist(), weight.T.ravel().tolist()
    return gaps, weights
