"""Reading the turns of a group: a codebook from what they raise, and two ways of coding them by it.

The two readings differ as two people's do. ``by_turn`` marks every sentence that holds words of a code and hears its
side in that sentence. ``by_person`` marks a turn only for what it is chiefly about or what its speaker comes back to, and
hears the side in its sentences and, less, in the rest of the turn. Where they disagree, it comes from the turns.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.coding import Mention, code_text, sentence_spans, sentiment
from sight_domain.llm.offline.considerations import codes, fold, label
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.voiced import AGAINST, FOR, Turn, tellingness, themes_of, turns_of

MOST_CODES = 10
CHIEF_SHARE = 1 / 3
"""A turn is chiefly about a code that holds so much of its words that raise any."""
REST_OF_TURN = 0.25
"""How much the second reading hears a side in what else a turn says. What is silent on a code takes no side on it by that
alone: a quarter of the strongest tone is no side."""
_CONTENT_WORD = re.compile(r"\w{4,}")
_STEM = 5


def write_codebook(inputs: Mapping[str, Any], *, language: Language) -> dict[str, Any]:
    """The considerations that the turns raise, the most widely voiced first.

    Args:
        inputs: ``turns`` ({turn_id, persona_id, persona_name, question_index, text}).

    Returns:
        ``{codes: [{title, description}]}``; none when nobody raises anything.
    """
    voiced = themes_of(turns_of(inputs.get("turns")), language)[:MOST_CODES]
    return {
        "codes": [
            {
                "title": _title(theme.code, language),
                "description": resource("codebook")[theme.code][language],
            }
            for theme in voiced
        ]
    }


def _title(consideration: str, language: Language) -> str:
    named = label(consideration, language)
    return named[0].upper() + named[1:]


def write_coding(inputs: Mapping[str, Any], *, language: Language) -> dict[str, Any]:
    """One reading of the turns by the codebook; see the module.

    Args:
        inputs: ``codes`` ({code, title, description}), ``turns`` and ``reading`` (``by_turn`` or ``by_person``).

    Returns:
        ``{segments: [{turn_id, code, quote, stance}]}``, each quote a whole sentence of its turn.
    """
    turns = turns_of(inputs.get("turns"))
    codebook = [_Code.of(entry, language) for entry in inputs.get("codes") or ()]
    found = {turn.turn_id: _mentions(turn.text, codebook, language) for turn in turns}
    if inputs.get("reading") == "by_person":
        found = {turn.turn_id: _chief(found[turn.turn_id], _comes_back(turn, turns, found)) for turn in turns}
    segments: list[dict[str, str]] = []
    for turn in turns:
        by_code: dict[str, list[Mention]] = defaultdict(list)
        for mention in found[turn.turn_id]:
            by_code[mention.code].append(mention)
        for code, mentions in by_code.items():
            heard = sum(one.polarity for one in mentions) / len(mentions)
            if inputs.get("reading") == "by_person":
                heard += REST_OF_TURN * (sentiment(turn.text, language) - heard)
            stance = _stance(heard)
            # A quote says what it is quoted for: a sentence of that side, where the turn has one.
            best = max(
                mentions,
                key=lambda one: (_stance(one.polarity) == stance, tellingness(turn, one), -one.start),
            )
            segments.append(
                {
                    "turn_id": turn.turn_id,
                    "code": code,
                    "quote": turn.text[best.start : best.end],
                    "stance": stance,
                }
            )
    return {"segments": segments}


def _stance(heard: float) -> str:
    return "for" if heard > FOR else "against" if heard < AGAINST else "neither"


@dataclass(frozen=True, slots=True)
class _Code:
    """An entry of the codebook as the engine understands it: a consideration of its lexicon, or stems of its words."""

    code: str
    consideration: str | None
    stems: frozenset[str]

    @classmethod
    def of(cls, entry: Mapping[str, Any], language: Language) -> _Code:
        title = fold(str(entry["title"]))
        known = next((one for one in codes() if fold(label(one, language)) == title), None)
        words = _CONTENT_WORD.findall(f"{title} {fold(str(entry.get('description') or ''))}")
        return cls(str(entry["code"]), known, frozenset(word[:_STEM] for word in words))


def _mentions(text: str, codebook: Sequence[_Code], language: Language) -> list[Mention]:
    by_lexicon = defaultdict[str, list[Mention]](list)
    for mention in code_text(text, language):
        by_lexicon[mention.code].append(mention)
    found: list[Mention] = []
    for code in codebook:
        if code.consideration is not None:
            found += [
                Mention(code.code, one.polarity, one.start, one.end, one.strength)
                for one in by_lexicon[code.consideration]
            ]
        else:
            found += _by_stems(text, code, language)
    return found


def _by_stems(text: str, code: _Code, language: Language) -> list[Mention]:
    """The sentences with at least two of the words by which a codebook describes a code."""
    found: list[Mention] = []
    for start, end in sentence_spans(text):
        words = {word[:_STEM] for word in _CONTENT_WORD.findall(fold(text[start:end]))}
        hits = len(words & code.stems)
        if hits >= 2:
            found.append(Mention(code.code, sentiment(text[start:end], language), start, end, hits))
    return found


def _comes_back(turn: Turn, turns: Sequence[Turn], found: Mapping[str, Sequence[Mention]]) -> frozenset[str]:
    """The codes that a turn's speaker raises in at least two of the turns shown."""
    raised = Counter(
        code
        for one in turns
        if one.persona_id == turn.persona_id
        for code in {mention.code for mention in found[one.turn_id]}
    )
    return frozenset(code for code, times in raised.items() if times >= 2)


def _chief(mentions: Sequence[Mention], comes_back: frozenset[str]) -> list[Mention]:
    strength = Counter[str]()
    for mention in mentions:
        strength[mention.code] += mention.strength
    whole = strength.total()
    return [
        mention
        for mention in mentions
        if mention.code in comes_back or strength[mention.code] >= CHIEF_SHARE * whole
    ]
