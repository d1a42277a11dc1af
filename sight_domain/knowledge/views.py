"""Stored documents as their readers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sight_domain.errors import SightError
from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.graph.notes import partly_read
from sight_domain.knowledge.notes import embedding_failed
from sight_domain.knowledge.schemas import DocumentStatus, DocumentView
from sight_domain.language import Language, Text

if TYPE_CHECKING:
    from sqlalchemy import Row


def document_view(
    row: Row[Any], language: Language, *, expects_vectors: bool, failure: SightError | None
) -> DocumentView:
    """A row of `library.shown`. `failure` is the last one of the background that makes vectors, if it goes on."""
    ready = expects_vectors and row.vectors_done >= row.chunk_count
    waiting = expects_vectors and not ready
    notes = [row.note[language]] if row.note else []
    if row.graph_failure:
        why = Text(en=row.graph_failure["en"], pl=row.graph_failure["pl"])
        notes.append(partly_read(row.graph_passages, row.chunk_count, why).to(language))
    if waiting and failure is not None:
        notes.append(embedding_failed(failure).to(language))
    return DocumentView(
        id=to_public(Kind.DOCUMENT, row.id),
        project_id=to_public(Kind.PROJECT, row.project_id) if row.project_id else None,
        title=row.title,
        filename=row.filename,
        kind=row.kind,
        language=row.language,
        pages=row.pages,
        chunks=row.chunk_count,
        size_bytes=row.size_bytes,
        status=DocumentStatus.EMBEDDING if waiting else DocumentStatus.INDEXED,
        vectors_ready=ready,
        vectors_done=row.vectors_done,
        facts=row.graph_facts,
        note=" ".join(notes) or None,
        created_at=row.created_at,
    )
