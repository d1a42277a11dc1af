"""What weights cost: the effective sample size and Kish's design effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def effective_size(weights: ArrayLike) -> float:
    """``(sum w)^2 / sum w^2`` (Kish 1965): between 1 and the number of people.

    Raises:
        ValueError: no weights, or one that is negative, or all 0.
    """
    import numpy as np

    w = np.asarray(weights, dtype=float)
    if w.size == 0 or (w < 0).any() or w.sum() <= 0:
        raise ValueError("weights must be 0 or more, and some above 0")
    return float(w.sum() ** 2 / (w**2).sum())


def design_effect(weights: ArrayLike) -> float:
    """``1 + CV^2 = n sum w^2 / (sum w)^2``, 1 for equal weights."""
    import numpy as np

    return float(np.size(weights) / effective_size(weights))
