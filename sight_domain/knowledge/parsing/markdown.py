"""Markdown: headings give the structure; marks that are only for show are taken off the text."""

from __future__ import annotations

import re

from sight_domain.knowledge.parsing.failures import no_text
from sight_domain.knowledge.parsing.lines import is_list_item, join_lines
from sight_domain.knowledge.parsing.plain import text_of
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder

# Repeats are bounded so that no input, however odd, takes more than linear time.
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\s*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?=\s|$)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_TABLE_LINE = re.compile(r"^\s*\|.*\|\s*$")
_TABLE_RULE = re.compile(r"^[\s|:-]+$")
_RULE = re.compile(r"^ {0,3}([-*_])(?:\s*\1){2,}\s*$")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}(?:\s+\"[^\"]{0,200}\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"`([^`]{1,300})`")


def parse_markdown(content: bytes, filename: str) -> ParsedDocument:
    """An MD file as headings, paragraphs and tables.

    Raises:
        SightError: ``unreadable_document`` when it is not text or has none.
    """
    source = _without_comments(_FRONT_MATTER.sub("", text_of(content, filename), count=1))
    builder = TextBuilder()
    waiting: list[str] = []
    fence: str | None = None
    for line in source.split("\n"):
        opened = _FENCE.match(line)
        if fence is not None:
            if opened and opened.group(1).startswith(fence):
                builder.add(BlockKind.PARAGRAPH, "\n".join(waiting))
                waiting, fence = [], None
            else:
                waiting.append(line)
            continue
        heading = _HEADING.match(line)
        underline = _UNDERLINE.match(line) if len(waiting) == 1 and not is_list_item(waiting[0]) else None
        if opened or heading or not line.strip() or (_RULE.match(line) and not underline):
            _flush(builder, waiting)
            waiting = []
            if heading:
                builder.add(
                    BlockKind.HEADING, plain(line[heading.end() :].strip().rstrip("#")), len(heading.group(1))
                )
            elif opened:
                fence = opened.group(1)
        elif underline:
            builder.add(BlockKind.HEADING, plain(waiting[0]), 1 if "=" in underline.group(1) else 2)
            waiting = []
        else:
            waiting.append(line)
    _flush(builder, waiting)
    parsed = builder.build(DocumentKind.MARKDOWN)
    if not parsed.blocks:
        raise no_text(filename)
    return parsed


def plain(line: str) -> str:
    """A line without emphasis, code marks and link targets."""
    return _CODE.sub(r"\1", _EMPHASIS.sub(r"\2", _IMAGE_OR_LINK.sub(r"\1", line))).strip()


def _without_comments(source: str) -> str:
    kept: list[str] = []
    position = 0
    while (opened := source.find("<!--", position)) >= 0 and (closed := source.find("-->", opened)) >= 0:
        kept.append(source[position:opened])
        position = closed + len("-->")
    return "".join(kept) + source[position:]


def _flush(builder: TextBuilder, lines: list[str]) -> None:
    if not lines:
        return
    if all(_TABLE_LINE.match(line) for line in lines):
        rows = [
            " | ".join(plain(cell) for cell in line.strip().strip("|").split("|"))
            for line in lines
            if not _TABLE_RULE.match(line)
        ]
        builder.add(BlockKind.TABLE, "\n".join(rows))
        return
    paragraph: list[str] = []
    for line in (plain(line.lstrip("> ")) for line in lines):
        if paragraph and not is_list_item(line):
            paragraph[-1] = join_lines([paragraph[-1], line])
        else:
            paragraph.append(line)
    builder.add(BlockKind.PARAGRAPH, "\n".join(paragraph))
