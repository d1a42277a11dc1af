"""Coding what people said: which considerations a text raises, sentence by sentence, and which way it leans.

Works on any Polish or English text, not only on the engine's own: it looks for the words of
`resources/considerations.yaml`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sight_domain.language import Language
from sight_domain.llm.offline.considerations import fold, general_words, lexicons

_SENTENCE_END = re.compile(r"[.!?…]+[\"”»]?(?=\s+[\"„«(—–-]?\s?[A-ZĄĆĘŁŃÓŚŹŻ0-9]|\s*$)|\n+")
_ABBREVIATION = re.compile(
    r"\b(?:np|m\.in|itp|itd|tzn|tj|dr|ul|ok|godz|min|e\.g|i\.e|etc|mr|mrs|vs|approx)\.$", re.IGNORECASE
)
_CLAUSE_BREAK = re.compile(r"[,;:.!?–—]| ale | but ")
_REACH_OF_NEGATION = 24
"""Characters before a word in which a negation turns it round; whole words only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence that raises a consideration.

    Attributes:
        code: the consideration.
        polarity: -1 (speaks against) to 1 (speaks for); 0 when the words do not say.
        start, end: the sentence's span in the text; ``text[start:end]`` is the whole sentence.
        strength: how many words of the consideration the sentence holds.
    """

    code: str
    polarity: float
    start: int
    end: int
    strength: int


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, without surrounding white space; together they hold all its words."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : match.end()]) and text[match.end() :].strip():
            continue
        _add_span(spans, text, start, match.end())
        start = match.end()
    _add_span(spans, text, start, len(text))
    return spans


def _add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if right > left:
        spans.append((left, right))


@lru_cache(maxsize=4096)
def code_text(text: str, language: Language) -> tuple[Mention, ...]:
    """Every mention of a consideration in a text, in order."""
    return tuple(_mentions(text, language))


def _mentions(text: str, language: Language) -> Iterator[Mention]:
    folded = fold(text)
    for start, end in sentence_spans(text):
        sentence = folded[start:end]
        tone = 0.0
        tone_known = False
        for lexicon in lexicons(language):
            own_words = lexicon.without_lookalikes(sentence)
            hits = len(lexicon.about.findall(own_words))
            if not hits:
                continue
            if not tone_known:
                tone = _tone(sentence, language)
                tone_known = True
            own = _count(own_words, lexicon.good, language) - _count(own_words, lexicon.bad, language)
            yield Mention(lexicon.code, math.tanh(own + 0.5 * tone), start, end, hits)


def sentiment(text: str, language: Language) -> float:
    """The tone of a whole text, -1 to 1, from the words of its mentions and its general words."""
    mentions = code_text(text, language)
    general = _tone(fold(text), language)
    return math.tanh(sum(mention.polarity for mention in mentions) / 2 + 0.4 * general)


def _tone(sentence: str, language: Language) -> float:
    good, bad = general_words("good", language), general_words("bad", language)
    return _count(sentence, good, language) - _count(sentence, bad, language)


def _count(sentence: str, words: re.Pattern[str], language: Language) -> float:
    """How often the words occur, an occurrence after a negation in the same clause counting as -1."""
    total = 0.0
    for match in words.finditer(sentence):
        first = max(0, match.start() - _REACH_OF_NEGATION)
        while 0 < first < match.start() and sentence[first - 1].isalnum():
            first += 1
        clause = _CLAUSE_BREAK.split(sentence[first : match.start()])[-1]
        total += -1.0 if general_words("turn", language).search(clause) else 1.0
    return total
