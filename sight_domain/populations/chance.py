"""Weighted choices from a seeded generator."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
    return choose_by(options, list(accumulate(weights)), generator)


def choose_by(options: Sequence[T], heights: Sequence[float], generator: Generator) -> T:
    """``choose`` for weights that were added up before: ``heights`` are their running sums.

    Raises:
        ValueError: the last height is not above 0.
    """
    if not heights or heights[-1] <= 0:
        raise ValueError("no option has a weight above 0")
    index = bisect_right(heights, generator.random() * heights[-1])
    # Where rounding reaches the end, the last option with a weight is where the end is first reached.
    return options[min(index, bisect_left(heights, heights[-1]))]
