"""Which nouns are occupations, so that ``works as`` something else than a job is left alone."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from sight_domain.language import Language

_FILE = Path(__file__).with_name("occupations.yaml")
_SAME_UP_TO = 2


@lru_cache
def known_heads(language: Language) -> frozenset[str]:
    """Stems of the nouns that name an occupation."""
    listed = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[language]
    return frozenset(stem(word) for word in listed.split())


def stem(word: str) -> str:
    """A word without the ending that parts ``nauczyciel`` from ``nauczycielka`` and ``waiter`` from ``waiters``."""
    low = word.lower()
    return low[:-2] if low.endswith("ka") and len(low) >= 7 else low


def same_occupation(first: str, second: str) -> bool:
    """Whether two titles share the word that matters: equal up to the last letters (``lekarz``, ``lekarka``)."""
    mine, other = _content(first), _content(second)
    return any(_alike(a, b) for a in mine for b in other)


def _content(title: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{3,}", title.lower()) if word not in _FILLERS]


def _alike(a: str, b: str) -> bool:
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= max(3, min(len(a), len(b)) - _SAME_UP_TO)


_FILLERS = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "own",
        "small",
        "młody",
        "starszy",
        "główny",
        "prywatny",
        "senior",
        "junior",
        "dawniej",
        "ostatnio",
        "retired",
        "formerly",
    ]
)
