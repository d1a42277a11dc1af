"""Iterative proportional fitting of a joint table to known margins.

Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when the expected marginal
totals are known". The fitted table keeps the odds ratios of the seed and has the margins asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray

Margin = tuple[tuple[int, ...], "NDArray"]


class MarginsCannotBeMetError(ValueError):
    """The seed's zeros, or the margins' own contradictions, leave no table with these margins.

    Attributes:
        axes: the axes of the margin that is furthest from being met.
        gap: its largest absolute deviation, as a share of the table's total.
    """

    def __init__(self, axes: tuple[int, ...], gap: float) -> None:
        super().__init__(f"margin over axes {axes} misses its target by {gap:.4g} of the total")
        self.axes = axes
        self.gap = gap


def fit_margins(
    seed: NDArray, margins: Sequence[Margin], *, tolerance: float = 1e-9, max_rounds: int = 2000
) -> NDArray:
    """Scale a non-negative table until its margins are the given ones.

    Args:
        seed: table of any number of dimensions, entries >= 0; zeros stay zeros.
        margins: pairs ``(axes, target)``: ``target`` has the shape of the table summed over all other axes,
            axes ascending. All targets share one total.
        tolerance: largest deviation accepted at the end, as a share of the total.
        max_rounds: passes over all margins before giving up.

    Returns:
        The fitted table, with the total of the targets.

    Raises:
        MarginsCannotBeMetError: no such table exists, or it was not reached within ``max_rounds``.
    """
    import numpy as np

    table = np.array(seed, dtype=float)
    total = float(np.sum(margins[0][1]))
    others = [tuple(a for a in range(table.ndim) if a not in axes) for axes, _ in margins]
    worst: tuple[tuple[int, ...], float] = (margins[0][0], float("inf"))
    for _ in range(max_rounds):
        for (_, target), other in zip(margins, others, strict=True):
            current = table.sum(axis=other, keepdims=True)
            wanted = np.asarray(target, dtype=float).reshape(current.shape)
            table *= np.divide(wanted, current, out=np.zeros_like(current), where=current > 0)
        gaps = [
            float(np.abs(table.sum(axis=other) - target).max()) / total
            for (_, target), other in zip(margins, others, strict=True)
        ]
        index = int(np.argmax(gaps))
        worst = (margins[index][0], gaps[index])
        if worst[1] <= tolerance:
            return table
    raise MarginsCannotBeMetError(*worst)
