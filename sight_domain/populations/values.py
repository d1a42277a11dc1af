"""Schwartz's ten basic values, derived from traits, age and sex with stated assumptions.

No public joint distribution of traits and values exists for Poland. Scores are standardised importances:
``national mean + loadings . trait z + age slope + sex difference + noise``. The loadings are rounded from the pattern of
meta-analytic correlations of traits and values (Parks-Leduc, Feldman and Bardi 2015: openness with self-direction,
stimulation and universalism, agreeableness with benevolence and against power, extraversion with power, achievement and
stimulation, conscientiousness with security and conformity, neuroticism near nothing); the national means only keep the
usual order (benevolence, security, universalism and self-direction high, power and stimulation low). Read them as an
ordering of one person's priorities, never as an estimate of Poland's values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

TOP = 3
NOISE_SD = 0.7
# value: national mean; loadings on O, C, E, A, N; per 20 years above 48; women above men.
MODEL: dict[str, tuple[float, tuple[float, float, float, float, float], float, float]] = {
    "self_direction": (0.30, (0.50, 0.05, 0.15, -0.05, 0.00), -0.10, -0.05),
    "stimulation": (-0.70, (0.35, -0.10, 0.35, -0.05, 0.00), -0.40, -0.10),
    "hedonism": (-0.40, (0.10, -0.15, 0.20, -0.10, 0.00), -0.40, 0.00),
    "achievement": (-0.15, (0.10, 0.20, 0.30, -0.25, 0.00), -0.30, -0.10),
    "power": (-0.80, (-0.05, 0.05, 0.30, -0.40, 0.00), -0.10, -0.20),
    "security": (0.50, (-0.25, 0.35, 0.00, 0.00, 0.05), 0.25, 0.15),
    "conformity": (-0.05, (-0.25, 0.25, -0.15, 0.25, 0.00), 0.25, 0.05),
    "tradition": (0.00, (-0.30, 0.10, -0.15, 0.20, 0.00), 0.40, 0.10),
    "benevolence": (0.55, (0.10, 0.05, 0.05, 0.60, 0.00), 0.05, 0.20),
    "universalism": (0.35, (0.35, -0.05, -0.05, 0.40, 0.00), 0.10, 0.15),
}


def draw_value_scores(
    trait_z: NDArray, ages: Sequence[int], genders: Sequence[str], generator: Generator
) -> NDArray:
    """How important each of the ten values is to each person (n x 10, columns in the order of ``MODEL``).

    Centred within the person, as is usual for values (Schwartz 1992): 0 is the mean of the person's own ten, the unit is
    one standard deviation of an importance given sex and age, noise and traits together being about 1.

    Args:
        trait_z: n x 5 trait scores, standardised within sex and age, in the order of ``big_five.TRAITS``.
    """
    import numpy as np

    codes = list(MODEL)
    means = np.array([MODEL[c][0] for c in codes])
    loadings = np.array([MODEL[c][1] for c in codes])
    slopes, women = (np.array([MODEL[c][i] for c in codes], dtype=float) for i in (2, 3))
    decades = (np.asarray(ages, dtype=float) - 48) / 20
    is_woman = np.array([g == "female" for g in genders], dtype=float)
    scores = (
        means
        + trait_z @ loadings.T
        + decades[:, None] * slopes
        + is_woman[:, None] * women
        + NOISE_SD * generator.standard_normal((len(decades), len(codes)))
    )
    return scores - scores.mean(axis=1, keepdims=True)


def leading_values(scores: NDArray) -> list[list[str]]:
    """The three most important values of each person, most important first."""
    import numpy as np

    codes = list(MODEL)
    return [[codes[i] for i in order[:TOP]] for order in np.argsort(-scores, axis=1)]
