"""Word patterns and the concepts they stand for.

A pattern is one or more words; ``*`` ends a word that goes on freely: ``porown*``, ``focus group*``, ``set up``.
Patterns are written folded (no diacritics, lower case). Between the words of a pattern up to one other word may
stand when they are joined by ``~``: ``set~up`` also meets "set it up".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sight_domain.llm.offline.planner.text import Word, one_typo, words

_SHORTEST_MISTYPED = 5


class _Loader(yaml.SafeLoader):
    """Plain YAML in which ``yes``, ``no`` and ``on`` are the words they look like."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def resource(name: str) -> Any:
    """A YAML file that lies beside this module, read once."""
    text = files("sight_domain.llm.offline.planner").joinpath("resources", name).read_text("utf-8")
    return yaml.load(text, Loader=_Loader)


@dataclass(frozen=True)
class Hit:
    """Where a pattern's concept was met in a text, and whether the letters were exactly right."""

    concept: str
    start: int
    end: int
    first_word: int
    last_word: int
    exact: bool


@dataclass(frozen=True)
class _Piece:
    stem: str
    open_ended: bool
    gap_after: int

    def meets(self, word: str) -> bool:
        return word.startswith(self.stem) if self.open_ended else word == self.stem

    def nearly_meets(self, word: str) -> bool:
        size = len(self.stem)
        if size < _SHORTEST_MISTYPED or not self.stem.isalpha():
            return False
        if not self.open_ended:
            return one_typo(word, self.stem)
        return any(one_typo(word[:cut], self.stem) for cut in (size - 1, size, size + 1) if cut <= len(word))


@dataclass(frozen=True)
class _Pattern:
    concept: str
    pieces: tuple[_Piece, ...]

    def find(self, text: tuple[Word, ...], at: int, *, exact: bool) -> int | None:
        """Index of the last word when the pattern begins at word ``at``."""
        place = at
        for index, piece in enumerate(self.pieces):
            reach = 1 if index == 0 else 1 + self.pieces[index - 1].gap_after
            for step in range(reach):
                if place + step >= len(text):
                    return None
                word = text[place + step].folded
                if piece.meets(word) or (not exact and piece.nearly_meets(word)):
                    place += step + 1
                    break
            else:
                return None
        return place - 1


class Lexicon:
    """Finds concepts in texts: ``Lexicon({"compare": ["compar*", "porown*"]}).hits("Porównaj je")``."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._by_initial: dict[str, list[_Pattern]] = {}
        for concept, patterns in concepts.items():
            for pattern in patterns:
                pieces = _pieces(str(pattern))
                self._by_initial.setdefault(pieces[0].stem[:1], []).append(_Pattern(concept, pieces))

    def hits(self, text: str, *, forgiving: bool = True) -> tuple[Hit, ...]:
        """Every concept met, in order. Misspelt words are tried only where nothing matches exactly."""
        tokens = words(text)
        found: list[Hit] = []
        for index in range(len(tokens)):
            here = self._at(tokens, index, exact=True)
            covered = any(hit.first_word <= index <= hit.last_word for hit in found)
            if not here and forgiving and not covered:
                here = self._at(tokens, index, exact=False)
            found.extend(here)
        return tuple(found)

    def concepts(self, text: str) -> frozenset[str]:
        """Just the concepts' names."""
        return frozenset(hit.concept for hit in self.hits(text))

    def _at(self, tokens: tuple[Word, ...], index: int, *, exact: bool) -> list[Hit]:
        found: dict[str, Hit] = {}
        for pattern in self._by_initial.get(tokens[index].folded[:1], ()):
            last = pattern.find(tokens, index, exact=exact)
            if last is None:
                continue
            known = found.get(pattern.concept)
            if known is None or last > known.last_word:
                found[pattern.concept] = Hit(
                    pattern.concept, tokens[index].start, tokens[last].end, index, last, exact
                )
        return list(found.values())


def _pieces(pattern: str) -> tuple[_Piece, ...]:
    pieces: list[_Piece] = []
    for chunk in re.sub(r"[-/,]", " ", pattern).split():
        parts = chunk.split("~")
        for place, part in enumerate(parts):
            gap = 1 if place < len(parts) - 1 else 0
            pieces.append(_Piece(part.rstrip("*"), part.endswith("*"), gap))
    return tuple(pieces)
