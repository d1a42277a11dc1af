"""Documents in the database: stored whole, listed, deleted and restored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.knowledge.ingestion import IngestedDocument
from sight_domain.knowledge.keyword import store_postings
from sight_domain.knowledge.schemas import PageText
from sight_domain.knowledge.scope import VISIBLE, Scope

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

_SHOWN = """
select d.id, d.project_id, d.title, d.filename, d.kind, d.language, d.pages, d.chunk_count, d.size_bytes, d.note,
       d.created_at, d.owner_id, d.sha256,
       coalesce(v.vectors, 0) as vectors_done,
       g.facts as graph_facts, g.passages as graph_passages, g.failure as graph_failure
from documents d
left join document_vectors v on v.document_id = d.id and v.model = :model
left join document_graphs g on g.document_id = d.id
"""


_PAGE = """
with passages as (
    select char_start, char_end, page_start, coalesce(page_end, page_start) as page_end
    from document_chunks
    where document_id = :document and :page between page_start and coalesce(page_end, page_start)
), chosen as (
    select * from passages
    where page_start = :page or not exists (select 1 from passages where page_start = :page)
), span as (
    select min(char_start) as first, max(char_end) as last, min(page_start) as page, max(page_end) as page_end
    from chosen having count(*) > 0
)
select substr(d.text, span.first + 1, span.last - span.first) as text, span.page, span.page_end
from span join documents d on d.id = :document
"""


async def store(
    session: AsyncSession,
    document_id: UUID,
    ingested: IngestedDocument,
    *,
    owner_id: UUID | None,
    project_id: UUID | None,
    filename: str,
    sha256: str,
    size_bytes: int,
) -> None:
    """Write a document with its chunks and postings.

    Raises:
        sqlalchemy.exc.IntegrityError: when the same file is already there.
    """
    from sqlalchemy import insert

    from sight_domain.knowledge.models import Document, DocumentChunk

    note = ingested.parsed.note
    await session.execute(
        insert(Document).values(
            id=document_id,
            owner_id=owner_id,
            project_id=project_id,
            title=ingested.title,
            filename=filename,
            kind=ingested.parsed.kind.value,
            sha256=sha256,
            size_bytes=size_bytes,
            language=ingested.language,
            pages=ingested.pages,
            note={"en": note.en, "pl": note.pl} if note else None,
            chunk_count=len(ingested.chunks),
            term_count=ingested.term_count,
            text=ingested.parsed.text,
        )
    )
    await session.execute(
        insert(DocumentChunk),
        [
            {
                "id": one.id,
                "document_id": document_id,
                "seq": one.chunk.seq,
                "context": one.context,
                "text": one.chunk.text,
                "char_start": one.chunk.char_start,
                "char_end": one.chunk.char_end,
                "page_start": one.chunk.page_start,
                "page_end": one.chunk.page_end,
            }
            for one in ingested.chunks
        ],
    )
    await store_postings(session, ((one.id, one.terms) for one in ingested.chunks))


async def same_file(
    session: AsyncSession, owner_id: UUID | None, project_id: UUID | None, sha256: str
) -> UUID | None:
    """The document of this very file in this very place, if there is one."""
    from sqlalchemy import text

    return await session.scalar(
        text(
            "select id from documents where deleted_at is null and sha256 = :sha256"
            " and owner_id is not distinct from cast(:owner_id as uuid)"
            " and project_id is not distinct from cast(:project_id as uuid)"
        ),
        {"sha256": sha256, "owner_id": owner_id, "project_id": project_id},
    )


async def shown(
    session: AsyncSession, scope: Scope, model: str, *, before: UUID | None = None, limit: int | None = None
) -> Sequence[Row[Any]]:
    """Rows of the documents in scope, newest first; `model` is the one whose vectors are counted."""
    from sqlalchemy import text

    query = f"{_SHOWN} where {VISIBLE} and (cast(:before as uuid) is null or d.id < cast(:before as uuid))"
    rows = await session.execute(
        text(f"{query} order by d.id desc limit :limit"),
        {"model": model, "before": before, "limit": limit, **scope.parameters},
    )
    return rows.all()


async def project_is_visible(session: AsyncSession, owner_id: UUID | None, project_id: UUID) -> bool:
    """Whether a project exists, is not deleted, and is the owner's."""
    from sqlalchemy import text

    found = await session.scalar(
        text(
            "select 1 from projects where id = :project_id and deleted_at is null"
            " and owner_id is not distinct from cast(:owner_id as uuid)"
        ),
        {"project_id": project_id, "owner_id": owner_id},
    )
    return found is not None


async def mark_deleted(
    session: AsyncSession, document_id: UUID, at: datetime, reason: str | None, detail: str | None
) -> None:
    """Hide a document from every list and search."""
    from sqlalchemy import update

    from sight_domain.knowledge.models import Document

    await session.execute(
        update(Document)
        .where(Document.id == document_id)
        .values(deleted_at=at, deleted_reason=reason, deleted_reason_detail=detail)
    )


async def unmark_deleted(session: AsyncSession, owner_id: UUID | None, document_id: UUID) -> bool:
    """Show a deleted document again; false when there is no such one.

    Raises:
        sqlalchemy.exc.IntegrityError: when the same file was added again meanwhile.
    """
    from sqlalchemy import text

    restored = await session.scalar(
        text(
            "update documents set deleted_at = null, deleted_reason = null, deleted_reason_detail = null"
            " where id = :id and deleted_at is not null and owner_id is not distinct from cast(:owner_id as uuid)"
            " returning id"
        ),
        {"id": document_id, "owner_id": owner_id},
    )
    return restored is not None


async def remove(session: AsyncSession, document_id: UUID) -> None:
    """Remove a document for good, with everything that was made of it."""
    from sqlalchemy import text

    await session.execute(text("delete from documents where id = :id"), {"id": document_id})


async def purge(session: AsyncSession, deleted_before: datetime) -> int:
    """Remove documents deleted before a moment, with chunks, postings and vectors; returns how many."""
    from sqlalchemy import text

    gone = await session.execute(
        text("delete from documents where deleted_at < :moment returning id"), {"moment": deleted_before}
    )
    return len(gone.all())


async def text_of_page(session: AsyncSession, document_id: UUID, page: int) -> PageText | None:
    """From the first passage that begins on a page to the end of the last; of those that go over it where none does."""
    from sqlalchemy import text

    found = (await session.execute(text(_PAGE), {"document": document_id, "page": page})).first()
    return PageText(text=found.text, page=found.page, page_end=found.page_end) if found else None


async def stored_among(session: AsyncSession, keys: Collection[UUID]) -> set[UUID]:
    """Those of `keys` that are stored documents, deleted ones too."""
    from sqlalchemy import text

    found = await session.scalars(
        text("select id from documents where id = any(cast(:keys as uuid[]))"), {"keys": list(keys)}
    )
    return set(found.all())
