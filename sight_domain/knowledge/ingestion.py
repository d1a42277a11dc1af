"""From a file's bytes to everything that is stored about it; pure computation, for a worker thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sight_domain.ids import new_uuid
from sight_domain.knowledge.analysis import Terms, detect_language, index_terms
from sight_domain.knowledge.chunking import Chunk, ChunkSizes, chunk
from sight_domain.knowledge.embedding import indexed_text
from sight_domain.knowledge.parsing.failures import too_long
from sight_domain.knowledge.parsing.parser import parse
from sight_domain.knowledge.parsing.structure import ParsedDocument
from sight_domain.language import Language

LONGEST_TEXT = 10_000_000
"""Characters; some 4,000 pages. It bounds time and memory whatever the file."""
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class IndexedChunk:
    """A chunk with its key, its context line and the terms it is found by."""

    id: UUID
    chunk: Chunk
    context: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class IngestedDocument:
    """A parsed document, ready to be stored."""

    title: str
    parsed: ParsedDocument
    language: Language | None
    chunks: tuple[IndexedChunk, ...]

    @property
    def pages(self) -> int | None:
        return len(self.parsed.page_starts) or None

    @property
    def term_count(self) -> int:
        return sum(one.terms.length for one in self.chunks)


def ingest(
    content: bytes,
    filename: str,
    title: str | None,
    *,
    scans: int | None = None,
    sizes: ChunkSizes | None = None,
) -> IngestedDocument:
    """Parse, cut and analyse a file. Without a title, the one it states, its opening heading or else its name serves.
    `scans` bounds the pages of a PDF that are read from their picture.

    Raises:
        SightError: ``unreadable_document`` or ``unsupported``, with field ``filename``.
    """
    parsed = parse(content, filename, scans=scans)
    if len(parsed.text) > LONGEST_TEXT:
        raise too_long(filename, len(parsed.text), LONGEST_TEXT)
    shown = (title or parsed.stated_title or parsed.first_heading() or _named(filename))[:_LONGEST_TITLE]
    language = detect_language(parsed.text)
    chunks = []
    for one in chunk(parsed, sizes):
        context = one.context(shown)
        chunks.append(
            IndexedChunk(new_uuid(), one, context, index_terms(indexed_text(context, one.text), language))
        )
    return IngestedDocument(shown, parsed, language, tuple(chunks))


def _named(filename: str) -> str:
    return re.sub(r"[_\s]+", " ", PurePath(filename).stem).strip() or filename
