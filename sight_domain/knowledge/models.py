"""The knowledge base as stored: documents, their chunks, and what the chunks are found by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ForeignKey, Identity, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.ids import new_uuid
from sight_domain.storage.base import Base, Deletable, Keyed


class Document(Keyed, Deletable, Base):
    """One file of a project, or of its owner's library when it belongs to no project.

    `text` is the normalised text that chunks cite by offsets; the file itself lies under ``files/documents/<id>``.
    `number` is a small stand-in for the id where there are millions of references: in the postings.
    `chunk_count` and `term_count` are the collection statistics that BM25 needs, kept so that no query counts.
    """

    __tablename__ = "documents"
    __table_args__ = (
        Index(
            "uq_documents_content",
            "owner_id",
            "project_id",
            "sha256",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    number: Mapped[int] = mapped_column(Identity(always=True, start=1), unique=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    filename: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    language: Mapped[str | None]
    pages: Mapped[int | None]
    note: Mapped[dict[str, Any] | None]
    chunk_count: Mapped[int]
    term_count: Mapped[int]
    text: Mapped[str]


class DocumentChunk(Base):
    """A citable passage: ``document.text[char_start:char_end]``, with the line that says where it stands."""

    __tablename__ = "document_chunks"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_uuid)
    number: Mapped[int] = mapped_column(Identity(always=True, start=1), unique=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    seq: Mapped[int]
    context: Mapped[str]
    text: Mapped[str]
    char_start: Mapped[int]
    char_end: Mapped[int]
    page_start: Mapped[int | None]
    page_end: Mapped[int | None]


class Posting(Base):
    """A term occurs `tf` times in a chunk of `length` words. Deleted with the document: chunks never go alone.

    The primary key's index holds the other columns too, so that scoring never visits the table.
    """

    __tablename__ = "postings"

    term: Mapped[str] = mapped_column(String(collation="C"), primary_key=True)
    chunk_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_number: Mapped[int] = mapped_column(
        ForeignKey("documents.number", ondelete="CASCADE"), index=True
    )
    tf: Mapped[int] = mapped_column(SmallInteger)
    length: Mapped[int] = mapped_column(SmallInteger)


class ChunkVector(Base):
    """The embedding of a chunk by one model; its dimensions are the model's, so models never compare."""

    __tablename__ = "chunk_vectors"
    __table_args__ = (Index("ix_chunk_vectors_model_document", "model", "document_id"),)

    chunk_id: Mapped[UUID] = mapped_column(
        ForeignKey("document_chunks.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    embedding: Mapped[Any] = mapped_column(HALFVEC())


class DocumentVectors(Base):
    """How many chunks of a document have a vector of a model, kept so that no search counts them."""

    __tablename__ = "document_vectors"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(primary_key=True)
    vectors: Mapped[int]


# The tables of the graph are documents' too: whoever loads these needs them.
from sight_domain.knowledge.graph import tables as _graph_tables  # noqa: E402, F401
