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
    """A statement of a document, in one sentence and in parts."""

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
    """Facts that answer a question, the best first; or the rows of a Cypher query.

    `entities` are what the question was understood to be about; `store` says which store answered.
    """

    facts: list[GraphFact] = Field(default_factory=list)
    entities: list[str] = Field(default_factory=list)
    columns: list[str] = Field(default_factory=list)
    rows: list[list[Any]] = Field(default_factory=list)
    cut: bool = False
    store: str
    note: str | None = None
