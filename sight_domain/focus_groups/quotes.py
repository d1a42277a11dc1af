"""Quotes that stand up: an exact substring of the turn they cite, or dropped and counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sight_domain.focus_groups.findings import DraftSegment, Stance


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that may be quoted."""

    persona_id: str
    persona_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A passage that raises a code, verbatim in its turn, and which side it takes."""

    turn_id: str
    code: str
    quote: str
    stance: Stance


def stands_in(quote: str, text: str) -> bool:
    """Whether a text holds a quote: exactly, and in whole words (``art`` is no quote of ``a party``); never a blank one."""
    if not any(letter.isalnum() for letter in quote):
        return False
    before = r"(?<!\w)" if re.match(r"\w", quote) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", quote) else ""
    return re.search(f"{before}{re.escape(quote)}{after}", text) is not None


def verified_segments(
    drafts: Sequence[DraftSegment], said: Mapping[str, Said], codes: Collection[str]
) -> tuple[list[Segment], int, int]:
    """One reader's segments that stand up, one for a turn and code; how many quotes verified; how many were dropped.

    `said` maps turn ids to answers, `codes` is the codebook. Dropped is what does not stand in the turn it cites, word for
    word, what cites no turn, and a code that the codebook has not. Of several quotes for the same turn and code the first
    stands.
    """
    kept: dict[tuple[str, str], Segment] = {}
    verified = 0
    for draft in drafts:
        turn = said.get(draft.turn_id)
        if turn is None or draft.code not in codes or not stands_in(draft.quote, turn.text):
            continue
        verified += 1
        kept.setdefault(
            (draft.turn_id, draft.code), Segment(draft.turn_id, draft.code, draft.quote, draft.stance)
        )
    return list(kept.values()), verified, len(drafts) - verified
