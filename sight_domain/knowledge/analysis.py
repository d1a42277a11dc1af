"""Text to search terms: words, their stems and their exact forms, diacritics folded.

A word is indexed twice: as its stem (``książkami`` -> ``ksiazk``) and, marked with ``=``, as its exact form
(``=ksiazkami``). The stem finds inflected words; the exact form lets a literal match count a little more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sight_domain.knowledge.stopwords import STOP_WORDS
from sight_domain.language import LANGUAGES, Language

EXACT_WEIGHT = 0.25
"""Of an exact form, against 1 for its stem: stems win on questions, exact forms on legal wording."""
LONGEST_TERM = 64
_WORD = re.compile(r"\d+(?:[.,]\d+)+|\w+")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{3})[⁰¹²³⁴-⁹]+")
_STEMMERS: dict[Language, str] = {"pl": "polish", "en": "english"}
_POLISH_LETTERS = frozenset("ąćęłńóśźż")
_NOT_DECOMPOSED = str.maketrans("łŁøØđĐ", "lLoOdD")
_DETECTION_WORDS = 5_000
_CLEAR_MAJORITY = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one chunk: how often each occurs, and how many words count towards its length."""

    frequencies: Counter[str]
    length: int


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case without diacritics: ``Żółć`` -> ``zolc``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED).casefold())
    # Decomposing turns letter-like signs to capitals (𝕊 to S), so case is folded once more.
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def words(text: str) -> Iterator[str]:
    """Words and numbers in lower case, composed; words that nobody would search for are cut at 64 characters."""
    for match in _WORD.finditer(_FOOTNOTE.sub("", unicodedata.normalize("NFC", text).casefold())):
        yield match.group()[:LONGEST_TERM]


def detect_language(text: str) -> Language | None:
    """Polish or English by their function words and letters; ``None`` when neither is clearly ahead."""
    polish = english = 0
    for count, word in enumerate(words(text)):
        if count >= _DETECTION_WORDS:
            break
        polish += word in _ONLY_POLISH or not _POLISH_LETTERS.isdisjoint(word)
        english += word in _ONLY_ENGLISH
    if polish >= _CLEAR_MAJORITY * english and polish:
        return "pl"
    if english >= _CLEAR_MAJORITY * polish and english:
        return "en"
    return None


def index_terms(text: str, language: Language | None) -> Terms:
    """What a chunk is found by; text of unclear language is stemmed as both Polish and English."""
    read_as = (language,) if language else LANGUAGES
    forms = _without_stop_words(text, read_as)
    frequencies = Counter(_exact(form) for form in forms)
    for stems in _stems(forms, read_as):
        frequencies.update(stems)
    return Terms(frequencies, len(forms))


def query_terms(query: str) -> dict[str, float]:
    """Terms of a query with their weights; a query of unclear language is read as both Polish and English."""
    language = detect_language(query)
    read_as = (language,) if language else LANGUAGES
    forms = _without_stop_words(query, read_as)
    weights = {_exact(form): EXACT_WEIGHT for form in forms}
    for stems in _stems(forms, read_as):
        weights.update(dict.fromkeys(sorted(stems), 1.0))
    return weights


def _without_stop_words(text: str, read_as: Sequence[Language]) -> list[str]:
    return [word for word in words(text) if not any(fold(word) in _FOLDED_STOP_WORDS[one] for one in read_as)]


def _stems(forms: Sequence[str], read_as: Sequence[Language]) -> Iterator[set[str]]:
    """The distinct stems of each form."""
    import Stemmer

    # Made anew each time: a stemmer may not be used by two threads, and making one takes microseconds.
    by_language = [Stemmer.Stemmer(_STEMMERS[language]).stemWords(list(forms)) for language in read_as]
    for stems in zip(*by_language, strict=True):
        yield set(map(fold, stems))


def _exact(form: str) -> str:
    return f"={fold(form)}"


_FOLDED_STOP_WORDS = {
    language: frozenset(map(fold, stop_words)) for language, stop_words in STOP_WORDS.items()
}
_ONLY_POLISH = STOP_WORDS["pl"] - STOP_WORDS["en"]
_ONLY_ENGLISH = STOP_WORDS["en"] - STOP_WORDS["pl"]
