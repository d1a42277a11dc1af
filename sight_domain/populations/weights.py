"""Weights that give boosted groups their share of the population back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.populations.filters import Filters
from sight_domain.populations.joint import joint_of
from sight_domain.populations.parts import pattern_of, pattern_shares
from sight_domain.populations.quota_shares import JOIN, quotas_of
from sight_domain.populations.target import TargetPopulation

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS, TOLERANCE = 500, 1e-6
# A group of people whom the target says there are none of: no weight may be 0.
HARDLY_ANYBODY = 1e-6
# Small samples can be raked back only by striking somebody out: nobody counts for less than a tenth or for more than
# five of the mean, as is usual in surveys.
LOWEST, HIGHEST = 0.1, 5.0


def booster_weights(
    target: TargetPopulation, boosts: Sequence[Filters], people: Sequence[Mapping[str, Any]]
) -> list[float]:
    """One weight for each person, mean 1: rim weights (Deming and Stephan 1940).

    Weights start equal and are scaled in turn, until nothing changes, to the target's shares of: who is in which boosted
    groups, each dimension, and each crossed quota. Categories without people leave their share to the others of their dimension. Boosters
    are like their group by the draw, so the dimensions change little; they keep the weighted margins of the whole
    sample on the target, which the boosted groups alone would not. Weights stay within `LOWEST` and `HIGHEST`; where that
    leaves a margin off, the report of the sample says by how much. Whoever the target excludes weighs next to nothing.

    Args:
        boosts: the filters of each boost, all different.
        people: facts of the whole sample, boosters and the others.
    """
    import numpy as np

    if not people or not boosts:
        return [1.0] * len(people)
    joint = joint_of(target)
    rims = [_rim([pattern_of(boosts, p) for p in people], pattern_shares(target, boosts))]
    rims += [_rim([p.get(d) for p in people], joint.margin(d)) for d in joint.pack.sampled]
    for quota in quotas_of(target.quotas):
        if len(quota.dimensions) > 1:
            crossed = [JOIN.join(str(p.get(d)) for d in quota.dimensions) for p in people]
            shares = {JOIN.join(cell): share for cell, share in quota.shares.items()}
            rims.append(_rim([c if c in shares else "" for c in crossed], {**shares, "": quota.rest}))
    inside = np.all([wanted[place] > 2 * HARDLY_ANYBODY for place, wanted in rims], axis=0)
    weights = np.ones(len(people))
    for _ in range(ROUNDS):
        before = weights.copy()
        for place, wanted in rims:
            weights = weights * (wanted / np.bincount(place, weights=weights, minlength=len(wanted)))[place]
        weights = weights / weights.mean()
        weights = np.clip(weights, np.where(inside, LOWEST, HARDLY_ANYBODY), HIGHEST)
        if float(np.abs(weights / before - 1).max()) < TOLERANCE:
            break
    return (weights / weights.mean()).tolist()


def _rim(labels: Sequence[Hashable], shares: Mapping[Any, float]) -> tuple[NDArray, NDArray]:
    """The category of each person among those with people, and the shares of these, total 1."""
    import numpy as np

    present = list(dict.fromkeys(labels))
    place = {label: i for i, label in enumerate(present)}
    wanted = np.array([max(shares.get(label, 0.0), HARDLY_ANYBODY) for label in present])
    return np.array([place[label] for label in labels]), wanted / wanted.sum()
