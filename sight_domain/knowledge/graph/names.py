"""Names to what their inflected forms have in common: ``w Krakowie`` and ``Kraków``, ``kobiety`` and ``kobiet``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sight_domain.knowledge.analysis import detect_language, fold, words
from sight_domain.knowledge.stopwords import STOP_WORDS
from sight_domain.language import LANGUAGES, Language

LONGEST_NAME = 120
"""Characters of a name; what is longer is a clause and no name."""
_STEMMERS: dict[Language, str] = {"pl": "polish", "en": "english"}
_STOP_WORDS = {language: frozenset(map(fold, STOP_WORDS[language])) for language in LANGUAGES}
# "kobiety w wieku 25-34 lat" and "kobiety 25-34" are the same group.
_SAYS_NOTHING = frozenset(
    {"wieku", "wiek", "lat", "lata", "roku", "rok", "aged", "age", "ages", "years", "year", "old"}
)
_SHORTEST_STEM = 3
# What Snowball's Polish stems leave different between the cases of one word: polsc/polsk, polac/polak, studenc/student,
# seniorz/senior, krakow/krak, odsetek/odsetk, bezroboc/bezrobo. Applied in this order, each to what the one before left.
_ALTERNATIONS = (
    (re.compile(r"(?<=[aeis])c$"), "k"),
    (re.compile(r"(?<=o)c$"), ""),
    (re.compile(r"(?<=[nuy])c$"), "t"),
    (re.compile(r"rz$"), "r"),
    (re.compile(r"(?<=[^aeiouy])ek$"), "k"),
    (re.compile(r"ow$"), ""),
    (re.compile(r"(?<=[^aeiouy])i$"), ""),
)


def stem_of(word: str, language: Language) -> str:
    """What the forms of a word have in common, folded: ``Polsce`` and ``Polska`` are ``polsk``."""
    import Stemmer

    stem = fold(Stemmer.Stemmer(_STEMMERS[language]).stemWord(word.casefold()))
    if len(stem) < _SHORTEST_STEM:
        stem = fold(word).rstrip("aeiouy") or fold(word)
    if language == "pl":
        for pattern, replacement in _ALTERNATIONS:
            shorter = pattern.sub(replacement, stem)
            stem = shorter if len(shorter) >= _SHORTEST_STEM else stem
    return stem


def terms_of(name: str, language: Language) -> tuple[str, ...]:
    """The stems of a name's words in order, without those that say nothing; empty when none is left."""
    return tuple(stem_of(word, language) for word in _telling_words(name, (language,)))


def key_of(name: str, language: Language) -> str:
    """What names of the same thing have in common; empty when a name says nothing."""
    return " ".join(terms_of(name, language))


def asked_stems(question: str) -> dict[str, frozenset[str]]:
    """Each telling word of a question with its possible stems: read as Polish and as English when that is unclear."""
    language = detect_language(question)
    read_as = (language,) if language else LANGUAGES
    # A name keeps the stem of the language of its document, and somebody may ask for it in the other.
    return {
        word: frozenset(stem_of(word, one) for one in LANGUAGES) for word in _telling_words(question, read_as)
    }


def _telling_words(text: str, read_as: Iterable[Language]) -> list[str]:
    silent = frozenset().union(*(_STOP_WORDS[language] for language in read_as)) | _SAYS_NOTHING
    return [word for word in words(text) if fold(word) not in silent]
