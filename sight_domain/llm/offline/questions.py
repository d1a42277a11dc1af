"""What kind of question is asked, in Polish or English."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from sight_domain.llm.offline.considerations import fold, pattern
from sight_domain.llm.offline.grammar import resource

QuestionKind = Literal[
    "price", "barriers", "likes", "change", "habits", "willingness", "feelings", "audience", "open"
]
KINDS: Final[tuple[QuestionKind, ...]] = (
    "price", "barriers", "likes", "change", "habits", "willingness", "feelings", "audience", "open",
)  # fmt: skip


def question_kind(question: str, given: str | None = None) -> QuestionKind:
    """The kind of a question; `given` wins when it is a known kind.

    The kind whose phrases are found earliest in the sentence wins, since a question begins with what it asks;
    at the same place the order of `KINDS` decides. ``open`` when nothing is recognised.
    """
    for kind in KINDS:
        if given == kind:
            return kind
    folded = fold(question)
    found: list[tuple[int, int, QuestionKind]] = []
    for rank, kind in enumerate(KINDS[:-1]):
        if match := _patterns()[kind].search(folded):
            found.append((match.start(), rank, kind))
    return min(found)[2] if found else "open"


@lru_cache
def _patterns():
    return {kind: pattern(resource("questions")[kind]) for kind in KINDS if kind != "open"}
