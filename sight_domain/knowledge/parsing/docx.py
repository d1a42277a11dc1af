"""DOCX: headings, paragraphs and tables in reading order. Word stores no page breaks, so there are no pages."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from sight_domain.knowledge.parsing.archives import require_bounded
from sight_domain.knowledge.parsing.failures import broken, no_text
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING_STYLE = re.compile(r"^(?:heading|nagłówek|nagwek)\s*(\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|spis treści) ?\d", re.IGNORECASE)
_TITLE_STYLES = ("title", "tytuł", "tytu")


def parse_docx(content: bytes, filename: str) -> ParsedDocument:
    """A Word document as headings, paragraphs and tables (cells of a row stand apart by ``|``).

    Raises:
        SightError: ``unreadable_document`` when it is damaged, has no text, or unpacks to more than the limits.
    """
    require_bounded(content, filename, "DOCX")
    builder = TextBuilder()
    for item in _opened(content, filename).iter_inner_content():
        if hasattr(item, "rows"):
            _add_table(builder, item)  # pyright: ignore[reportArgumentType]
        else:
            _add_paragraph(builder, item)  # pyright: ignore[reportArgumentType]
    parsed = builder.build(DocumentKind.DOCX)
    if not parsed.blocks:
        raise no_text(filename)
    return parsed


def _opened(content: bytes, filename: str) -> Document:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(content))
        document.element.body  # noqa: B018 - a part that is not a Word body fails here, not while it is read
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, EOFError) as error:
        raise broken(filename, "DOCX") from error
    return document


def _add_paragraph(builder: TextBuilder, paragraph: Paragraph) -> None:
    if paragraph.style is not None and _CONTENTS_STYLE.match(paragraph.style.name or ""):
        return
    level = _heading_level(paragraph)
    if level is None:
        builder.add(BlockKind.PARAGRAPH, paragraph.text)
    else:
        builder.add(BlockKind.HEADING, " ".join(paragraph.text.split()), level)


def _heading_level(paragraph: Paragraph) -> int | None:
    style = paragraph.style
    if style is None:
        return None
    for name in (style.name or "", re.sub(r"(\d)$", r" \1", style.style_id or "")):
        if name.lower() in _TITLE_STYLES:
            return 1
        match = _HEADING_STYLE.match(name)
        if match:
            return int(match.group(1))
    return None


def _add_table(builder: TextBuilder, table: Table) -> None:
    rows: list[str] = []
    for row in table.rows:
        # A merged cell is given once for each column it spans.
        cells = {id(cell._tc): " ".join(cell.text.split()) for cell in row.cells}
        if any(cells.values()):
            rows.append(" | ".join(cells.values()))
    builder.add(BlockKind.TABLE, "\n".join(rows))
