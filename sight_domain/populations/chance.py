"""Weighted choices from a seeded generator."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from numpy.random import Generator

T = TypeVar("T")


def choose(options: Sequence[T], weights: Sequence[float], generator: Generator) -> T:
    """One of the options, with probability proportional to its weight.

    Raises:
        ValueError: no weight is above 0.
    """
    heights = list(accumulate(weights))
    if not heights or heights[-1] <= 0:
        raise ValueError("no option has a weight above 0")
    index = bisect_right(heights, generator.random() * heights[-1])
    if index == len(heights):
        index = max(i for i, w in enumerate(weights) if w > 0)
    return options[index]
