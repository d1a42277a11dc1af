"""Letters and words: folding of diacritics, tokens with their places, one-letter typos."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPECIAL = {"ł": "l", "đ": "d", "ø": "o", "ß": "s", "’": "'", "–": "-", "—": "-", "\u00a0": " "}


@lru_cache(maxsize=1024)
def _fold_letter(letter: str) -> str:
    lowered = letter.lower()
    if lowered in _SPECIAL:
        return _SPECIAL[lowered]
    base = unicodedata.normalize("NFKD", lowered)[:1]
    return base if len(base) == 1 else letter


def fold(text: str) -> str:
    """Lower case without diacritics, letter for letter: ``len(fold(t)) == len(t)``, so places in one are
    places in the other."""
    return "".join(_fold_letter(letter) for letter in text)


@dataclass(frozen=True)
class Word:
    """A word, folded, with its place in the text it was read from."""

    text: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=512)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order; numbers count as words, punctuation does not."""
    folded = fold(text)
    return tuple(
        Word(text[m.start() : m.end()], folded[m.start() : m.end()], m.start(), m.end())
        for m in _WORD.finditer(folded)
    )


@lru_cache(maxsize=65536)
def one_typo(left: str, right: str) -> bool:
    """Whether one letter added, lost, changed or swapped with its neighbour turns one word into the other.
    The first letter must agree: people seldom mistype it, and it keeps strangers apart."""
    if left == right:
        return True
    if not left or not right or left[0] != right[0] or abs(len(left) - len(right)) > 1:
        return False
    shorter, longer = sorted((left, right), key=len)
    place = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) != len(longer):
        return shorter[place:] == longer[place + 1 :]
    if shorter[place + 1 :] == longer[place + 1 :]:
        return True
    swapped = (
        shorter[:place] + shorter[place + 1 : place + 2] + shorter[place : place + 1] + shorter[place + 2 :]
    )
    return swapped == longer


def mask(text: str, spans: list[tuple[int, int]], filler: str = "\u2400") -> str:
    """The text with the given places blanked out by a letter no one types; its length stays the same."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = filler * (end - start)
    return "".join(letters)


def sentence_case(text: str) -> str:
    """The text with a capital first letter and no punctuation or blanks around it."""
    stripped = text.strip(" \t\r\n.,;:!-–—\"'„”“«»")
    return stripped[:1].upper() + stripped[1:]
