"""One call for every format."""

from __future__ import annotations

from sight_domain.knowledge.parsing.content import recognise
from sight_domain.knowledge.parsing.structure import DocumentKind, ParsedDocument


def parse(content: bytes, filename: str) -> ParsedDocument:
    """Text and structure of a PDF, DOCX, TXT or MD file. Takes CPU time: call it in a worker thread.

    Raises:
        SightError: ``unreadable_document`` or ``unsupported``, with field ``filename``.
    """
    match recognise(content, filename):
        case DocumentKind.PDF:
            from sight_domain.knowledge.parsing.pdf import parse_pdf

            return parse_pdf(content, filename)
        case DocumentKind.DOCX:
            from sight_domain.knowledge.parsing.docx import parse_docx

            return parse_docx(content, filename)
        case DocumentKind.MARKDOWN:
            from sight_domain.knowledge.parsing.markdown import parse_markdown

            return parse_markdown(content, filename)
        case DocumentKind.TEXT:
            from sight_domain.knowledge.parsing.plain import parse_plain

            return parse_plain(content, filename)
