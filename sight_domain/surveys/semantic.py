"""Semantic similarity rating: from a free answer to probabilities of the points of a scale.

Maier et al. 2025, arXiv 2510.08338. With gamma_r the cosine of the answer with the anchor statement of point r::

    p_r = (gamma_r - gamma_min + eps [r = argmin]) / (sum_r gamma_r - K gamma_min + eps)

Subtracting the smallest similarity is essential: embeddings of any two sentences on one matter are close, and without
it every answer comes out near the middle. Several anchor sets are rated one by one and averaged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from sight_domain.language import LANGUAGES, Language

EPSILON = 1e-3


def cosine(a: Sequence[float], b: Sequence[float]) -> float:
    """``a . b / (|a| |b|)``; ValueError for a vector of zeros."""
    lengths = math.hypot(*a) * math.hypot(*b)
    if lengths == 0:
        raise ValueError("a vector without a direction")
    return math.fsum(x * y for x, y in zip(a, b, strict=True)) / lengths


def rating(
    similarities: Sequence[float], *, epsilon: float = EPSILON, temperature: float = 1.0
) -> list[float]:
    """The probabilities of K points from K similarities; sums to 1.

    Args:
        epsilon: what the least similar point keeps; above 0.
        temperature: ``p^(1/T)``, normalised again; below 1 sharpens.
    """
    least = min(similarities)
    at = list(similarities).index(least)
    weights = [gamma - least + (epsilon if r == at else 0.0) for r, gamma in enumerate(similarities)]
    total = math.fsum(weights)
    shares = [(weight / total) ** (1 / temperature) for weight in weights]
    return [share / math.fsum(shares) for share in shares]


def mean_rating(sets: Sequence[Sequence[float]], *, temperature: float = 1.0) -> list[float]:
    """The mean of the ratings by several anchor sets, each of K similarities."""
    rated = [rating(similarities, temperature=temperature) for similarities in sets]
    return [math.fsum(points) / len(rated) for points in zip(*rated, strict=True)]


def anchor_sets(options: Sequence[str], language: Language) -> list[list[str]]:
    """Several sets of anchor statements for options in order, one statement an option.

    Five points that mean a known thing (agreement, intention, importance, satisfaction) have sets written for them;
    other options are put into sentences of a general kind.
    """
    table = _anchors()
    folded = [option.casefold() for option in options]
    for family in table["families"].values():
        known = [[word.casefold() for word in family["options"][language]] for language in LANGUAGES]
        if any(folded == words for words in known):
            return family["statements"][language]
    return [[frame.format(option) for option in options] for frame in table["frames"][language]]


@lru_cache(maxsize=1)
def _anchors() -> Any:
    import yaml

    return yaml.safe_load((files("sight_domain.surveys") / "anchors.yaml").read_text(encoding="utf-8"))
