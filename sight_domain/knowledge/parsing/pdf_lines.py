"""The lines of a PDF's pages with their place and type size, read by PDFium."""

from __future__ import annotations

import ctypes
import re
import statistics
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sight_domain.knowledge.parsing.failures import broken, encrypted, no_pages
from sight_domain.knowledge.parsing.pdf_streams import require_bounded_streams

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

PDFIUM = threading.Lock()
"""Held by whoever calls PDFium, which is not safe with threads."""
_HYPHEN_BREAK = "\ufffe"
_PASSWORD_NEEDED = 4
_EMPTY_PAGE_TREE = re.compile(rb"/Count\s+0\b")
_PAGE = re.compile(rb"/Type\s*/Page\b|/ObjStm\b")
_SOFT_HYPHEN_END = re.compile("\u00ad\\s*$")
_BOLD_FROM = 600
_DIGITS = frozenset("0123456789")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED_BY = 0.12
"""Of the type's height: how far above the line a digit stands that is no part of it."""
_FONT_NAME_BYTES = 128


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Args:
        text: as printed; a word broken at the line's end ends with a hyphen.
        left, right, top, bottom: box in points, the origin at the page's lower left corner.
        size: height of the type in points.
        bold: whether it is set in bold.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


def read_pages(content: bytes, filename: str) -> tuple[list[list[Line]], str]:
    """The lines of every page in PDFium's reading order, and the title the file states (``""`` for none).

    A page without text is an empty list.

    PDFium is not safe with threads, so documents are read one after another.

    Raises:
        SightError: ``unreadable_document`` when the file is damaged, needs a password, has no pages or would unpack
            to more than the limits.
    """
    import pypdfium2

    require_bounded_streams(content, filename)
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            # PDFium opens no document without pages, and gives no reason of its own for it.
            if _has_no_pages(content):
                raise no_pages(filename) from error
            if getattr(error, "err_code", None) == _PASSWORD_NEEDED:
                raise encrypted(filename) from error
            raise broken(filename, "PDF") from error
        try:
            if len(document) == 0:
                raise no_pages(filename)
            pages = [_page_lines(document, number) for number in range(len(document))]
            return pages, document.get_metadata_value("Title")
        except pypdfium2.PdfiumError as error:
            raise broken(filename, "PDF") from error
        finally:
            document.close()


def _has_no_pages(content: bytes) -> bool:
    if b"/Encrypt" in content or _PAGE.search(content):
        return False
    return _EMPTY_PAGE_TREE.search(content) is not None


def _page_lines(document: PdfDocument, number: int) -> list[Line]:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            return _lines(text_page)
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(text_page: PdfTextPage) -> list[Line]:
    from pypdfium2 import raw

    lines: list[Line] = []
    characters: list[tuple[int, str]] = []

    def end_line() -> None:
        line = _line(text_page, characters)
        if line is not None:
            lines.append(line)
        characters.clear()

    for index in range(text_page.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text_page, index))
        if character == _HYPHEN_BREAK or raw.FPDFText_IsHyphen(text_page, index) == 1:
            characters.append((index, "-"))
            end_line()
        elif character in "\r\n":
            end_line()
        else:
            characters.append((index, character))
    end_line()
    return lines


def _line(text_page: PdfTextPage, characters: list[tuple[int, str]]) -> Line | None:
    printed = [index for index, character in characters if not character.isspace() and character != "\0"]
    if not printed:
        return None
    text = "".join(_with_raised_digits(text_page, characters))
    # PDFium gives characters beyond the basic plane as two halves.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    # At a page's end PDFium leaves the hyphen of a broken word as the file has it.
    text = _SOFT_HYPHEN_END.sub("-", text)
    first, last = (
        text_page.get_charbox(printed[0], loose=True),
        text_page.get_charbox(printed[-1], loose=True),
    )
    heights = []
    for index in printed[:: max(1, len(printed) // 5)]:
        heights.append(_height(text_page, index))
    return Line(
        text=" ".join(text.replace("\0", "").split()),
        left=min(first[0], last[0]),
        right=max(first[2], last[2]),
        top=max(first[3], last[3]),
        bottom=min(first[1], last[1]),
        size=statistics.median(heights),
        bold=_is_bold(text_page, printed[len(printed) // 2]),
    )


def _with_raised_digits(text_page: PdfTextPage, characters: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The characters, small digits above the line as such (``lat.¹``, ``10⁶``): else they would join word or number."""
    runs = [list(run) for _, run in groupby(characters, key=lambda one: one[1] in _DIGITS)]
    for at, run in enumerate(runs):
        if run[0][1] not in _DIGITS:
            yield from (character for _, character in run)
            continue
        beside = [runs[at - 1][-1]] if at else []
        beside += [runs[at + 1][0]] if at + 1 < len(runs) else []
        on_line = next((index for index, one in beside if not one.isspace()), run[0][0])
        raised_from = _baseline(text_page, on_line) + _RAISED_BY * _height(text_page, on_line)
        for index, digit in run:
            is_raised = text_page.get_charbox(index)[1] > raised_from
            yield digit.translate(_RAISED) if is_raised else digit


def _baseline(text_page: PdfTextPage, index: int) -> float:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    return y.value


def _height(text_page: PdfTextPage, index: int) -> float:
    _, bottom, _, top = text_page.get_charbox(index, loose=True)
    return top - bottom


def _is_bold(text_page: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    raw.FPDFText_GetFontInfo(text_page, index, name, _FONT_NAME_BYTES, ctypes.c_int())
    return b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD_FROM
