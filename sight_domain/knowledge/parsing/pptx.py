"""PPTX: each slide is a page, with its title, texts, tables and speaker notes in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sight_domain.knowledge.parsing.archives import require_bounded
from sight_domain.knowledge.parsing.failures import broken, no_text
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder
from sight_domain.knowledge.parsing.tables import lines

if TYPE_CHECKING:
    from pptx.slide import Slide


def parse_pptx(content: bytes, filename: str) -> ParsedDocument:
    """A presentation; citations name the slide as the page.

    Raises:
        SightError: ``unreadable_document`` when it is damaged, has no text, or unpacks to more than the limits.
    """
    from lxml.etree import LxmlError
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    require_bounded(content, filename, "PPTX")
    builder = TextBuilder()
    starts: list[int] = []
    try:
        for slide in Presentation(io.BytesIO(content)).slides:
            starts.append(_add_slide(builder, slide))
    except (PythonPptxError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise broken(filename, "PPTX") from error
    parsed = builder.build(DocumentKind.PPTX, tuple(starts))
    if not parsed.blocks:
        raise no_text(filename)
    return parsed


def _add_slide(builder: TextBuilder, slide: Slide) -> int:
    """Returns the offset at which the slide begins; that of the slide before's end when it has no text."""
    placed: list[int | None] = []
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        placed.append(builder.add(BlockKind.HEADING, " ".join(title.text_frame.text.split()), 1))
    for shape in _in_reading_order(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape.has_text_frame:
            placed.append(builder.add(BlockKind.PARAGRAPH, shape.text_frame.text))
        elif shape.has_table:
            rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in shape.table.rows]
            placed.append(builder.add(BlockKind.TABLE, "\n".join(lines(rows))))
    if slide.has_notes_slide:
        notes = slide.notes_slide.notes_text_frame
        placed.append(builder.add(BlockKind.PARAGRAPH, notes.text if notes is not None else ""))
    return next((start for start in placed if start is not None), builder.length)


def _in_reading_order(shapes: Iterable[Any]) -> list[Any]:
    """Down, then across; shapes of a group in the group's place."""
    ordered: list[Any] = []
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        if hasattr(shape, "shapes"):
            ordered += _in_reading_order(shape.shapes)
        else:
            ordered.append(shape)
    return ordered
