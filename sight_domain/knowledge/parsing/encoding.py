"""Bytes of a text file to characters, with the encodings that Polish and English files come in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = ("cp1250", "iso8859_2")
_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_PUNCTUATION = frozenset(" \t\r\n„”“’‘–—…•«»§°€©®±×·")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LARGEST_CONTROL_SHARE = 0.001
_LARGEST_ODD_SHARE = 0.05


def decode(content: bytes) -> str | None:
    """The text of `content`, or ``None`` when no encoding makes text of it.

    A byte-order mark decides; else UTF-8 when every byte fits; else the single-byte Polish encoding with the
    higher score: one point for each Polish letter, minus one for each character that Polish and English prose
    do not use.
    """
    for mark, name in _MARKED:
        if content.startswith(mark):
            return _as_text(_decoded(content, name))
    utf8 = _decoded(content, "utf-8")
    if utf8 is not None:
        return _as_text(utf8)
    readings = [(_score(text), text) for text in _single_byte_readings(content)]
    if not readings:
        return None
    score, text = max(readings, key=lambda reading: reading[0])
    return _as_text(text) if score >= -_LARGEST_ODD_SHARE * len(text) else None


def _single_byte_readings(content: bytes) -> Iterator[str]:
    for name in _ONE_BYTE:
        text = _decoded(content, name)
        if text is not None:
            yield text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _as_text(text: str | None) -> str | None:
    if text is None or len(_CONTROL.findall(text)) > _LARGEST_CONTROL_SHARE * len(text):
        return None
    return text


def _score(text: str) -> int:
    return sum(
        1 if character in _POLISH else -1
        for character in text
        if not character.isascii() and character not in _PUNCTUATION
    )
