"""The graph in PostgreSQL: what was read of each document, and the graph itself where no Neo4j holds it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, VARCHAR
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base


class DocumentGraphState(Base):
    """How far the graph of a document is: ``building`` until it is stored whole, then ``ready``; ``again`` while a
    document that is searched already is given the graph that it lacks.

    `passages` is how many of the document's passages were read, `dropped` how many statements did not stand the check;
    `failure` says, in both languages, why passages could not be read.
    """

    __tablename__ = "document_graphs"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(default="building", server_default="building")
    passages: Mapped[int] = mapped_column(default=0, server_default="0")
    facts: Mapped[int] = mapped_column(default=0, server_default="0")
    dropped: Mapped[int] = mapped_column(default=0, server_default="0")
    failure: Mapped[dict[str, Any] | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class GraphInstallation(Base):
    """The name of this installation: one row, made with the table."""

    __tablename__ = "graph_installation"

    id: Mapped[UUID] = mapped_column(primary_key=True)


class GraphReading(Base):
    """What a model read from a few passages of a document, checked: paid for once, whatever store the graph is in.

    `first_seq` is the place of the first of its passages; `content` holds entities, mentions and facts.
    """

    __tablename__ = "graph_readings"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    first_seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]


class GraphEntity(Base):
    """An entity of a place; `terms` are the stems of its name."""

    __tablename__ = "graph_entities"
    __table_args__ = (Index("ix_graph_entities_terms", "terms", postgresql_using="gin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    terms: Mapped[list[str]] = mapped_column(ARRAY(VARCHAR()))


class GraphMention(Base):
    """A passage names an entity. Deleted with the document: chunks never go alone."""

    __tablename__ = "graph_mentions"

    entity_id: Mapped[UUID] = mapped_column(
        ForeignKey("graph_entities.id", ondelete="CASCADE"), primary_key=True
    )
    chunk_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    count: Mapped[int]


class GraphFact(Base):
    """A statement; see `model.Fact`. Its entities are of the same place."""

    __tablename__ = "graph_facts"
    __table_args__ = (
        Index("ix_graph_facts_group_id", "group_id", postgresql_where=text("group_id IS NOT NULL")),
        Index("ix_graph_facts_object_id", "object_id", postgresql_where=text("object_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    chunk_id: Mapped[UUID]
    kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("graph_entities.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("graph_entities.id", ondelete="CASCADE"))
    object_id: Mapped[UUID | None] = mapped_column(ForeignKey("graph_entities.id", ondelete="CASCADE"))
    value: Mapped[float | None]
    value_text: Mapped[str | None]
    unit: Mapped[str | None]
    year: Mapped[int | None]
    direction: Mapped[str | None]
    verb: Mapped[str | None]
    quote: Mapped[str]
    char_start: Mapped[int]
    char_end: Mapped[int]
    page: Mapped[int | None]
