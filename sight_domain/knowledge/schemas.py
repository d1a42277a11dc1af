"""What the knowledge base takes and gives."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from sight_domain.knowledge.graph.schemas import FactSource, GraphAnswer, GraphFact

__all__ = [
    "CALIBRATED",
    "DocumentPage",
    "DocumentStatus",
    "DocumentView",
    "EmbeddingProgress",
    "FactSource",
    "GraphAnswer",
    "GraphFact",
    "KeyFact",
    "PageText",
    "RankedDocument",
    "SamePassage",
    "SearchHit",
    "SearchMode",
    "SearchResults",
]


class SearchMode(StrEnum):
    """``hybrid`` fuses all legs; ``vector`` searches by meaning, ``keyword`` by words, ``graph`` through what is named."""

    HYBRID = "hybrid"
    VECTOR = "vector"
    KEYWORD = "keyword"
    GRAPH = "graph"


CALIBRATED = (SearchMode.HYBRID, SearchMode.VECTOR, SearchMode.KEYWORD)
"""Modes whose hits have a confidence that was fitted to judged questions."""


class DocumentStatus(StrEnum):
    """``indexed``: nothing more to do; ``embedding``: found by keyword already, its vectors are being made."""

    INDEXED = "indexed"
    EMBEDDING = "embedding"


class DocumentView(BaseModel):
    """A document in the knowledge base.

    `project_id` is null for the library that all projects share. `pages` is null for formats without pages.
    `vectors_done` counts the chunks that search by meaning can find already, out of `chunks`; `facts` those that the
    graph has of it, null without a graph.
    """

    id: str
    project_id: str | None
    title: str
    filename: str
    kind: str
    language: str | None
    pages: int | None
    chunks: int
    size_bytes: int
    status: DocumentStatus
    vectors_ready: bool
    vectors_done: int
    facts: int | None = None
    note: str | None
    created_at: datetime
    already_present: bool = False


class DocumentPage(BaseModel):
    """Documents, newest first; pass `next_cursor` as `cursor` for more."""

    documents: list[DocumentView]
    next_cursor: str | None


class PageText(BaseModel):
    """What stands on a page: exactly a piece of the document's stored text, and the pages it goes over."""

    text: str
    page: int
    page_end: int


class KeyFact(BaseModel):
    """A sentence of a passage: exactly the characters `char_start` to `char_end` of the document's stored text."""

    text: str
    char_start: int
    char_end: int


class SamePassage(BaseModel):
    """Where a passage that says the same stands, word for word or nearly so."""

    chunk_id: str
    document_id: str
    title: str
    page: int | None


class SearchHit(BaseModel):
    """A passage. `text` is exactly the characters `char_start` to `char_end` of the document's stored text.

    `score` orders the hits of one search and means nothing across searches: fused reciprocal ranks (hybrid),
    BM25 (keyword) or cosine similarity (vector). `confidence` does: it is a calibrated probability.
    """

    chunk_id: str
    document_id: str
    title: str
    page: int | None = Field(description="Page on which the passage begins; null for formats without pages.")
    page_end: int | None
    context: str = Field(description="Document title and headings above the passage.")
    text: str
    char_start: int
    char_end: int
    summary: str = Field(description="Its most typical sentence, word for word.")
    key_facts: list[KeyFact] = Field(description="Its sentences that answer the query, word for word.")
    score: float
    confidence: float | None = Field(
        description="Probability that it is relevant, 0-1, calibrated on judged questions."
    )
    ranks: dict[str, int] = Field(description="1-based rank in each search leg that found it.")
    also_in: list[SamePassage] = Field(description="Near-duplicates left out.")


class SearchResults(BaseModel):
    """Hits, best first, the mode that was really used, and why when it is not the one asked for."""

    hits: list[SearchHit]
    mode_used: SearchMode
    note: str | None


class EmbeddingProgress(BaseModel):
    """Chunks given vectors by one call, and chunks still without one (including those another process works on)."""

    embedded: int
    remaining: int
    model: str | None


class RankedDocument(BaseModel):
    """A document as its best passage ranks it. `confidence`: ``None`` where only the graph found it."""

    document_id: str
    confidence: float | None
