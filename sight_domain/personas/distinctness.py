"""How much of its wording a portrait shares with the others of its sample."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

WORDS_TOGETHER = 3
# Of 4,950 pairs in each language that the offline engine writes from a fixed stock of sentences none is above it.
MOST_LIKENESS = 0.25


def shingles(text: str, leave_out: Collection[str] = ()) -> frozenset[tuple[str, ...]]:
    """Every run of three words of a text, lower case, without numbers and the words of `leave_out` (names, places)."""
    omitted = {word for phrase in leave_out for word in re.findall(r"[^\W\d_]+", phrase.lower())}
    words = [word for word in re.findall(r"[^\W\d_]+", text.lower()) if word not in omitted]
    return frozenset(
        tuple(words[i : i + WORDS_TOGETHER]) for i in range(max(0, len(words) - WORDS_TOGETHER + 1))
    )


def likeness(first: Collection[tuple[str, ...]], second: Collection[tuple[str, ...]]) -> float:
    """Jaccard's coefficient |A and B| / |A or B| of two sets of shingles, 0-1 (Broder 1997); 0 when both are empty."""
    mine, other = frozenset(first), frozenset(second)
    either = len(mine | other)
    return len(mine & other) / either if either else 0.0


@dataclass(slots=True)
class Gallery:
    """The portraits of one sample so far, by name. Fill it with those already stored.

    Whoever compares a draft and hangs it holds `turn` for both, so that no two drafts pass unseen by each other.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    _sizes: dict[str, int] = field(default_factory=dict)
    _holders: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str, leave_out: Collection[str] = ()) -> None:
        """Hang the final portrait of somebody who has none here yet."""
        mine = shingles(text, leave_out)
        self._sizes[name] = len(mine)
        for shingle in mine:
            self._holders.setdefault(shingle, []).append(name)

    def nearest(self, name: str, text: str, leave_out: Collection[str] = ()) -> tuple[float, str | None]:
        """The highest likeness (see `likeness`) with a portrait of somebody else, 0-1, and whose it is."""
        mine = shingles(text, leave_out)
        shared = Counter(
            holder for shingle in mine for holder in self._holders.get(shingle, ()) if holder != name
        )
        found = {other: both / (len(mine) + self._sizes[other] - both) for other, both in shared.items()}
        closest = max(found, key=lambda other: found[other], default=None)
        return (found[closest], closest) if closest is not None else (0.0, None)
