"""Tools for documents and search."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.knowledge.schemas import DocumentPage, DocumentView, GraphAnswer, SearchMode, SearchResults
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext
from tools.parameters import Cursor, Limit, ProjectId


class DocumentAdded(BaseModel):
    document: DocumentView


@tool(Text(en="Add a document", pl="Dodaj dokument"), idempotent=True)
async def add_document(
    ctx: ToolContext,
    path: Annotated[str | None, Field(description="Path of the file on this machine.")] = None,
    content_base64: Annotated[
        str | None, Field(description="The file's bytes in base64, with `filename`.")
    ] = None,
    filename: Annotated[str | None, Field(description="Name of the file when its content is given.")] = None,
    title: Annotated[
        str | None, Field(description="Title shown in citations; taken from the file when left out.")
    ] = None,
    project_id: ProjectId | None = None,
) -> DocumentAdded:
    """Put a PDF, DOCX, PPTX, XLSX, CSV, HTML, TXT or MD file, or an image of text, into the knowledge base, searchable at once by keyword."""
    file, content = file_given(ctx, path, content_base64)
    document = await ctx.services.knowledge.add_document(
        ctx.actor, path=file, content=content, filename=filename, title=title, project_id=project_id
    )
    return DocumentAdded(document=document)


def file_given(
    ctx: ToolContext, path: str | None, content_base64: str | None
) -> tuple[Path | None, bytes | None]:
    """The path of a file of this machine, or the content of one from elsewhere.

    Raises:
        SightError: ``permission_denied`` (path), ``invalid_argument`` (path, content_base64).
    """
    if path is not None and ctx.actor.user_id is not None:
        raise _no_paths_from_afar()
    content = _decoded(content_base64) if content_base64 is not None else None
    if (path is None) == (content is None):
        raise invalid_argument(
            "path",
            Text(
                en="Give exactly one of `path` and `content_base64`.",
                pl="Podaj dokładnie jedno z pól: `path` albo `content_base64`.",
            ),
            Text(
                en="`path` for a file here, `content_base64` with `filename` otherwise.",
                pl="`path` dla pliku na tym komputerze, w innym razie `content_base64` z `filename`.",
            ),
        )
    return (Path(path).expanduser() if path is not None else None), content


@tool(Text(en="List documents", pl="Lista dokumentów"), read_only=True)
async def list_documents(
    ctx: ToolContext, project_id: ProjectId | None = None, limit: Limit = 20, cursor: Cursor | None = None
) -> DocumentPage:
    """The documents in the knowledge base, newest first."""
    return await ctx.services.knowledge.list_documents(
        ctx.actor, project_id=project_id, limit=limit, cursor=cursor
    )


@tool(Text(en="Search the documents", pl="Przeszukaj dokumenty"), read_only=True)
async def search_knowledge(
    ctx: ToolContext,
    query: Annotated[str, Field(description="What to look for, in Polish or English.")],
    top_k: Annotated[int | None, Field(description="1-50; by default as many as the query deserves.")] = None,
    mode: Annotated[
        SearchMode, Field(description="Which search: all legs, or one of them.")
    ] = SearchMode.HYBRID,
    document_ids: Annotated[
        list[str] | None, Field(description="Search in these documents only (doc_…).")
    ] = None,
    project_id: ProjectId | None = None,
) -> SearchResults:
    """Passages that answer the query, with document, page and rank in each leg of the search."""
    return await ctx.services.knowledge.search(
        ctx.actor, query, project_id=project_id, top_k=top_k, mode=mode, document_ids=document_ids
    )


@tool(Text(en="Ask the knowledge graph", pl="Zapytaj graf wiedzy"), read_only=True)
async def query_graph(
    ctx: ToolContext,
    question: Annotated[str | None, Field(description="In Polish or English.")] = None,
    cypher: Annotated[
        str | None,
        Field(
            description="Instead, with Neo4j: MATCH … RETURN over Document, Passage, Entity, Fact; reads only."
        ),
    ] = None,
    project_id: ProjectId | None = None,
    limit: Limit = 20,
) -> GraphAnswer:
    """Facts that the documents state (figures by year and group, trends, relations), each with its source."""
    return await ctx.services.graph.query(
        ctx.actor, project_id=project_id, question=question, cypher=cypher, limit=limit
    )


def _no_paths_from_afar() -> SightError:
    return SightError(
        ErrorCode.PERMISSION_DENIED,
        Text(
            en="Files of the machine Sight runs on cannot be added from here.",
            pl="Nie można stąd dodawać plików z komputera, na którym działa Sight.",
        ),
        Text(
            en="Upload the file in the chat, or pass `content_base64` with `filename`.",
            pl="Prześlij plik w czacie albo podaj `content_base64` z `filename`.",
        ),
        field="path",
    )


def _decoded(content_base64: str) -> bytes:
    try:
        return base64.b64decode(content_base64, validate=True)
    except binascii.Error:
        raise invalid_argument(
            "content_base64",
            Text(en="This is not base64.", pl="To nie jest base64."),
            Text(
                en="Encode the file's bytes in standard base64.",
                pl="Zakoduj bajty pliku w standardowym base64.",
            ),
        ) from None
