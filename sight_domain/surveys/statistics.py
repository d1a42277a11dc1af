"""Figures on answers: intervals, spread, distances, association, ranks. Pure functions of arrays.

p is the reference, q what is looked at; K categories, in order where the measure needs an order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
RESAMPLES = 2_000
PERMUTATIONS = 1_999
FEWEST_EXPECTED = 5


def effective_n(weights: Sequence[float]) -> float:
    """Kish: ``(sum w)^2 / sum w^2``; n when all weights are equal, 0 for none."""
    squares = math.fsum(w * w for w in weights)
    return math.fsum(weights) ** 2 / squares if squares else 0.0


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a proportion from n (effective) answers; (0, 1) for none."""
    if n <= 0:
        return 0.0, 1.0
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def bootstrap_mean(values: ArrayLike, weights: ArrayLike, *, seed: int) -> tuple[float, float]:
    """95 % percentile interval of the weighted mean from 2,000 resamples of the answers."""
    import numpy as np

    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(x), size=(RESAMPLES, len(x)))
    means = (x[drawn] * w[drawn]).sum(axis=1) / w[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def weighted_quantile(values: Sequence[float], weights: Sequence[float], share: float) -> float:
    """The smallest value with at least `share` of the weight at or below it; at exactly `share`, midway to the next."""
    ordered = sorted(zip(values, weights, strict=True))
    aim, reached = share * math.fsum(weights), 0.0
    for place, (value, weight) in enumerate(ordered):
        reached += weight
        if math.isclose(reached, aim) and place + 1 < len(ordered):
            return (value + ordered[place + 1][0]) / 2
        if reached >= aim:
            return value
    return ordered[-1][0]


def entropy(shares: Sequence[float]) -> float:
    """``-sum p log2 p``, bits."""
    return -math.fsum(p * math.log2(p) for p in shares if p > 0) + 0.0


def tvd(p: Sequence[float], q: Sequence[float]) -> float:
    """Total variation distance ``0.5 sum |p - q|``, 0-1."""
    return 0.5 * math.fsum(abs(a - b) for a, b in zip(p, q, strict=True))


def jsd(p: Sequence[float], q: Sequence[float]) -> float:
    """Jensen-Shannon divergence in bits, 0-1: ``H((p + q)/2) - (H(p) + H(q))/2``."""
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return max(0.0, entropy(middle) - (entropy(p) + entropy(q)) / 2)


def _gaps(p: Sequence[float], q: Sequence[float]) -> list[float]:
    gaps, reached = [], 0.0
    for a, b in zip(p, q, strict=True):
        reached += b - a
        gaps.append(abs(reached))
    return gaps


def one_minus_ks(p: Sequence[float], q: Sequence[float]) -> float:
    """``1 - max |CDF_q - CDF_p|``, 0-1; for ordered categories."""
    return 1 - max(_gaps(p, q))


def normalised_emd(p: Sequence[float], q: Sequence[float]) -> float:
    """Earth mover's distance ``sum |CDF_q - CDF_p| / (K - 1)``, 0-1; for ordered categories."""
    return math.fsum(_gaps(p, q)) / (len(p) - 1)


def variance(shares: Sequence[float], points: Sequence[float] | None = None) -> float:
    """Variance of ordered categories at `points` (0, 1, 2… when left out)."""
    x = list(points) if points is not None else [float(i) for i in range(len(shares))]
    mean = math.fsum(p * v for p, v in zip(shares, x, strict=True))
    return math.fsum(p * (v - mean) ** 2 for p, v in zip(shares, x, strict=True))


def rank_agreement(p: Sequence[float], q: Sequence[float]) -> float:
    """``(1 + tau_b) / 2`` of the shares, 0-1; 0.5 where one of them ranks nothing."""
    from scipy.stats import kendalltau

    found: Any = kendalltau(p, q)
    tau = float(found.statistic)
    return 0.5 if math.isnan(tau) else (1 + tau) / 2


def between_share(stated: Sequence[Sequence[float]]) -> float | None:
    """How much of the spread lies between respondents rather than in the dice, 0-1.

    ``1 - mean_i H(p_i) / H(mean_i p_i)`` over the probabilities that each stated; ``None`` where nothing is spread. Near 0,
    everybody stated the same and their drawn answers differ by chance only.
    """
    mean = [math.fsum(column) / len(stated) for column in zip(*stated, strict=True)]
    whole = entropy(mean)
    if whole <= 1e-9:
        return None
    return max(0.0, 1 - math.fsum(entropy(p) for p in stated) / len(stated) / whole)


@dataclass(frozen=True, slots=True)
class Association:
    """How two attributes go together in a table of counts.

    Attributes:
        cramers_v: bias-corrected, 0-1.
        p_value: of the chi-square statistic under independence.
        residuals: adjusted standardised residuals, the shape of the table; beyond 2 in size a cell stands out.
    """

    chi_square: float
    cramers_v: float
    p_value: float
    residuals: list[list[float]]


def association(table: ArrayLike, *, seed: int) -> Association | None:
    """The association in an r x k table of counts; ``None`` when fewer than two rows or columns hold anybody.

    V after Bergsma (2013): ``phi2c = max(0, X2/n - (k-1)(r-1)/(n-1))``, ``kc = k - (k-1)^2/(n-1)``, rc likewise,
    ``V = sqrt(phi2c / min(kc-1, rc-1))``. The p-value is that of the chi-square distribution where every expected count is at
    least 5, and elsewhere ``(1 + #{X2* >= X2}) / (B + 1)`` over B = 1,999 tables with the same margins: such a p is never
    below 0.0005, which an adjustment over a hundred tests would leave at 0.05.
    """
    import numpy as np

    counts = np.asarray(table, dtype=float)
    full_rows, full_columns = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    kept = counts[full_rows][:, full_columns]
    r, k = kept.shape
    n = kept.sum()
    if r < 2 or k < 2 or n < 2:
        return None
    rows, columns = kept.sum(axis=1), kept.sum(axis=0)
    due = np.outer(rows, columns) / n
    statistic = _chi_square(kept, due)
    p_value = _tail(statistic, rows, columns, due, seed)
    phi2 = max(0.0, statistic / n - (k - 1) * (r - 1) / (n - 1))
    smaller = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    v = math.sqrt(phi2 / smaller) if smaller > 0 else 0.0
    scale = np.sqrt(due * np.outer(1 - rows / n, 1 - columns / n))
    residuals = np.zeros_like(counts)
    residuals[np.ix_(full_rows, full_columns)] = (kept - due) / np.where(scale > 0, scale, 1.0)
    return Association(statistic, min(1.0, v), p_value, residuals.round(2).tolist())


def _tail(
    statistic: float,
    rows: NDArray[np.float64],
    columns: NDArray[np.float64],
    due: NDArray[np.float64],
    seed: int,
) -> float:
    import numpy as np
    from scipy.stats import chi2, random_table

    if due.min() >= FEWEST_EXPECTED:
        return float(chi2.sf(statistic, (len(rows) - 1) * (len(columns) - 1)))
    simulated = random_table(rows.astype(int), columns.astype(int)).rvs(
        size=PERMUTATIONS, random_state=np.random.default_rng(seed)
    )
    reached = int((((simulated - due) ** 2 / due).sum(axis=(1, 2)) >= statistic - 1e-9).sum())
    return (1 + reached) / (PERMUTATIONS + 1)


def _chi_square(counts: NDArray[np.float64], due: NDArray[np.float64]) -> float:
    return float(((counts - due) ** 2 / due).sum())


@dataclass(frozen=True, slots=True)
class Ranks:
    """Rankings of K options by n respondents, by option in the questionnaire's order.

    Attributes:
        borda: mean of ``(K - place) / (K - 1)``, 1 for always first.
        mean_place: from 1.
        first: share of first places.
        kendalls_w: agreement, 0 (none) to 1 (all the same), ``12 S / (n^2 (K^3 - K))``.
    """

    borda: list[float]
    mean_place: list[float]
    first: list[float]
    kendalls_w: float | None


def ranks(places: ArrayLike, weights: Sequence[float]) -> Ranks:
    """The summary of an n x K array of places from 1; W takes every respondent once, whatever the weights."""
    import numpy as np

    x, w = np.asarray(places, dtype=float), np.asarray(weights, dtype=float)
    n, k = x.shape
    mean = (x * w[:, None]).sum(axis=0) / w.sum()
    first = ((x == 1) * w[:, None]).sum(axis=0) / w.sum()
    sums = x.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    return Ranks(
        ((k - mean) / (k - 1)).tolist(),
        mean.tolist(),
        first.tolist(),
        12 * spread / (n * n * (k**3 - k)) if n > 1 else None,
    )
