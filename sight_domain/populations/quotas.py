"""Whole people from shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def largest_remainder(shares: ArrayLike, n: int) -> NDArray:
    """Seats for each category: the floor of its due, and one more for the largest remainders (Hamilton).

    Args:
        shares: non-negative, any total above 0; scaled to sum to 1.
        n: how many people, >= 0.

    Returns:
        Integers that sum to ``n``; each is less than one person from ``n * share``. Equal remainders go to the
        category that comes first.
    """
    import numpy as np

    p = np.asarray(shares, dtype=float)
    due = n * p / p.sum()
    # A due that is whole but for rounding error must not lose a seat.
    seats = np.floor(due + 1e-9).astype(int)
    seats[np.argsort(seats - due, kind="stable")[: n - int(seats.sum())]] += 1
    return seats
