"""Where somebody's own words on a question seem to clash, word for word, for the moderator to hold up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.focus_groups.memory import beginning
from sight_domain.focus_groups.talk import Entry, Talk

if TYPE_CHECKING:
    from sight_domain.llm.offline.coding import Mention

CLEAR = 0.6
"""Polarity from which a sentence speaks for or against something."""
LONGEST_QUOTE = 90
"""Characters of a sentence that the moderator repeats."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sentences of one person, in two turns, of which one speaks for and the other against the same consideration."""

    place: int
    first: str
    then: str


def clash(talk: Talk) -> Clash | None:
    """The first clash on the question now talked about.

    A sentence counts where the consideration is what it speaks of most: passing mentions clash with nothing.
    """
    stands: dict[tuple[int, str], tuple[Entry, Mention]] = {}
    for entry in talk.spoken:
        for mention in _main_mentions(entry, talk):
            assert entry.speaker is not None
            earlier, stand = stands.setdefault((entry.speaker, mention.code), (entry, mention))
            if earlier is not entry and stand.polarity * mention.polarity < 0:
                return Clash(
                    entry.speaker, quoted(_sentence(earlier, stand)), quoted(_sentence(entry, mention))
                )
    return None


def quoted(sentence: str) -> str:
    """A sentence as it is repeated: word for word, a long one cut after a word, which an ellipsis shows."""
    kept = beginning(sentence, LONGEST_QUOTE)
    return kept if kept == sentence else f"{kept.rstrip(',;:–-')}…"


def _main_mentions(entry: Entry, talk: Talk) -> list[Mention]:
    from sight_domain.llm.offline.coding import code_text

    mentions = code_text(entry.text, talk.language)
    return [
        mention
        for mention in mentions
        if abs(mention.polarity) >= CLEAR
        and all(
            other is mention or other.start != mention.start or other.strength < mention.strength
            for other in mentions
        )
    ]


def _sentence(entry: Entry, mention: Mention) -> str:
    return entry.text[mention.start : mention.end]
