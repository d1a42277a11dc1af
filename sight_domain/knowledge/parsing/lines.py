"""Lines as files give them: joined to paragraphs, recognised as list items or rows of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BROKEN_WORD = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
_BULLET = re.compile(r"^(?:[•◦▪‣●○■□–—*-]\s+|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s+)\S")
_FIGURE = re.compile(r"^[+\-−–]?\d[\d.,  ]*%?$|^[-–—x.]$")
_FEWEST_FIGURES = 2


def join_lines(lines: Sequence[str]) -> str:
    """One paragraph of several lines; a word broken by a hyphen at the line's end is mended."""
    joined = ""
    for line in lines:
        joined = mend(joined, line) if joined else line
    return joined


def mend(before: str, after: str) -> str:
    """`before` and `after` on one line.

    A hyphen after a letter is dropped when the next line goes on in lower case (``przedsię-`` + ``biorca``); it
    stays before a capital (``Bielsko-`` + ``Biała``) and between figures.
    """
    if _BROKEN_WORD.search(before) and after[:1].isalpha():
        return before[:-1] + after if after[0].islower() else before.rstrip("\u00ad") + after
    return f"{before} {after}"


def is_list_item(line: str) -> bool:
    """Whether a line starts with a bullet, a number or a letter of an enumeration."""
    return _BULLET.match(line) is not None


def is_row(line: str) -> bool:
    """Whether a line is a table's row: a label followed by two figures or more (``Kobiety 12,5 13,7``)."""
    words = line.split()
    figures = 0
    for word in reversed(words):
        if not _FIGURE.match(word):
            break
        figures += 1
    return figures >= _FEWEST_FIGURES and (figures < len(words) or figures > _FEWEST_FIGURES)
