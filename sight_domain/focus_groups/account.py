"""Sentences that stand up: each cites turns that exist and holds no number that nobody said or counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from sight_domain.focus_groups.findings import CitedSentence, DraftSentence, Theme
from sight_domain.focus_groups.quotes import Said

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def numbers_in(text: str) -> set[str]:
    """The numbers written in digits, the decimal comma read as a point: ``{"7", "0.35"}``."""
    return {found.replace(",", ".") for found in _NUMBER.findall(text)}


def counted_numbers(themes: Iterable[Theme], participants: int, answers: int) -> set[str]:
    """The numbers that a summary may state: everything that was counted, shares as whole percentages too."""
    counts = [participants, answers]
    for theme in themes:
        counts += [theme.reach, theme.in_favour, theme.against, round(100 * theme.reach_share)]
        counts += [count for of in theme.by_group.values() for group in of.values() for count in group]
    return {str(count) for count in counts}


def cited_sentences(
    drafts: Sequence[DraftSentence], said: Mapping[str, Said], counted: Collection[str]
) -> tuple[list[CitedSentence], int]:
    """The sentences that stand up, with the turns they rest on; how many were dropped.

    Dropped is a sentence that cites no answered turn, and one with a number in digits that is neither in a turn it
    cites nor among those `counted`. Turns that do not exist are left out of the citation.
    """
    kept: list[CitedSentence] = []
    for draft in drafts:
        cited = [turn for turn in dict.fromkeys(draft.turn_ids) if turn in said]
        known = set(counted).union(*(numbers_in(said[turn].text) for turn in cited))
        if cited and draft.text.strip() and numbers_in(draft.text) <= known:
            kept.append(CitedSentence(text=draft.text.strip(), turn_ids=cited))
    return kept, len(drafts) - len(kept)
