"""Quotes that stand up: an exact substring of the turn they cite, or dropped and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sight_domain.focus_groups.schemas import DraftTheme, Quote, Theme


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that may be quoted."""

    persona_id: str
    persona_name: str
    text: str


def verified_themes(
    drafts: Sequence[DraftTheme], said: Mapping[str, Said], participants: int
) -> tuple[list[Theme], int, int]:
    """Themes with the quotes that verify, most voiced first; how many verified; how many were dropped.

    `said` maps turn ids to answers. A theme that no verified quote supports is dropped with its quotes. Reach counts
    the persons quoted, so nobody is counted as voicing a theme without words of theirs to show for it.
    """
    themes: list[Theme] = []
    verified = dropped = 0
    for draft in drafts:
        quotes = [
            Quote(
                text=q.text,
                turn_id=q.turn_id,
                persona_id=said[q.turn_id].persona_id,
                persona_name=said[q.turn_id].persona_name,
            )
            for q in draft.quotes
            if q.turn_id in said and q.text.strip() and q.text in said[q.turn_id].text
        ]
        verified += len(quotes)
        dropped += len(draft.quotes) - len(quotes)
        if not quotes:
            continue
        reach = len({quote.persona_id for quote in quotes})
        themes.append(
            Theme(
                title=draft.title,
                description=draft.description,
                reach=reach,
                reach_share=round(reach / participants, 4),
                sentiment=draft.sentiment,
                quotes=quotes,
            )
        )
    return sorted(themes, key=lambda theme: -theme.reach), verified, dropped
