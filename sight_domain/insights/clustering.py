"""Statements that mean the same, put together: pains of several people, needs from several prompts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.insights.words import stems
from sight_domain.language import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_STATEMENTS = 3
WEAK_STRUCTURE = 0.1
"""Mean silhouette below which nothing is merged but what has the same title."""
NOTHING_IN_COMMON = 0.9
"""Mean cosine distance from which two groups are never merged: statements that share no more than common words. Without
this limit single statements that fit nowhere are swept together, as a group of any kind raises the mean silhouette."""
MOST_CLUSTERED = 800
"""Distinct statements that are clustered; further ones join the group they are nearest to on average."""
MOST_GROUPS = 40
MEANING = 0.3
"""Weight of meaning against words. With more of it the best cut is too coarse (``tests/bench/bench_pains.py``)."""
OWN_WORDS = 4
_FEW_TEXTS = 3


def lexical_vectors(texts: Sequence[str], language: Language) -> NDArray[np.float64]:
    """Rows of length 1 over the stems of all texts, weighted ``(1 + ln tf) (ln((1 + N) / (1 + df)) + 1)``.

    Salton's tf-idf, smoothed. A text without a word of meaning is a row of zeros.
    """
    import numpy as np

    counted = [Counter(stem for _, found in stems(text, language) for stem in found) for text in texts]
    frequency = Counter(stem for one in counted for stem in one)
    column = {stem: place for place, stem in enumerate(sorted(frequency))}
    vectors = np.zeros((len(texts), max(1, len(column))))
    for row, one in enumerate(counted):
        for stem, times in one.items():
            rarity = math.log((1 + len(texts)) / (1 + frequency[stem])) + 1
            vectors[row, column[stem]] = (1 + math.log(times)) * rarity
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def with_meaning(lexical: NDArray[np.float64], embedded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows whose cosine is ``(1 - m) cosine of words + m cosine of meaning`` with m = `MEANING`.

    Embeddings of sentences lie in a narrow cone, where all are alike; their common mean is taken off first (Mu and
    Viswanath 2018, All-but-the-Top). What is left says which statements are near even without a word in common.
    """
    import numpy as np

    centred = embedded - embedded.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    meaning = centred / np.where(lengths > 0, lengths, 1)
    return np.hstack([math.sqrt(1 - MEANING) * lexical, math.sqrt(MEANING) * meaning])


def groups(vectors: NDArray[np.float64], titles: Sequence[str]) -> list[list[int]]:
    """Places of the statements that belong together, the largest group first, each group in the order given.

    Statements with the same title (spelling and case aside) are one to begin with. These are put together by average
    linkage on cosine distance (Sokal and Michener 1958); of all cuts into 2 to 40 groups the one with the largest mean silhouette
    (Rousseeuw 1987) is taken, and none when even that is below 0.1: where there is no structure, nothing is merged. Nor are
    groups at a mean distance above 0.9, so there may be more than 40.

    Args:
        vectors: one row a statement, of length 1 (or 0).
        titles: as many.
    """
    import numpy as np

    by_title: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        by_title.setdefault(" ".join(title.casefold().split()).rstrip("."), []).append(place)
    members = list(by_title.values())
    centres = np.stack([_unit(vectors[places].mean(axis=0)) for places in members]) if members else vectors
    labels = _labels(centres)
    found: dict[int, list[int]] = {}
    for label, places in zip(labels, members, strict=True):
        found.setdefault(label, []).extend(places)
    return sorted((sorted(places) for places in found.values()), key=lambda places: (-len(places), places[0]))


def medoid(vectors: NDArray[np.float64], places: Sequence[int]) -> int:
    """Which of `places` is most like all of them: the largest sum of cosines."""
    import numpy as np

    inside = vectors[list(places)]
    return places[int(np.argmax((inside @ inside.T).sum(axis=1)))]


def own_words(texts: Sequence[Sequence[str]], language: Language) -> list[list[str]]:
    """For each group of texts up to four words by which it differs from the others, as most often written there.

    By class-based tf-idf (Grootendorst 2022, BERTopic): ``tf(t, c) ln(1 + A / f(t))`` with A the mean number of words of a
    group and f the word's number in all groups. Words that only one text of
    three or more holds are left out while there are others.
    """
    counted: list[Counter[str]] = []
    written: dict[str, Counter[str]] = {}
    spread: list[Counter[str]] = []
    for group in texts:
        counts: Counter[str] = Counter()
        holding: Counter[str] = Counter()
        for text in group:
            here = [(word, min(found)) for word, found in stems(text, language)]
            counts.update(stem for _, stem in here)
            holding.update({stem for _, stem in here})
            for word, stem in here:
                written.setdefault(stem, Counter())[word] += 1
        counted.append(counts)
        spread.append(holding)
    everywhere = sum(counted, Counter())
    mean = everywhere.total() / len(texts) if texts else 0.0
    found: list[list[str]] = []
    for group, counts, holding in zip(texts, counted, spread, strict=True):
        shared = {stem for stem, texts_with in holding.items() if texts_with > 1 or len(group) < _FEW_TEXTS}
        scored = {
            stem: times * math.log(1 + mean / everywhere[stem])
            for stem, times in counts.items()
            if stem in shared or not shared
        }
        best = sorted(scored, key=lambda stem: (-scored[stem], stem))[:OWN_WORDS]
        found.append([written[stem].most_common(1)[0][0] for stem in best])
    return found


def _labels(centres: NDArray[np.float64]) -> list[int]:
    import numpy as np

    n = len(centres)
    if n < FEWEST_STATEMENTS:
        return list(range(n))
    core = (
        np.arange(n)
        if n <= MOST_CLUSTERED
        else np.sort(np.random.default_rng(0).permutation(n)[:MOST_CLUSTERED])
    )
    labels = np.full(n, -1)
    labels[core] = _best_cut(centres[core])
    for place in np.flatnonzero(labels < 0):
        near = centres[core] @ centres[place]
        labels[place] = max(
            range(labels[core].max() + 1), key=lambda label: near[labels[core] == label].mean()
        )
    return labels.tolist()


def _best_cut(centres: NDArray[np.float64]) -> NDArray[np.int64]:
    import numpy as np
    from scipy.cluster.hierarchy import cut_tree, linkage
    from scipy.spatial.distance import squareform

    apart = np.clip(1 - centres @ centres.T, 0, 2)
    np.fill_diagonal(apart, 0)
    n = len(centres)
    merges = linkage(squareform(apart, checks=False), method="average")
    fewest = n - int(np.count_nonzero(merges[:, 2] <= NOTHING_IN_COMMON))
    sizes = range(max(2, fewest), min(n, max(fewest, MOST_GROUPS) + 1))
    if not sizes:
        return np.arange(n)
    cuts = cut_tree(merges, n_clusters=sizes)
    widths = [_silhouette(apart, cuts[:, column]) for column in range(cuts.shape[1])]
    best = int(np.argmax(widths))
    return cuts[:, best] if widths[best] >= WEAK_STRUCTURE else np.arange(n)


def _silhouette(apart: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Mean silhouette width: ``(b - a) / max(a, b)`` with the mean distances to one's own and the nearest other group.

    0 for whoever is alone in a group.
    """
    import numpy as np

    member = labels[:, None] == np.unique(labels)[None, :]
    sizes = member.sum(axis=0)
    sums = apart @ member
    own = member.argmax(axis=1)
    rows = np.arange(len(labels))
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    widths = (outside - inside) / np.maximum(np.maximum(inside, outside), 1e-12)
    return float(np.where(sizes[own] == 1, 0.0, widths).mean())


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
