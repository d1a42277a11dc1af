"""Whether a text names somebody, in whatever case."""

from __future__ import annotations

import re

from sight_domain.llm.offline.considerations import fold

_CAPITAL = re.compile(r"(?<=[\w,] )(?!Pan|Państw)[A-ZĆŁŚŹŻ][a-ząćęłńóśźż]{2,}")


def is_named(name: str, text: str) -> bool:
    """Whether a text names somebody: by the beginning of the given name or the surname."""
    given, *rest = fold(name).split()
    roots = [part[: max(3, len(part) - 2)] for part in (given, *rest[-1:])]
    return any(
        word.startswith(root) and len(word) <= len(root) + 5
        for root in roots
        for word in re.findall(r"[^\W_]{3,}", fold(text))
    )


def names_somebody(text: str) -> bool:
    """Whether a name stands in a text: a capital inside a sentence, forms of address aside."""
    return _CAPITAL.search(text) is not None
