"""How far apart respondents are, and in what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

_CATEGORICAL = ("gender", "region", "settlement", "education", "status", "segment_id")
_AGE_RANGE = 82.0
"""Adults of 18-100."""
_SETS = ("values", "interests")


def gower_distance(first: Mapping[str, Any], second: Mapping[str, Any]) -> float:
    """Gower's (1971) distance of two respondents, 0-1: the mean over attributes of |difference| / range for numbers,
    0 or 1 for categories, and Jaccard's distance for sets."""
    parts = [
        abs(first["age"] - second["age"]) / _AGE_RANGE,
    ]
    if first["income_rank"] is not None and second["income_rank"] is not None:
        parts.append(abs(first["income_rank"] - second["income_rank"]))
    parts += [abs(first["big_five"][trait] - second["big_five"][trait]) for trait in first["big_five"]]
    parts += [float(first[field] != second[field]) for field in _CATEGORICAL]
    parts += [_jaccard_distance(first[field], second[field]) for field in _SETS]
    return sum(parts) / len(parts)


def similarity(respondents: Sequence[Mapping[str, Any]]) -> float:
    """1 minus the mean pairwise Gower distance, 0-1."""
    distances = [gower_distance(first, second) for first, second in combinations(respondents, 2)]
    return 1.0 - sum(distances) / len(distances)


def _jaccard_distance(first: Sequence[str], second: Sequence[str]) -> float:
    union = set(first) | set(second)
    return 1.0 - len(set(first) & set(second)) / len(union) if union else 0.0
