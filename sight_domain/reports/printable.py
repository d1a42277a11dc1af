"""Text as a page can hold it: nothing invisible that misleads, no word longer than a line."""

from __future__ import annotations

import re
import unicodedata

_BREAK_HERE = "\u200b"
_LONG_WORD = re.compile(r"\S{32,}")
# An id that somebody copies from the page must be whole.
_PIECE = re.compile(r"[^\w\s]?[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}[^\w\s]?|\S{1,16}")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
# Direction overrides and isolates can show a text in another order than it is stored in.
_MISLEADING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def printable(text: str) -> str:
    """`text` without control characters (newlines stay, tabs become spaces), lone surrogates and direction
    overrides, and with invisible places to break in words of 32 characters and more (in none of our ids).
    """
    kept = "".join(_printable_character(c) for c in text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LONG_WORD.sub(_breakable, kept)


def _printable_character(character: str) -> str:
    if character == "\n":
        return "\n"
    if character == "\t":
        return " "
    if character in _MISLEADING:
        return ""
    return "\ufffd" if unicodedata.category(character) in _UNPRINTABLE else character


def _breakable(match: re.Match[str]) -> str:
    return _BREAK_HERE.join(_PIECE.findall(match.group()))
