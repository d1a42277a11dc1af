"""What a group talks about, by the words of the coding lexicon: considerations, who voices them, quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.coding import Mention, code_text

# From here on a sentence or a person takes a side.
FOR, AGAINST = 0.25, -0.25


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the group."""

    turn_id: str
    persona_id: str
    persona_name: str
    question_index: int
    text: str


@dataclass(slots=True)
class Theme:
    """A consideration as the group voiced it: each mention with its turn."""

    code: str
    mentions: list[tuple[Turn, Mention]] = field(default_factory=list)

    def voices(self) -> dict[str, float]:
        """Persona -> mean polarity of that person's mentions that take a side, -1..1; 0 when none does."""
        said: dict[str, list[float]] = defaultdict(list)
        for turn, mention in self.mentions:
            sides = said[turn.persona_id]
            if mention.polarity > FOR or mention.polarity < AGAINST:
                sides.append(mention.polarity)
        return {persona: sum(tones) / len(tones) if tones else 0.0 for persona, tones in said.items()}

    @property
    def reach(self) -> int:
        """How many different people voice it."""
        return len({turn.persona_id for turn, _ in self.mentions})

    @property
    def sentiment(self) -> float:
        """Mean of the people's polarities, -1..1, so that one talkative person counts once."""
        tones = self.voices().values()
        return sum(tones) / len(tones) if tones else 0.0


def turns_of(items: Any) -> list[Turn]:
    """Read turns given as JSON objects; those without a text are left out."""
    return [
        Turn(
            turn_id=str(item.get("turn_id") or item.get("id") or ""),
            persona_id=str(item.get("persona_id") or item.get("persona_name") or ""),
            persona_name=str(item.get("persona_name") or ""),
            question_index=int(item.get("question_index") or 0),
            text=str(item["text"]),
        )
        for item in items or ()
        if isinstance(item, Mapping) and str(item.get("text") or "").strip()
    ]


def themes_of(turns: Iterable[Turn], language: Language) -> list[Theme]:
    """The considerations voiced, by reach and then by number of mentions, the most voiced first."""
    themes: dict[str, Theme] = {}
    for turn in turns:
        for mention in code_text(turn.text, language):
            themes.setdefault(mention.code, Theme(mention.code)).mentions.append((turn, mention))
    return sorted(themes.values(), key=lambda theme: (-theme.reach, -len(theme.mentions), theme.code))


def quotes_of(theme: Theme, limit: int | None = None, *, sign: int = 0) -> list[dict[str, str]]:
    """One whole sentence of every person who voices a theme, the most telling first, `limit` at most.

    Telling: many words of the theme, a clear polarity, 5-40 words long. With `sign` only sentences of that side.
    Each ``text`` is an exact substring of its turn's text. The prevailing side comes first, then the other.
    """
    candidates = [(t, m) for t, m in theme.mentions if sign == 0 or m.polarity * sign > FOR]
    ranked = sorted(candidates, key=lambda pair: (-tellingness(*pair), pair[0].turn_id, pair[1].start))
    chosen: list[tuple[Turn, Mention]] = []
    heard: set[str] = set()
    for turn, mention in [*_one_of_each_side(ranked, theme.sentiment), *ranked]:
        if turn.persona_id not in heard:
            heard.add(turn.persona_id)
            chosen.append((turn, mention))
    return [{"turn_id": turn.turn_id, "text": turn.text[m.start : m.end]} for turn, m in chosen[:limit]]


def _one_of_each_side(ranked: Sequence[tuple[Turn, Mention]], sentiment: float) -> list[tuple[Turn, Mention]]:
    good = next((pair for pair in ranked if pair[1].polarity > FOR), None)
    bad = next((pair for pair in ranked if pair[1].polarity < AGAINST), None)
    prevailing_first = (good, bad) if sentiment >= 0 else (bad, good)
    return [pair for pair in prevailing_first if pair]


def tellingness(turn: Turn, mention: Mention) -> float:
    """How well a sentence stands for what it raises: its words on the matter, a clear side, 5-40 words long."""
    words = len(turn.text[mention.start : mention.end].split())
    fitting = 1.0 if 5 <= words <= 40 else 0.3
    return fitting * (min(mention.strength, 3) + 1.5 * abs(mention.polarity))
