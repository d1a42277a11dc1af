"""How many passages a question deserves when nobody said: few for a fact that one place holds, more for a broad one."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST, MOST = 3, 15
EXPECTED_RECALL = 0.9
CONSIDERED = 30
"""Passages over which the relevance of a question is thought to be spread."""
UNLIKELY = 0.2
"""Probability below which a passage is not taken for an answer."""


def passages_enough(confidences: Sequence[float]) -> int:
    """The fewest first passages that hold nine tenths of the relevance expected in all, 3 to 15 of them.

    `confidences` are the probabilities of being relevant, best passage first; their sum is the expected number of
    relevant passages. One clear answer takes nearly all of that sum, and few are given; a question that many passages
    answer equally well spreads it, and more are. What none of them is likely to answer brings the fewest.
    """
    if is_unlikely(confidences):
        return FEWEST
    first = confidences[:CONSIDERED]
    wanted = EXPECTED_RECALL * sum(first)
    held = 0.0
    for count, confidence in enumerate(first, start=1):
        held += confidence
        if held >= wanted:
            return max(FEWEST, min(count, MOST))
    return FEWEST


def is_unlikely(confidences: Sequence[float | None]) -> bool:
    """Whether passages were found and none of them, as far as that is known, is likely to be relevant."""
    known = [one for one in confidences if one is not None]
    return bool(known) and max(known) < UNLIKELY
