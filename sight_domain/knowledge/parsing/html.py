"""HTML: headings, paragraphs, lists and tables of a page; what serves to find one's way on it is left out."""

from __future__ import annotations

from dataclasses import replace

from sight_domain.knowledge.parsing.failures import broken, too_large
from sight_domain.knowledge.parsing.markdown import parse_markdown
from sight_domain.knowledge.parsing.plain import text_of
from sight_domain.knowledge.parsing.structure import DocumentKind, ParsedDocument, stated_title

LIMIT_MB = 10
"""A tree of tags takes some fifty times the size of its text."""
_NOT_CONTENT = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "aside",
    "form",
    "button",
    "iframe",
    "svg",
    "head",
    "header",
    "footer",
]


def parse_html(content: bytes, filename: str) -> ParsedDocument:
    """A page as headings, paragraphs and tables.

    Raises:
        SightError: ``unreadable_document`` when it is not text, has none, or is nested beyond all measure;
            ``invalid_argument`` when it is too large.
    """
    from bs4 import BeautifulSoup
    from markdownify import ATX, MarkdownConverter

    if len(content) > LIMIT_MB * 1_000_000:
        raise too_large(filename, len(content), LIMIT_MB)
    try:
        page = BeautifulSoup(text_of(content, filename), "html.parser")
        title = page.title.get_text(" ", strip=True) if page.title else ""
        for tag in page(_NOT_CONTENT):
            if tag.name not in ("header", "footer") or tag.find_parent(("article", "main")) is None:
                tag.decompose()
        source = MarkdownConverter(
            heading_style=ATX, escape_misc=False, escape_asterisks=False, escape_underscores=False
        ).convert_soup(page)
    except RecursionError:
        raise broken(filename, "HTML") from None
    parsed = parse_markdown(source.encode(), filename)
    return replace(parsed, kind=DocumentKind.HTML, stated_title=stated_title(title))
