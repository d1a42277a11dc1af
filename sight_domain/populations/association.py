"""How strongly two attributes hang together, and how far a sample's two-way table is from its target's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def two_way_tvd(observed: ArrayLike, target: ArrayLike) -> float:
    """Total variation distance of two tables of shares, ``0.5 sum|o - t|``, 0-1."""
    import numpy as np

    return float(np.abs(np.asarray(observed) - np.asarray(target)).sum() / 2)


def srmse(observed: ArrayLike, target: ArrayLike) -> float:
    """Standardised root mean square error of shares, ``sqrt(mean((o - t)^2)) / mean(t)``, 0 or more.

    Raises:
        ValueError: the target's table is empty.
    """
    import numpy as np

    o, t = np.asarray(observed, dtype=float), np.asarray(target, dtype=float)
    if t.size == 0 or t.sum() <= 0:
        raise ValueError("the target's table is empty")
    return float(np.sqrt(((o - t) ** 2).mean()) / t.mean())


def independence(table: ArrayLike) -> NDArray:
    """The table with the same margins and no association: the product of its rows' and columns' shares."""
    import numpy as np

    shares = np.asarray(table, dtype=float)
    return np.outer(shares.sum(axis=1), shares.sum(axis=0)) / shares.sum()


def cramers_v(shares: ArrayLike, n: float | None = None) -> float | None:
    """Cramér's V of a two-way table of shares, 0-1; None when an attribute takes one value only.

    ``V = sqrt(phi2 / min(k - 1, r - 1))`` with phi2 = X2/n over the rows and columns that occur. With ``n`` people behind
    the table it is corrected for the bias of small samples (Bergsma 2013): phi2 - (k-1)(r-1)/(n-1), at least 0, over
    min(k', r') - 1 with k' = k - (k-1)^2/(n-1).

    Args:
        shares: k x r, sum 1.
        n: people in the sample; None for a population.
    """
    import numpy as np

    table = np.asarray(shares, dtype=float)
    table = table[np.ix_(table.sum(axis=1) > 0, table.sum(axis=0) > 0)]
    k, r = table.shape
    if min(k, r) < 2:
        return None
    free = independence(table)
    phi2 = float(((table - free) ** 2 / free).sum())
    if n is None:
        return float(np.sqrt(phi2 / (min(k, r) - 1)))
    if n <= 1:
        return None
    phi2 = max(0.0, phi2 - (k - 1) * (r - 1) / (n - 1))
    narrowest = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    return float(min(1.0, np.sqrt(phi2 / narrowest))) if narrowest > 0 else None


def association_kept(observed: NDArray, target: NDArray) -> tuple[NDArray, float]:
    """How much of the target's association a table shows, as the two parts of a ratio.

    The regression through the origin of the sample's departures from independence on the target's, weighted by 1 / the
    target's shares under independence: ``sum A_o A_t / E  /  sum A_t^2 / E`` with A = table - its own independence table,
    E that of the target. About 1 for people drawn from the target, 0 for attributes put together at random; it is not
    thrown off by few people in many cells, as a distance is.

    Args:
        observed: tables of shares, ``(..., k, r)``.
        target: one table of shares, ``(k, r)``.

    Returns:
        Numerators ``(...)`` and the denominator; sum both over pairs before dividing.
    """
    import numpy as np

    free = independence(target)
    weight = np.divide(target - free, free, out=np.zeros_like(free), where=free > 0)
    rows, columns = observed.sum(axis=-1, keepdims=True), observed.sum(axis=-2, keepdims=True)
    return ((observed - rows * columns) * weight).sum(axis=(-2, -1)), float(((target - free) * weight).sum())
