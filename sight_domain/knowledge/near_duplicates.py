"""Passages that say the same twice: found by their shingles, so that a reader gets each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sight_domain.knowledge.analysis import fold, words

WORDS_A_SHINGLE = 3
SAME_FROM = 0.8
"""Resemblance from which two passages count as one: in 200 words, some eight changed in different places."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
Passage = TypeVar("Passage")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A passage's shingles, and its numbers with how often each occurs."""

    shingles: frozenset[tuple[str, ...]]
    numbers: Counter[str]

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        said = [fold(word) for word in words(text)]
        size = min(WORDS_A_SHINGLE, len(said))
        shingles = (
            frozenset(tuple(said[at : at + size]) for at in range(len(said) - size + 1))
            if said
            else frozenset()
        )
        return cls(shingles, Counter(_NUMBER.findall(text)))


def resemblance(one: Fingerprint, other: Fingerprint) -> float:
    """``|A ∩ B| / |A ∪ B|`` of two passages' sets of three-word shingles, in [0, 1]; case and diacritics do not count.

    Source: Broder, On the resemblance and containment of documents, 1997.
    """
    union = len(one.shingles | other.shingles)
    return len(one.shingles & other.shingles) / union if union else 1.0


def are_near_duplicates(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two passages resemble each other by `SAME_FROM` and state the very same figures.

    Last year's report may differ from this year's in nothing but a percentage; that is not a duplicate.
    """
    return one.numbers == other.numbers and resemblance(one, other) >= SAME_FROM


@dataclass(frozen=True, slots=True)
class Distinct(Generic[Passage]):
    """The best of a set of near-duplicates, and the `others` in their order."""

    first: Passage
    others: tuple[Passage, ...]


def collapsed(ranked: Sequence[Passage], text_of: Callable[[Passage], str]) -> list[Distinct[Passage]]:
    """Passages, best first, each near-duplicate of a better one put under the first it resembles."""
    kept: list[tuple[Fingerprint, list[Passage]]] = []
    for passage in ranked:
        print_of = Fingerprint.of(text_of(passage))
        same = next((members for known, members in kept if are_near_duplicates(known, print_of)), None)
        if same is None:
            kept.append((print_of, [passage]))
        else:
            same.append(passage)
    return [Distinct(members[0], tuple(members[1:])) for _, members in kept]
