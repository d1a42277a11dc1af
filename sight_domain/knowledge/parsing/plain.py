"""Plain text: paragraphs stand apart by empty lines; hard-wrapped lines are joined."""

from __future__ import annotations

import re

from sight_domain.knowledge.parsing.encoding import decode
from sight_domain.knowledge.parsing.failures import no_text, unknown_content
from sight_domain.knowledge.parsing.lines import is_list_item, is_row, join_lines
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder

_WRAPPED_FROM = 45
_WRAPPED_TO = 130


def parse_plain(content: bytes, filename: str) -> ParsedDocument:
    """A TXT file as paragraphs and tables.

    Raises:
        SightError: ``unreadable_document`` when it is not text or has none.
    """
    builder = TextBuilder()
    for paragraph in re.split(r"\n[ \t]*\n|\f", text_of(content, filename)):
        add_paragraph(builder, [line.strip() for line in paragraph.split("\n") if line.strip()])
    parsed = builder.build(DocumentKind.TEXT)
    if not parsed.blocks:
        raise no_text(filename)
    return parsed


def text_of(content: bytes, filename: str) -> str:
    """The decoded text with ``\\n`` line ends."""
    text = decode(content)
    if text is None:
        raise unknown_content(filename)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def add_paragraph(builder: TextBuilder, lines: list[str]) -> None:
    """One paragraph; rows of figures stay lines, and so do short lines, which the author broke on purpose."""
    if not lines:
        return
    if len(lines) > 1 and all(is_row(line) for line in lines[1:]):
        builder.add(BlockKind.TABLE, "\n".join(lines))
    elif len(lines) > 1 and _is_hard_wrapped(lines):
        builder.add(BlockKind.PARAGRAPH, join_lines(lines))
    else:
        builder.add(BlockKind.PARAGRAPH, "\n".join(lines))


def _is_hard_wrapped(lines: list[str]) -> bool:
    full = lines[:-1]
    mean = sum(map(len, full)) / len(full)
    return _WRAPPED_FROM <= mean <= _WRAPPED_TO and not any(is_list_item(line) for line in lines)
