"""Big Five traits from published norms: one correlated draw for each person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sight_domain.populations.pack import Pack

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")


def norm(pack: Pack, gender: str, age: int) -> tuple[list[float], list[float]]:
    """Means and SDs of the five traits on 0-1 for a sex and age, in the order of ``TRAITS``."""
    means: dict[str, float] = {}
    sds: dict[str, float] = {}
    for row in _norm_rows(pack):
        if row[0] == gender and row[1] <= age:
            means[row[2]], sds[row[2]] = row[3], row[4]
    return [means[t] for t in TRAITS], [sds[t] for t in TRAITS]


@lru_cache(maxsize=8)
def _norm_rows(pack: Pack) -> tuple[tuple[str, int, str, float, float], ...]:
    rows = [
        (r["gender"], int(r["from_age"]), r["trait"], float(r["mean"]), float(r["sd"]))
        for r in pack.table("traits")
    ]
    return tuple(sorted(rows, key=lambda r: r[1]))


def correlations(pack: Pack) -> NDArray:
    """The 5 x 5 correlation matrix of the traits, in the order of ``TRAITS``."""
    import numpy as np

    matrix = np.eye(len(TRAITS))
    for pair, r in pack.settings["trait_correlations"].items():
        a, b = (TRAITS.index(t) for t in pair.split("/"))
        matrix[a, b] = matrix[b, a] = r
    return matrix


def draw_traits(
    pack: Pack, genders: Sequence[str], ages: Sequence[int], generator: Generator
) -> tuple[NDArray, NDArray]:
    """Multivariate normal traits with the norm's mean and SD of each person's sex and age.

    ``x = mean + SD * z``, ``z ~ N(0, R)``, clipped to [0, 1]; R are the published correlations.

    Returns:
        Scores (n x 5, 0-1) and their z within sex and age (n x 5), columns in the order of ``TRAITS``.
    """
    import numpy as np

    norms = [norm(pack, g, a) for g, a in zip(genders, ages, strict=True)]
    means, sds = np.array([m for m, _ in norms]), np.array([s for _, s in norms])
    z = generator.standard_normal((len(norms), len(TRAITS))) @ np.linalg.cholesky(correlations(pack)).T
    scores = np.clip(means + sds * z, 0.0, 1.0)
    return scores, (scores - means) / sds
