"""What every parser returns: one normalised text, and where its headings, paragraphs, tables and pages lie in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from sight_domain.language import Text

_BLOCK_GAP = "\n\n"
_KEPT_CONTROLS = "\n\t"
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

_NO_TITLE = re.compile(
    r"^(microsoft \w+|untitled|bez tytułu|(document|dokument|presentation|prezentacja) ?\d*$)|\.\w{2,4}$",
    re.I,
)

_NO_HEADING = re.compile(r"(?:sheet|arkusz|slide|slajd) ?\d+$", re.IGNORECASE)


class DocumentKind(StrEnum):
    """The formats that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "txt"
    MARKDOWN = "md"
    XLSX = "xlsx"
    CSV = "csv"
    PPTX = "pptx"
    HTML = "html"
    IMAGE = "image"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """``text[start:end]`` of the document. `level` is 1 for the highest heading and 0 for other blocks."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document.

    Args:
        text: NFC, without control characters; blocks stand apart by one empty line.
        blocks: in reading order, not overlapping, each not empty.
        page_starts: offset of the first character of page 1, 2, …; empty when the format has no pages.
        note: what could not be read, if anything.
        stated_title: the title in the file's own properties, when it has one that names its content.
    """

    kind: DocumentKind
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    note: Text | None = None
    stated_title: str | None = None

    def page_at(self, offset: int) -> int | None:
        """The 1-based page on which the character at `offset` stands."""
        return max(1, bisect_right(self.page_starts, offset)) if self.page_starts else None

    def first_heading(self) -> str | None:
        """The heading that opens the document, if one does and a program did not make it (``Sheet1``)."""
        if not self.blocks or self.blocks[0].kind is not BlockKind.HEADING:
            return None
        heading = self.text[self.blocks[0].start : self.blocks[0].end]
        return None if _NO_HEADING.match(heading) else heading


def stated_title(property_value: str) -> str | None:
    """A title property as it may be shown; ``None`` for what writing programs put there by themselves."""
    title = " ".join(property_value.split())
    return None if not title or _NO_TITLE.search(title) else title


@dataclass(slots=True)
class TextBuilder:
    """Puts blocks one after another and keeps their offsets."""

    _pieces: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0

    @property
    def length(self) -> int:
        return self._length

    def add(self, kind: BlockKind, text: str, level: int = 0) -> int | None:
        """Append a block; returns its offset, or ``None`` when nothing is left of `text` after cleaning."""
        cleaned = clean(text).strip()
        if not cleaned:
            return None
        if self._pieces:
            self._pieces.append(_BLOCK_GAP)
            self._length += len(_BLOCK_GAP)
        start = self._length
        self._pieces.append(cleaned)
        self._length += len(cleaned)
        self._blocks.append(Block(kind, start, self._length, level))
        return start

    def build(
        self, kind: DocumentKind, page_starts: tuple[int, ...] = (), note: Text | None = None
    ) -> ParsedDocument:
        return ParsedDocument(kind, "".join(self._pieces), tuple(self._blocks), page_starts, note)


def clean(text: str) -> str:
    """NFC; control characters, soft hyphens, byte-order marks and lone surrogates out; odd spaces made plain."""
    return unicodedata.normalize("NFC", text.translate(_CLEANED))


class _Cleaned(dict[int, str]):
    """What a code point becomes, found out once for each."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        category = unicodedata.category(character)
        if character in _KEPT_CONTROLS:
            cleaned = character
        elif category == "Zs":
            cleaned = " "
        else:
            cleaned = "" if category in _DROPPED_CATEGORIES else character
        self[code_point] = cleaned
        return cleaned


_CLEANED = _Cleaned()
