"""Putting passages in order without a language model: by the words of the query they hold, and how near to each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

_WORD = re.compile(r"\w+")
_BEGINNING = 5
"""Letters by which forms of a word are taken for one."""
_SHORTEST = 3


def write_order(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """``{"numbers": […]}`` of the passages that share a word with the query.

    First those that hold most of its words, then those in which two of them stand side by side as in the query; equal ones
    keep their order. Words shorter than three letters do not count.
    """
    asked = _beginnings(inputs.get("query", ""))
    pairs = set(pairwise(asked))
    worth: dict[int, tuple[int, int]] = {}
    for passage in inputs.get("passages", ()):
        said = _beginnings(f"{passage['context']} {passage['text']}")
        shared = len(set(asked) & set(said))
        if shared:
            worth[passage["number"]] = (shared, len(pairs & set(pairwise(said))))
    return {"numbers": sorted(worth, key=lambda number: (-worth[number][0], -worth[number][1]))}


def _beginnings(text: str) -> Sequence[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:_BEGINNING] for word in _WORD.findall(plain) if len(word) >= _SHORTEST]
