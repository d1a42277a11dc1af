"""Drawing one answer from what a respondent stated; pure functions of the statement and a seeded generator."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

SUM_TOLERANCE = 0.03


def normalised(probabilities: Sequence[float]) -> list[float]:
    """``p / sum p``.

    Raises:
        ValueError: a negative or endless one, or a sum further than 0.03 from 1 (rounding is forgiven, nothing else).
    """
    if any(not math.isfinite(p) or p < 0 for p in probabilities):
        raise ValueError("probabilities are numbers from 0 to 1")
    total = math.fsum(probabilities)
    if abs(total - 1) > SUM_TOLERANCE:
        raise ValueError(f"the probabilities of one question sum to 1, not to {total:.3f}")
    return [p / total for p in probabilities]


def draw_category(probabilities: Sequence[float], chance: random.Random) -> int:
    """Index i with probability p_i: the first i whose cumulative probability exceeds a uniform draw."""
    u, reached = chance.random() * math.fsum(probabilities), 0.0
    for index, p in enumerate(probabilities):
        reached += p
        if u < reached:
            return index
    return max(index for index, p in enumerate(probabilities) if p > 0)


def draw_subset(
    probabilities: Sequence[float], chance: random.Random, *, fewest: int, most: int
) -> list[int]:
    """Each i independently with probability p_i, then moved into ``fewest..most`` members.

    With u_i uniform, i is in when u_i < p_i. Too many: those with the largest margin p_i - u_i stay. Too few: those
    with the largest margin come in. Indices ascending.
    """
    margins = [p - chance.random() for p in probabilities]
    by_margin = sorted(range(len(margins)), key=lambda i: -margins[i])
    wanted = sum(margin > 0 for margin in margins)
    return sorted(by_margin[: min(most, max(fewest, wanted))])


def draw_ranking(strengths: Sequence[float], chance: random.Random) -> list[int]:
    """Plackett-Luce: the next place goes to i with probability s_i / sum of the s that are left; best first.

    Drawn by the Gumbel trick, sort by ``log s_i - log(-log u_i)``; an option of strength 0 comes after all others.
    """
    keys = [
        (s > 0, (math.log(s) if s > 0 else 0.0) - math.log(-math.log(max(chance.random(), 1e-300))))
        for s in strengths
    ]
    return sorted(range(len(strengths)), key=lambda i: keys[i], reverse=True)


def draw_number(
    low: float, middle: float, high: float, chance: random.Random, *, least: float, most: float
) -> float:
    """A number whose 10th, 50th and 90th percentiles are `low`, `middle` and `high`, within ``least..most``.

    Two half-normals joined at the median: ``middle + z (high - middle) / 1.2816`` above it, likewise below.
    """
    z = chance.gauss(0.0, 1.0)
    width = (high - middle) if z > 0 else (middle - low)
    return min(most, max(least, middle + z * width / 1.2815515655446004))
