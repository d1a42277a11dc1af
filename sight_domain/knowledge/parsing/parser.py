"""One call for every format."""

from __future__ import annotations

from sight_domain.knowledge.parsing.content import recognise
from sight_domain.knowledge.parsing.structure import DocumentKind, ParsedDocument


def parse(content: bytes, filename: str, *, scans: int | None = None) -> ParsedDocument:
    """Text and structure of a file of any kind in `DocumentKind`. Takes CPU time: call it in a worker thread.

    `scans` bounds the pages of a PDF or an image that are read from their picture.

    Raises:
        SightError: ``unreadable_document`` or ``unsupported``, with field ``filename``.
    """
    match recognise(content, filename):
        case DocumentKind.PDF:
            from sight_domain.knowledge.parsing.pdf import MOST_SCANS, parse_pdf

            return parse_pdf(content, filename, scans=MOST_SCANS if scans is None else scans)
        case DocumentKind.DOCX:
            from sight_domain.knowledge.parsing.docx import parse_docx

            return parse_docx(content, filename)
        case DocumentKind.MARKDOWN:
            from sight_domain.knowledge.parsing.markdown import parse_markdown

            return parse_markdown(content, filename)
        case DocumentKind.TEXT:
            from sight_domain.knowledge.parsing.plain import parse_plain

            return parse_plain(content, filename)
        case DocumentKind.XLSX:
            from sight_domain.knowledge.parsing.tables import parse_xlsx

            return parse_xlsx(content, filename)
        case DocumentKind.CSV:
            from sight_domain.knowledge.parsing.tables import parse_csv

            return parse_csv(content, filename)
        case DocumentKind.PPTX:
            from sight_domain.knowledge.parsing.pptx import parse_pptx

            return parse_pptx(content, filename)
        case DocumentKind.IMAGE:
            from sight_domain.knowledge.parsing.image import parse_image
            from sight_domain.knowledge.parsing.pdf import MOST_SCANS

            return parse_image(content, filename, scans=MOST_SCANS if scans is None else scans)
        case DocumentKind.HTML:
            from sight_domain.knowledge.parsing.html import parse_html

            return parse_html(content, filename)
