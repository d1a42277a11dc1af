"""Interests that follow from age, sex, means, education, settlement and traits, with spread.

A random-utility model (multinomial logit without replacement): each interest's utility is a base rate plus the loadings
below plus Gumbel noise, and the three to five highest are somebody's interests. All coefficients are assumptions, chosen
so that the direction agrees with common findings of leisure surveys; they are no estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

FEWEST, MOST = 3, 5
NOISE_SCALE = 0.8
# interest: base; age (per 20 years above 48), woman (1/0), means (rank - 0.5) x 2, graduate (1/0), village (1/0), trait z.
MODEL: dict[str, tuple[float, tuple[float, ...]]] = {
    "cooking": (0.9, (0.1, 0.6, 0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.1, 0.0)),
    "gardening": (0.4, (0.9, 0.4, 0.0, -0.1, 0.8, 0.0, 0.1, 0.0, 0.1, 0.0)),
    "diy": (0.5, (0.2, -1.6, 0.0, -0.2, 0.4, 0.0, 0.2, -0.1, 0.0, 0.0)),
    "football": (0.7, (-0.2, -1.8, 0.0, -0.2, 0.1, -0.2, 0.0, 0.3, 0.0, 0.0)),
    "running": (-0.2, (-0.6, -0.2, 0.3, 0.4, -0.2, 0.1, 0.4, 0.1, 0.0, -0.1)),
    "cycling": (0.5, (-0.1, -0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, 0.0, 0.0)),
    "gym": (0.1, (-0.9, 0.1, 0.2, 0.2, -0.3, 0.0, 0.2, 0.3, 0.0, 0.0)),
    "hiking": (0.2, (-0.1, 0.0, 0.2, 0.4, -0.1, 0.3, 0.0, 0.0, 0.1, -0.1)),
    "fishing": (-0.3, (0.4, -2.2, 0.0, -0.4, 0.4, -0.1, 0.0, -0.3, 0.0, 0.0)),
    "travel": (0.0, (-0.2, 0.2, 0.9, 0.7, -0.3, 0.4, 0.0, 0.2, 0.0, -0.1)),
    "reading": (0.4, (0.2, 0.7, 0.1, 0.7, -0.2, 0.5, 0.0, -0.3, 0.0, 0.1)),
    "series": (0.9, (-0.2, 0.1, 0.0, 0.0, 0.0, 0.0, -0.2, -0.1, 0.0, 0.2)),
    "music": (0.4, (-0.3, 0.0, 0.1, 0.1, -0.1, 0.3, -0.1, 0.2, 0.0, 0.0)),
    "theatre": (-0.9, (0.2, 0.5, 0.4, 1.0, -0.7, 0.6, 0.0, 0.0, 0.0, 0.0)),
    "gaming": (-0.1, (-1.5, -1.2, -0.1, -0.1, 0.0, 0.1, -0.4, -0.2, 0.0, 0.1)),
    "board_games": (-0.7, (-0.7, 0.0, 0.1, 0.4, -0.2, 0.3, 0.0, 0.0, 0.1, 0.0)),
    "technology": (0.0, (-0.5, -1.1, 0.3, 0.3, -0.2, 0.3, 0.0, -0.1, 0.0, 0.0)),
    "cars": (0.2, (-0.3, -1.7, 0.2, -0.2, 0.2, -0.1, 0.0, 0.2, -0.1, 0.0)),
    "fashion": (-1.0, (-0.6, 1.9, 0.3, 0.0, -0.2, 0.1, 0.0, 0.3, -0.1, 0.1)),
    "beauty": (-2.0, (-0.7, 2.6, 0.2, 0.0, -0.1, 0.0, 0.1, 0.2, 0.0, 0.1)),
    "crafts": (-0.9, (0.3, 1.6, -0.1, 0.0, 0.1, 0.3, 0.1, -0.2, 0.1, 0.0)),
    "photography": (-0.5, (-0.1, 0.0, 0.2, 0.2, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0)),
    "pets": (0.6, (-0.1, 0.4, -0.1, 0.0, 0.3, 0.0, 0.0, -0.1, 0.2, 0.1)),
    "investing": (-0.8, (-0.2, -0.8, 1.0, 0.6, -0.2, 0.0, 0.2, 0.0, -0.2, -0.1)),
    "current_affairs": (0.1, (0.6, -0.7, 0.1, 0.3, 0.0, 0.2, 0.0, 0.0, -0.2, 0.0)),
    "healthy_living": (0.0, (0.2, 0.7, 0.3, 0.4, -0.1, 0.1, 0.3, 0.0, 0.0, 0.1)),
    "parish": (-0.6, (1.0, 0.4, -0.2, -0.2, 0.7, -0.4, 0.2, 0.0, 0.3, 0.0)),
    "volunteering": (-0.9, (0.0, 0.2, 0.0, 0.4, 0.1, 0.1, 0.1, 0.3, 0.5, 0.0)),
    "preserves": (-0.6, (0.8, 0.7, -0.2, -0.3, 0.8, 0.0, 0.2, 0.0, 0.1, 0.0)),
    "mushrooming": (0.0, (0.6, -0.1, 0.0, -0.1, 0.4, 0.0, 0.0, -0.1, 0.0, 0.0)),
}


def draw_interests(
    *, ages: Sequence[int], genders: Sequence[str], means: Sequence[float], education: Sequence[str],
    settlements: Sequence[str], trait_z: NDArray, generator: Generator,
) -> list[list[str]]:  # fmt: skip
    """Three to five interests of each person, the strongest first.

    Args:
        means: income ranks, 0-1.
        trait_z: n x 5 trait scores, standardised within sex and age, in the order of ``big_five.TRAITS``.
    """
    import numpy as np

    codes = list(MODEL)
    bases = np.array([MODEL[c][0] for c in codes])
    loadings = np.array([MODEL[c][1] for c in codes])
    circumstances = np.column_stack(
        [
            (np.asarray(ages, dtype=float) - 48) / 20,
            [g == "female" for g in genders],
            (np.asarray(means, dtype=float) - 0.5) * 2,
            [e == "tertiary" for e in education],
            [s == "rural" for s in settlements],
        ]
    )
    utilities = bases + np.hstack([circumstances, trait_z]) @ loadings.T
    utilities = utilities + NOISE_SCALE * generator.gumbel(size=utilities.shape)
    counts = generator.integers(FEWEST, MOST + 1, size=len(utilities))
    order = np.argsort(-utilities, axis=1)
    return [[codes[i] for i in row[:k]] for row, k in zip(order, counts, strict=True)]
