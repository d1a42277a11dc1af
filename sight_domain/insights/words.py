"""Words of respondents: their stems for comparing, their own forms for showing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sight_domain.knowledge.service import index_terms, words
from sight_domain.language import Language

_FEWEST_LETTERS = 3
# Such words are half a pronoun or a negation.
_CONTRACTED = re.compile(r"\w+['’]\w+")


def stems(text: str, language: Language | None = None) -> Iterator[tuple[str, frozenset[str]]]:
    """``(word as written in lower case, its stems)`` for every word of a text that carries meaning, in order.

    Stems fold inflection and diacritics as in the knowledge base, in both languages where none is given; stop words have
    none.
    """
    for word in words(_CONTRACTED.sub(" ", text)):
        found = _stems(word, language)
        if found:
            yield word, found


@lru_cache(maxsize=50_000)
def _stems(word: str, language: Language | None) -> frozenset[str]:
    if len(word) < _FEWEST_LETTERS or not word.isalpha():
        return frozenset()
    return frozenset(term for term in index_terms(word, language).frequencies if not term.startswith("="))
