"""Systematic sampling with probability proportional to size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


def systematic_draw(weights: NDArray, n: int, generator: Generator) -> NDArray:
    """Draw ``n`` cells at equal steps along the cumulated weights, from one random start (Madow 1949).

    Cell ``i`` is met ``floor`` or ``ceil`` of ``n * w_i / sum(w)`` times; cells that lie side by side share their luck,
    so the order of ``weights`` stratifies the sample.

    Args:
        weights: 1-D, >= 0, with a positive sum. A cell of weight 0 is never drawn.

    Returns:
        ``n`` indices, ascending.
    """
    import numpy as np

    cumulated = np.cumsum(weights)
    points = (np.arange(n) + generator.random()) / n * cumulated[-1]
    cells = np.searchsorted(cumulated, points, side="right")
    return np.minimum(cells, int(np.flatnonzero(weights)[-1]))
