"""Pearson's statistic with a Monte-Carlo p-value, and Holm's adjustment over several of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike

RANDOM_SAMPLES = 9_999


def chi_square(counts: ArrayLike, shares: ArrayLike) -> float:
    """``sum (o - n p)^2 / (n p)`` over the categories with ``p > 0``.

    Raises:
        ValueError: no counts, or somebody in a category of share 0 (the statistic would be infinite).
    """
    import numpy as np

    o, p = np.asarray(counts, dtype=float), np.asarray(shares, dtype=float)
    if o.sum() <= 0 or (o[p <= 0] > 0).any():
        raise ValueError("the statistic needs people, all of them in categories with a positive share")
    due = o.sum() * p[p > 0]
    return float((((o[p > 0] - due) ** 2) / due).sum())


def monte_carlo_p(
    counts: ArrayLike, shares: ArrayLike, generator: Generator, *, samples: int = RANDOM_SAMPLES
) -> float:
    """``(1 + #{X2* >= X2}) / (B + 1)`` with X2* from B multinomial samples of the same size (Davison and Hinkley 1997).

    Exact at any n, however small the expected counts. It says how often a random sample would be at least as far off;
    with quotas it is near 1 by construction and no evidence of anything.
    """
    import numpy as np

    p = np.asarray(shares, dtype=float)
    p = p[p > 0] / p.sum()
    n = int(np.sum(counts))
    draws = generator.multinomial(n, p, size=samples)
    simulated = ((draws - n * p) ** 2 / (n * p)).sum(axis=1)
    # Equal tables must count as reached although their sums differ in the last digits.
    reached = int((simulated >= chi_square(counts, shares) - 1e-9).sum())
    return (1 + reached) / (samples + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjusted p-values (1979), in the order given: family-wise, never below the raw ones."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for place, i in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - place) * p_values[i]))
        adjusted[i] = running
    return adjusted
