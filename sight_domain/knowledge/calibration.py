"""How true stated probabilities are: of what was called 70 % sure, seven in ten should have been right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions within ``[low, high)``: how many, their mean, and the share that came true."""

    low: float
    high: float
    n: int
    stated: float
    true: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of `n` predictions. `brier`: mean squared error, `brier_base`: that of always stating the share that came true.

    `error`: the expected calibration error, the mean of ``|stated - true|`` over the bins, weighted by their size.
    """

    n: int
    brier: float
    brier_base: float
    error: float
    bins: tuple[Bin, ...]


def reliability(stated: Sequence[float], came_true: Sequence[bool]) -> Reliability:
    """Reliability of probabilities in ten bins of equal width; empty bins are left out.

    Sources: Brier, Verification of forecasts expressed in terms of probability, 1950; Naeini, Cooper and Hauskrecht,
    Obtaining well calibrated probabilities using Bayesian binning, 2015 (expected calibration error).
    """
    pairs = list(zip(stated, came_true, strict=True))
    if not pairs:
        return Reliability(0, 0.0, 0.0, 0.0, ())
    base = sum(came_true) / len(pairs)
    bins = []
    for number in range(BINS):
        inside = [(p, hit) for p, hit in pairs if min(int(p * BINS), BINS - 1) == number]
        if inside:
            bins.append(
                Bin(
                    number / BINS,
                    (number + 1) / BINS,
                    len(inside),
                    sum(p for p, _ in inside) / len(inside),
                    sum(hit for _, hit in inside) / len(inside),
                )
            )
    return Reliability(
        len(pairs),
        brier=sum((p - hit) ** 2 for p, hit in pairs) / len(pairs),
        brier_base=base * (1 - base),
        error=sum(one.n * abs(one.stated - one.true) for one in bins) / len(pairs),
        bins=tuple(bins),
    )
