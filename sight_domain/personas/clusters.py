"""Clusters of respondents over demographics, traits, values and interests, and how far to trust them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.personas.similarity import Coded, distance_matrix

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

FEWEST_PEOPLE = 20
FEWEST_CLUSTERS, MOST_CLUSTERS = 2, 8
SMALLEST_SHARE, SMALLEST = 0.05, 3
RESAMPLES, RESAMPLED, SEED = 20, 0.8, 20_240_604
# Larger samples are clustered on this many of them; the rest join the cluster they are nearest to on average.
MOST_CLUSTERED = 1_000


@dataclass(frozen=True, eq=False)
class Clustering:
    """A partition of people.

    Attributes:
        labels: cluster of each person, from 0, the largest first.
        silhouette: mean silhouette width (Rousseeuw 1987), -1 to 1; below 0.25 there is no structure to speak of.
        stability: mean adjusted Rand index between this partition and those of 20 resamples of 80 %, at most 1.
        tried: mean silhouette of each number of clusters that was considered.
    """

    labels: NDArray
    silhouette: float
    stability: float
    tried: Mapping[int, float]


def cluster(people: Coded, spreads: Mapping[str, float], k: int | None = None) -> Clustering:
    """Ward's method on the square roots of Gower distances, which are Euclidean (Gower and Legendre 1986).

    Without ``k``, the number of clusters from 2 to 8 with the largest mean silhouette, among those in which nobody's
    cluster is smaller than 3 people and 5 % of them; 2 when there is none.

    Args:
        people: 20 or more.
        spreads: standard deviations of the numbers in the population.
        k: 2 to 8, or None.
    """
    import numpy as np

    generator = np.random.default_rng(SEED)
    n = len(people)
    core = np.sort(generator.permutation(n)[:MOST_CLUSTERED])
    apart = distance_matrix(people.rows(core), spreads)
    partitions = {c: _ward(apart, c) for c in ([k] if k else range(FEWEST_CLUSTERS, MOST_CLUSTERS + 1))}
    tried = {c: mean_silhouette(apart, labels) for c, labels in partitions.items()}
    chosen = k or _best(tried, partitions)
    labels = partitions[chosen]
    stability = _stability(apart, labels, chosen, generator)
    if n > len(core):
        labels = _nearest(distance_matrix(people, spreads, people.rows(core)), labels)
    return Clustering(_largest_first(labels), tried[chosen], stability, tried)


def mean_silhouette(apart: NDArray, labels: NDArray) -> float:
    """Mean of ``(b - a) / max(a, b)``: a the mean distance to one's own cluster, b to the nearest other one; 0 for loners."""
    import numpy as np

    members = np.eye(labels.max() + 1)[labels]
    sizes = members.sum(axis=0)
    sums = apart @ members
    own = np.arange(len(labels)), labels
    alone = sizes[labels] < 2
    inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[own] = np.inf
    means[:, sizes == 0] = np.inf
    outside = means.min(axis=1)
    widths = (outside - inside) / np.maximum(np.maximum(outside, inside), 1e-12)
    return float(np.where(alone, 0.0, widths).mean())


def adjusted_rand(one: NDArray, other: NDArray) -> float:
    """Agreement of two partitions of the same people beyond chance (Hubert and Arabie 1985): 1 equal, 0 as by chance."""
    import numpy as np

    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: NDArray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([len(one)]))
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)


def _ward(apart: NDArray, k: int) -> NDArray:
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    tree = linkage(np.sqrt(squareform(apart, checks=False)), method="ward")
    return fcluster(tree, k, criterion="maxclust").astype(int) - 1


def _best(tried: Mapping[int, float], partitions: Mapping[int, NDArray]) -> int:
    import numpy as np

    def smallest(labels: NDArray) -> int:
        return int(np.bincount(labels).min())

    n = len(next(iter(partitions.values())))
    fair = [c for c, labels in partitions.items() if smallest(labels) >= max(SMALLEST, SMALLEST_SHARE * n)]
    return max(fair, key=lambda c: tried[c]) if fair else FEWEST_CLUSTERS


def _stability(apart: NDArray, labels: NDArray, k: int, generator: Generator) -> float:
    import numpy as np

    n = len(labels)
    scores = []
    for _ in range(RESAMPLES):
        some = np.sort(generator.permutation(n)[: max(k, round(n * RESAMPLED))])
        scores.append(adjusted_rand(labels[some], _ward(apart[np.ix_(some, some)], k)))
    return float(np.mean(scores))


def _nearest(apart: NDArray, labels: NDArray) -> NDArray:
    """The cluster to whose members each row is nearest on average."""
    import numpy as np

    members = np.eye(labels.max() + 1)[labels]
    return (apart @ members / members.sum(axis=0)).argmin(axis=1)


def _largest_first(labels: NDArray) -> NDArray:
    import numpy as np

    sizes = np.bincount(labels)
    order = np.argsort(-sizes, kind="stable")
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places[labels]
