"""Do the traits of stored people spread and hang together as the published norms say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.populations.big_five import TRAITS, correlations, norm
from sight_domain.populations.chi_square import holm
from sight_domain.populations.fit_schemas import TraitFit, TraitsFit
from sight_domain.populations.pack import Pack

# Below this ratio of standard deviations people are too alike (mode collapse).
COLLAPSE = 0.8
# Collapse is only named when so small a spread would be met by less than one true sample in a hundred.
ALARM = 0.01
FEWEST = 3


def traits_fit(people: Sequence[Mapping[str, Any]], pack: Pack) -> TraitsFit | None:
    """Each trait against its norm, after taking out what sex and age explain; None below three scored people.

    Scores become z = (score - mean) / SD with the norm of the person's sex and age, so that the norm is N(0, 1):
    ``mean_z`` and ``sd_ratio`` are the sample's mean and SD of z, ``ks`` the largest distance of its distribution from
    the normal one (p adjusted by Holm over the five). Mode collapse is named when the ratio is below 0.8 and the
    chi-square test of the variance, ``(n - 1) s^2``, is below its 1 % point shared by the five traits, since at n = 20 one
    honest ratio in twelve is below 0.8. ``correlation_rmse`` is the root mean square difference of the ten correlations
    of z from the published ones, beside what a random sample of this size would show, ``sqrt(mean((1 - r^2)^2 / (n - 1)))``.

    Args:
        people: stored facts with ``big_five`` (0-1), ``gender`` and ``age``; those without are left out and counted.
    """
    import numpy as np

    scored = [z for p in people if (z := _standardised(p, pack)) is not None]
    n = len(scored)
    if n < FEWEST:
        return None
    from scipy import stats

    z = np.array(scored)
    smallest = float(np.sqrt(stats.chi2.ppf(ALARM / len(TRAITS), n - 1) / (n - 1)))
    tests = np.array([tuple(stats.ks_1samp(column, stats.norm.cdf)) for column in z.T], dtype=float)
    distances, chances = tests.T.tolist()
    adjusted = holm(chances)
    fits = []
    for i, trait in enumerate(TRAITS):
        ratio = float(z[:, i].std(ddof=1))
        fits.append(
            TraitFit(
                trait=trait,
                mean_z=float(z[:, i].mean()),
                sd_ratio=ratio,
                ks=distances[i],
                ks_p=chances[i],
                ks_p_holm=adjusted[i],
                mode_collapse=ratio < COLLAPSE and ratio < smallest,
            )
        )
    published = correlations(pack)[np.triu_indices(len(TRAITS), 1)]
    rmse = None
    if (z.std(axis=0) > 0).all():
        found = np.corrcoef(z, rowvar=False)[np.triu_indices(len(TRAITS), 1)]
        rmse = float(np.sqrt(((found - published) ** 2).mean()))
    return TraitsFit(
        n=n,
        left_out=len(people) - n,
        traits=fits,
        correlation_rmse=rmse,
        correlation_rmse_expected=float(np.sqrt((((1 - published**2) ** 2) / (n - 1)).mean())),
    )


def _standardised(person: Mapping[str, Any], pack: Pack) -> list[float] | None:
    scores, age, gender = person.get("big_five"), person.get("age"), person.get("gender")
    if not isinstance(scores, Mapping) or not isinstance(age, int) or gender not in pack.codes("gender"):
        return None
    if not all(isinstance(scores.get(t), int | float) for t in TRAITS):
        return None
    means, sds = norm(pack, str(gender), max(age, 18))
    return [(float(scores[t]) - m) / s for t, m, s in zip(TRAITS, means, sds, strict=True)]
