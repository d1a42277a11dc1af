"""Polish words with what they can be: lemma, part of speech, case, number, gender (Morfeusz 2 with the SGJP dictionary)."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"\d+(?:[ \u00a0]\d{3})+|\d+(?:-\w+)?|[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")
# An analyser of the library serves one thread at a time.
_ONE_AT_A_TIME = threading.Lock()
STOPS = frozenset('.!?…,;:—–()"„”«»')
_NAMES = frozenset({"imię", "nazwisko", "nazwa_geograficzna", "nazwisko_drugie"})
_PREPOSITIONS = frozenset(
    [
        "w",
        "we",
        "z",
        "ze",
        "na",
        "do",
        "od",
        "ode",
        "po",
        "pod",
        "pode",
        "przed",
        "przede",
        "za",
        "o",
        "u",
        "przy",
        "dla",
        "bez",
        "nad",
        "ponad",
        "poza",
        "przez",
        "przeciw",
        "między",
        "wśród",
        "obok",
        "koło",
        "około",
        "podczas",
        "mimo",
        "wobec",
        "według",
        "zamiast",
        "ku",
        "dzięki",
        "oprócz",
        "spod",
        "znad",
        "zza",
        "spośród",
        "prócz",
        "wzdłuż",
        "naprzeciw",
    ]
)
MASCULINE = frozenset({"m1", "m2", "m3"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a word: its lemma and the dictionary's tag (``subst:sg:nom:f``), taken apart.

    `first_person` tells a past tense with the ending of the speaker (``zrobiłam``); `names` the dictionary's sorts of
    proper name (``imię``, ``nazwisko``, ``nazwa_geograficzna``), empty for common words.
    """

    lemma: str
    part: str
    tags: frozenset[str]
    first_person: bool = False
    names: frozenset[str] = frozenset()

    @property
    def masculine(self) -> bool:
        return bool(self.tags & MASCULINE)

    @property
    def nominative_noun(self) -> bool:
        return self.part in ("subst", "ger", "depr") and "nom" in self.tags


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and all its readings (none for numbers and punctuation)."""

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def lemmas(self) -> frozenset[str]:
        return frozenset(reading.lemma for reading in self.readings) | {self.text.lower()}

    @property
    def is_stop(self) -> bool:
        return self.text in STOPS

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def only_preposition(self) -> bool:
        return self.lower in _PREPOSITIONS

    def can_be(self, part: str, *tags: str) -> bool:
        """Whether some reading is of that part of speech and has all these tags."""
        return any(reading.part == part and reading.tags.issuperset(tags) for reading in self.readings)

    def is_(self, *lemmas: str) -> bool:
        return not self.lemmas.isdisjoint(lemmas)


def available() -> bool:
    """Whether the dictionary can be used here: it has no build for Linux on ARM."""
    try:
        _analyser()
    except ImportError:
        return False
    return True


def words_of(text: str) -> list[Word]:
    """The words and punctuation of a Polish text in order.

    Raises:
        ImportError: where the dictionary is not installed.
    """
    return [Word(m.group(), m.start(), m.end(), readings(m.group())) for m in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[Reading, ...]:
    """All readings of one word; a past tense with a personal ending is one reading of the whole word."""
    if not word[0].isalpha():
        return ()
    with _ONE_AT_A_TIME:
        segments = _analyser().analyse(word)
    if not segments:
        return ()
    last = max(end for _, end, _ in segments)
    found = [_reading(info) for start, end, info in segments if start == 0 and end == last]
    endings = [info for start, end, info in segments if start > 0 and end == last and ":pri:" in info[2]]
    if endings:
        begun = [
            info
            for start, end, info in segments
            if start == 0 and end < last and info[2].startswith(("praet", "winien"))
        ]
        found += [_reading(info, first_person=True) for info in begun]
    elif last > 1:
        # "zrobiłby": past tense and the particle of the conditional.
        found += [
            _reading(info)
            for start, end, info in segments
            if start == 0 and end < last and info[2].startswith("praet")
        ]
    return tuple(reading for reading in found if reading.part != "ign")


def _reading(info: Any, *, first_person: bool = False) -> Reading:
    lemma, tag = info[1].split(":")[0], info[2]
    part, _, rest = tag.partition(":")
    names = frozenset(info[3]) & _NAMES
    return Reading(lemma.lower(), part, frozenset(rest.replace(".", ":").split(":")), first_person, names)


@lru_cache(maxsize=1)
def _analyser() -> Any:
    import morfeusz2

    return morfeusz2.Morfeusz(generate=False)
