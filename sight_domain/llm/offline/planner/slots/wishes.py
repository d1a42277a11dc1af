"""What a sentence asks of respondents that no population figures express: "half with children", "dog owners"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.slots.shares import Share
from sight_domain.llm.offline.planner.text import words

# "half of them with children": at most so many words stand between a share and what it is of.
_BETWEEN = 3


@cache
def _lexicon() -> Lexicon:
    return Lexicon(resource("wishes.yaml"))


@dataclass(frozen=True)
class Wish:
    """A wish in the speaker's words, with the share that goes before it, and its place in the text."""

    said: str
    start: int
    end: int


def wishes(text: str, shares: Sequence[Share]) -> tuple[Wish, ...]:
    """The wishes of a sentence in order."""
    found: list[Wish] = []
    for hit in _lexicon().hits(text, forgiving=False):
        if found and hit.start < found[-1].end:
            continue
        before = [s for s in shares if s.end <= hit.start and len(words(text[s.end : hit.start])) <= _BETWEEN]
        start = before[-1].start if before else hit.start
        found.append(Wish(text[start : hit.end].strip(), start, hit.end))
    return tuple(found)
