"""Opportunity scores: computed from ratings of importance and satisfaction, never asked of a model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.insights.schemas import Rated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOP = 10.0
FEWEST_FOR_INTERVAL = 5
"""Fewer people resampled with replacement repeat one another too often to show a spread."""
RESAMPLES = 2_000


def opportunity_score(importance: float, satisfaction: float) -> float:
    """importance x (importance - satisfaction), both 0-10; from -25 to 100. Defined by the product's first documents."""
    return round(importance * (importance - satisfaction), 2)


def odi_score(importance: float, satisfaction: float) -> float:
    """importance + max(importance - satisfaction, 0), both 0-10; from 0 to 20 (Ulwick, What Customers Want, 2005)."""
    return round(importance + max(importance - satisfaction, 0.0), 2)


@dataclass(frozen=True, slots=True)
class Rating:
    """How one person rated one outcome: both 0-10; `weight` is above 0."""

    persona_id: str
    importance: float
    satisfaction: float
    weight: float = 1.0


def rated(ratings: Sequence[Rating], *, seed: int) -> Rated:
    """What the ratings of one outcome come to; one rating a person.

    Importance and satisfaction are weighted means. The scores are those of the (rounded) means, so that anybody can
    compute them again from what is shown. Intervals are 95 % percentile intervals of both scores over 2,000 resamples
    of whole people (Efron and Tibshirani 1993, ch. 13); ``None`` below 5 people. They say how much the scores would
    move with other respondents from the same model, not how far they are from the market's.
    """
    if not ratings:
        return Rated()
    weight = math.fsum(one.weight for one in ratings)
    importance = round(math.fsum(one.importance * one.weight for one in ratings) / weight, 2)
    satisfaction = round(math.fsum(one.satisfaction * one.weight for one in ratings) / weight, 2)
    found = Rated(
        n=len(ratings),
        importance=importance,
        satisfaction=satisfaction,
        opportunity_score=opportunity_score(importance, satisfaction),
        odi_score=odi_score(importance, satisfaction),
    )
    if len(ratings) >= FEWEST_FOR_INTERVAL:
        found.opportunity_interval, found.odi_interval = _intervals(ratings, seed)
    return found


def _intervals(ratings: Sequence[Rating], seed: int) -> tuple[tuple[float, float], tuple[float, float]]:
    import numpy as np

    importance, satisfaction, weights = np.array(
        [(one.importance, one.satisfaction, one.weight) for one in ratings], dtype=float
    ).T
    drawn = np.random.default_rng(seed).integers(0, len(ratings), size=(RESAMPLES, len(ratings)))
    whole = weights[drawn].sum(axis=1)
    i = (importance[drawn] * weights[drawn]).sum(axis=1) / whole
    s = (satisfaction[drawn] * weights[drawn]).sum(axis=1) / whole
    return _middle(i * (i - s)), _middle(i + np.maximum(i - s, 0))


def _middle(scores: NDArray[np.float64]) -> tuple[float, float]:
    import numpy as np

    low, high = np.quantile(scores, [0.025, 0.975])
    return round(float(low), 2), round(float(high), 2)
