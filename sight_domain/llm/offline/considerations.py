"""The considerations people weigh, and finding them in a text, Polish or English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from sight_domain.language import Language
from sight_domain.llm.offline.grammar import resource


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words by which one consideration is recognised; in one language; patterns match folded text (see `fold`).

    Attributes:
        code: the consideration.
        about: words that raise it, those of a side included.
        good, bad: words that take a side where it is raised; some of them raise it by themselves.
        unless: phrases that look like its words and are about something else; to be blanked first.
    """

    code: str
    about: re.Pattern[str]
    good: re.Pattern[str]
    bad: re.Pattern[str]
    unless: re.Pattern[str]

    def without_lookalikes(self, folded: str) -> str:
        """The text, of the same length, with look-alike phrases blanked."""
        return self.unless.sub(lambda match: " " * len(match.group()), folded)


@lru_cache
def codes() -> tuple[str, ...]:
    """Every consideration's code, in a fixed order."""
    return tuple(code for code in resource("considerations") if code != "general")


def label(code: str, language: Language) -> str:
    """A consideration's name in the asked language (lower case, nominative)."""
    return resource("considerations")[code][language]


@lru_cache
def lexicons(language: Language) -> tuple[Lexicon, ...]:
    """The lexicon of every consideration in one language."""
    entries = {code: entry for code, entry in resource("considerations").items() if code != "general"}
    return tuple(
        Lexicon(
            code,
            pattern([word for kind in ("about", "good", "bad") for word in entry[kind][language]]),
            pattern([*entry["good"][language], *entry.get("good_if", {}).get(language, ())]),
            pattern([*entry["bad"][language], *entry.get("bad_if", {}).get(language, ())]),
            pattern(entry.get("unless", {}).get(language, ())),
        )
        for code, entry in entries.items()
    )


@lru_cache
def general_words(kind: str, language: Language) -> re.Pattern[str]:
    """Words of liking (``good``), disliking (``bad``) or negation (``turn``) that fit any consideration."""
    return pattern(resource("considerations")["general"][kind][language])


@lru_cache
def _cue_patterns() -> dict[str, re.Pattern[str]]:
    return {cue: pattern(words) for cue, words in resource("cues").items()}


def cues(text: str) -> frozenset[str]:
    """The matters that a question, topic or stimulus brings up: ``{"money", "subscription"}``."""
    folded = fold(text)
    return frozenset(cue for cue, words in _cue_patterns().items() if words.search(folded))


def fold(text: str) -> str:
    """Lower case without diacritics, of the same length as the text, so that offsets agree."""
    return "".join(_fold_char(char) for char in text)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char in "łŁ":
        return "l"
    if char in "’‘`":
        return "'"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for a word list; ``cen*`` matches any ending, a space any white space."""
    parts = [
        re.escape(fold(word.strip())).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
        for word in sorted(set(words), key=len, reverse=True)
    ]
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)" if parts else r"(?!)")
