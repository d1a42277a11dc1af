"""What a question to the graph is answered with."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from sight_domain.knowledge.graph.model import Direction, FactKind


class FactSource(BaseModel):
    """Where a fact is stated; `quote` is exactly the characters `char_start` to `char_end` of the stored text."""

    document_id: str
    chunk_id: str
    title: str
    page: int | None
    char_start: int
    char_end: int
    quote: str


class GraphFact(BaseModel):
    """A statement, as a line and in parts."""

    statement: str
    kind: FactKind
    subject: str
    group: str | None
    object: str | None
    value: float | None
    unit: str | None
    year: int | None
    direction: Direction | None
    verb: str | None
    source: FactSource


class GraphAnswer(BaseModel):
    """Facts, or the rows of a Cypher query."""

    facts: list[GraphFact]
    entities: list[str] = Field(default_factory=list)
    rows: list[dict[str, Any]] = Field(default_factory=list)
    cut: bool = False
    note: str | None = None
