"""Who and what a text names: groups with their ages, cities, organisations, other proper names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sight_domain.language import Language
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.planner.lexicon import Lexicon
from sight_domain.llm.offline.planner.lexicon import resource as planner_resource
from sight_domain.llm.offline.planner.text import fold

_AGES = re.compile(
    r"[\s,(]{1,3}(?:(?:w wieku |aged? |between )?(?P<span>\d{1,2}\s?[-–]\s?\d{1,2})(?: lat(?:a)?\b| years(?: old)?\b)?"
    r"|(?P<open>(?:powyżej|ponad|do|poniżej|over|under|above|below) \d{1,2}(?: lat\b| roku życia)?))"
)
_ACRONYM = re.compile(r"\b(?!(?:[IVX]+)\b)[A-ZĄĆĘŁŃÓŚŹŻ]{2,6}\b")
_PROPER = re.compile(
    r"(?<=[\w,;–-] )[A-ZĄĆĘŁŃÓŚŹŻ][\wąćęłńóśźż]+(?: (?:[A-ZĄĆĘŁŃÓŚŹŻ][\wąćęłńóśźż]+|of [A-Z]\w+))*"
)
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A name and where it stands."""

    name: str
    kind: str
    start: int
    end: int


def groups_in(text: str, language: Language) -> list[Named]:
    """People counted together, with the ages that follow them: ``kobiet w wieku 25-34 lat`` is ``kobiety 25-34``."""
    found: list[Named] = []
    for hit in _groups(language).hits(text, forgiving=False):
        name, end = hit.concept, hit.end
        if ages := _AGES.match(text, hit.end):
            name = f"{name} {' '.join((ages['span'] or ages['open']).split())}"
            end = ages.end()
        if not found or hit.start >= found[-1].end:
            found.append(Named(name, "group", hit.start, end))
    return found


def names_in(text: str) -> list[Named]:
    """Cities, organisations and other proper names. Capitals at the beginning of a sentence prove nothing."""
    found = [
        Named(hit.concept, "place", hit.start, hit.end)
        for hit in _cities().hits(text, forgiving=False)
        if text[hit.start].isupper()
    ]
    if not text.isupper():
        found += [
            Named(one.group(), "organisation", one.start(), one.end()) for one in _ACRONYM.finditer(text)
        ]
    for one in _PROPER.finditer(text):
        if len(one.group()) >= _SHORTEST_NAME:
            kind = "organisation" if _organisations().hits(one.group(), forgiving=False) else "topic"
            found.append(Named(one.group(), kind, one.start(), one.end()))
    kept: list[Named] = []
    for name in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(name.end <= other.start or name.start >= other.end for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda one: one.start)


@cache
def _groups(language: Language) -> Lexicon:
    groups = resource("documents")["groups"][language]
    return Lexicon({name: map(fold, forms) for name, forms in groups.items()})


@cache
def _cities() -> Lexicon:
    return Lexicon({title: patterns for patterns, _, _, title in planner_resource("places.yaml")["cities"]})


@cache
def _organisations() -> Lexicon:
    return Lexicon({"organisation": resource("documents")["organisations"]})
