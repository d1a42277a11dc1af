"""Shares of people in a sentence: "30%", "half", "dwie trzecie"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sight_domain.llm.offline.planner.text import fold

_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d)?)\s*(?:%|procent\w*|percent|proc\.)")
_FRACTIONS = (
    (re.compile(r"\b(?:dwie trzecie|two[ -]thirds)\b"), 0.6667),
    (re.compile(r"\b(?:trzy czwarte|three[ -]quarters)\b"), 0.75),
    (re.compile(r"\b(?:jedn\w trzeci\w|(?:a|one)[ -]third)\b"), 0.3333),
    (re.compile(r"\b(?:jedn\w czwart\w|cwierc|(?:a|one)[ -]quarter)\b"), 0.25),
    (re.compile(r"\b(?:polow\w|half)\b"), 0.5),
)


@dataclass(frozen=True)
class Share:
    """A share, 0-1, and its place in the text."""

    value: float
    start: int
    end: int


def shares(text: str) -> tuple[Share, ...]:
    """Every share said, left to right."""
    found = [
        Share(round(float(m.group(1).replace(",", ".")) / 100, 4), m.start(), m.end())
        for m in _PERCENT.finditer(text)
    ]
    folded = fold(text)
    for pattern, value in _FRACTIONS:
        found += [Share(value, m.start(), m.end()) for m in pattern.finditer(folded)]
    return tuple(sorted(found, key=lambda share: share.start))
