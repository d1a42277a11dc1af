"""The sentences and table rows of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_END = re.compile(r"(?<=[.!?…])[\"'”’»)⁰¹²³⁴-⁹]*\s+(?=[\"'„“«(]?[A-ZĄĆĘŁŃÓŚŹŻ0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:tys|mln|mld|proc|ok|np|tj|m\.in|pkt|zob|por|ul|im|nr|e\.g|i\.e|approx|no|vs)|\b[A-Z])\.$"
)
_PROSE_ENDS = (".", "!", "?", "…", ":", ";")
_HEADED = re.compile(r"^[^|:]{1,60}: [^|]+(?: \| [^|:]{1,60}: [^|]+)+$")
_FIGURES = re.compile(r"^(?P<label>\D*[^\W\d]\D*?)[\s:|]+(?P<figures>-?\d[\d\s.,%|–-]*)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a passage, exactly as it stands there.

    ``headed``: a row that says its heads (``Group: Women | 2024: 51.2``); ``figures``: a label and numbers;
    ``other``: a heading or what else is no sentence.
    """

    text: str
    kind: Literal["sentence", "headed", "figures", "other"]


def lines_of(passage: str) -> Iterator[Line]:
    """Every sentence and row, in order."""
    for line in filter(None, map(str.strip, passage.split("\n"))):
        if _HEADED.match(line):
            yield Line(line, "headed")
        elif _FIGURES.match(line):
            yield Line(line, "figures")
        elif line.endswith(_PROSE_ENDS):
            yield from (Line(sentence, "sentence") for sentence in _sentences(line))
        else:
            yield Line(line, "other")


def label_and_figures(row: str) -> tuple[str, list[str]] | None:
    """A row of ``figures``: its label and its numbers."""
    match = _FIGURES.match(row)
    if match is None:
        return None
    return match["label"].strip(" :|"), re.findall(r"-?\d+(?:[.,]\d+)*(?:\s?%)?", match["figures"])


def _sentences(line: str) -> Iterator[str]:
    begin = 0
    for end in _END.finditer(line):
        if not _ABBREVIATED.search(line[begin : end.start()].rstrip("\"'”’»)")):
            yield line[begin : end.start()].strip()
            begin = end.end()
    yield line[begin:].strip()
