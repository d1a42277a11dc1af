"""Age ranges: "25-44", "od 25 do 44 lat", "60+", "under 30", "młodzi dorośli"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sight_domain.llm.offline.planner.lexicon import Lexicon, resource
from sight_domain.llm.offline.planner.slots.numbers import numbers
from sight_domain.llm.offline.planner.text import fold

_RANGE = re.compile(
    r"(?:\b(?:od|from|between|miedzy|pomiedzy|aged?|ages|w wieku)\s+)?(?<![\d_/])(\d{1,3})\s*(?:-|to|do|and|a|i)\s*(\d{1,3})(?![\d%_/])(?:\s*(?:-?\s*lat\w*|lata|years?(?: old)?|r\.z\.))?"
)
_MIN = re.compile(
    r"(?:\b(?:powyzej|ponad|over|above|older than|starsz\w* niz|starsz\w* od|at least|co najmniej|min\.?|from|od)[\s-]+)(\d{1,3})(?!\d|k\b|\s*(?:%|tys|000|zl|pln|osob|respond|people|mieszk|inhab))"
    r"(?:\s*(?:-?\s*lat\w*|roku zycia|years?(?: old)?))?"
)
_AFTER = re.compile(
    r"\b(?:kobiet\w*|mezczyzn\w*|osob\w*|ludzi\w*|pani\w*|panow\w*|panie)\s+po\s+(\d{2})(?!\d|\s*(?:%|tys|zl|pln))"
    r"(?:\s*(?:-?\s*tc\w*|roku zycia))?"
)
_PLUS = re.compile(r"(?<!\d)(\d{2})\s*\+(?:\s*lat\w*)?")
_PLUS_WORDS = re.compile(
    r"(?<!\d)(\d{2})\s+(?:lat\s+)?(?:and (?:over|older|above|up)|or (?:over|older|above)|i wiecej|i starsz\w+|wzwyz|plus)\b"
)
_MAX = re.compile(
    r"(?:\b(?:ponizej|under|below|younger than|mlodsz\w* niz|mlodsz\w* od|up to|do|przed)[\s-]+)(\d{1,3})(?!\d|k\b|\s*(?:%|tys|000|zl|pln|osob|respond|people|mieszk|inhab))"
    r"(?:\s*(?:-?\s*lat\w*|lata|roku zycia|tk\w*|years?(?: old)?))?"
)
_EXACT = re.compile(r"(?<!\d)(\d{2})\s*-?\s*(?:latk\w*|letni\w*|year[- ]olds?)\b")
_STRICT_MAX = ("ponizej", "under", "below", "younger", "mlodsz", "przed")


@dataclass(frozen=True)
class Ages:
    """A range of completed years, either end open, and its place in the text."""

    minimum: int | None
    maximum: int | None
    start: int
    end: int


@cache
def _named() -> tuple[Lexicon, dict[str, list[int | None]]]:
    groups = resource("audience.yaml")["ages"]
    return Lexicon({name: group["patterns"] for name, group in groups.items()}), {
        name: group["range"] for name, group in groups.items()
    }


def ages(text: str) -> Ages | None:
    """The age range the text names; a figure beats a word (``"seniors 70+"`` is 70 and up).

    "Under 30" ends at 29, "over 60" and "powyżej 60" begin at 60 as researchers read brackets. Values are given on
    as said, also when they contradict each other (``"60-20"``): whoever creates the project says so.
    """
    folded = _digits(fold(text).replace("–", "-"))
    for match in _RANGE.finditer(folded):
        low, high = int(match.group(1)), int(match.group(2))
        cue = re.search(
            r"lat|year|aged?|wiek|r\.z|old|od|from|between|miedzy",
            match.group(0) + folded[max(0, match.start() - 14) : match.start()],
        )
        if (
            (cue or "-" in match.group(0))
            and 10 <= low <= 120
            and 10 <= high <= 120
            and not _counts(folded, match.end())
        ):
            return Ages(low, high, match.start(), match.end())
    low = _first(folded, (_PLUS, _PLUS_WORDS, _MIN, _AFTER))
    high = _first(folded, (_MAX,))
    if low is None and high is None:
        exact = _EXACT.search(folded)
        if exact and exact.group(0):
            years = int(exact.group(1))
            return Ages(years, years, exact.start(), exact.end())
        return _by_name(text)
    places = [match for match in (low, high) if match]
    return Ages(
        int(low.group(1)) if low else _floor(text),
        int(high.group(1)) - _strict(high.group(0)) if high else None,
        min(match.start() for match in places),
        max(match.end() for match in places),
    )


def _digits(folded: str) -> str:
    """Number words between "od", "do", "over" … and "lat" as figures, padded so that places stay true."""
    letters = folded
    for number in numbers(folded):
        said = folded[number.start : number.end]
        if not said[0].isdigit() and len(said) >= 3 and 10 < number.value < 130:
            letters = letters[: number.start] + str(number.value).rjust(len(said)) + letters[number.end :]
    return letters


def _counts(folded: str, end: int) -> bool:
    return bool(re.match(r"\s*(?:%|osob|respond|people|particip|zl|pln|usd|questions|pytan|/)", folded[end:]))


def _first(folded: str, patterns: tuple[re.Pattern[str], ...]) -> re.Match[str] | None:
    for pattern in patterns:
        for match in pattern.finditer(folded):
            years = int(match.group(1))
            said_years = re.search(
                r"lat|year|zycia|\bpo\b|\+|and|wzwyz|wiecej|plus|starsz|mlodsz|old|young|under|over|above|below|powyzej|ponizej|ponad",
                match.group(0),
            )
            if 10 <= years <= 120 and said_years and not _money(folded, match):
                return match
    return None


def _money(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 24) : match.start()]
    return bool(re.search(r"zarab|earn|dochod|income|miast|cit(?:y|ies)|town", before)) and not re.search(
        r"lat|year|old", match.group(0)
    )


def _strict(said: str) -> int:
    return int(said.startswith(_STRICT_MAX))


def _floor(text: str) -> int | None:
    named = _by_name(text)
    return named.minimum if named else None


def _by_name(text: str) -> Ages | None:
    lexicon, ranges = _named()
    hits = lexicon.hits(text, forgiving=False)
    if not hits:
        return None
    # "young adults" also holds "adults": the longer name says more.
    best = max(hits, key=lambda hit: (hit.concept != "adult", hit.end - hit.start))
    low, high = ranges[best.concept]
    return Ages(low, high, best.start, best.end)
