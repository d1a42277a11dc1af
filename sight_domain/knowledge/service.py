"""The knowledge base: add documents, list them, search them, cite them.

A document belongs to a project, or to its owner's library, which all of the owner's projects share. It can be found
by keyword the moment it is added; vectors of the configured embedder follow in the background, and a search says
when it had to do without them. Documents are data: nothing in them is ever read as an instruction.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.clock import now
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.knowledge import library, requests
from sight_domain.knowledge.adding import KIND_OF_RUN, Adding
from sight_domain.knowledge.analysis import Terms, detect_language, index_terms, query_terms, words
from sight_domain.knowledge.calibration import reliability
from sight_domain.knowledge.chunking import ChunkSizes
from sight_domain.knowledge.costs import DocumentCosts
from sight_domain.knowledge.embedding import BackgroundEmbedding, Embedder, missing_vectors
from sight_domain.knowledge.evaluation import (
    MEASURES,
    Collection,
    Estimate,
    mean_with_interval,
    measures,
    read_collection,
)
from sight_domain.knowledge.extracts import extract
from sight_domain.knowledge.files import OriginalFiles, sha256
from sight_domain.knowledge.fusion import Fused, FusionWeights, reciprocal_rank_fusion
from sight_domain.knowledge.graph.service import GraphService
from sight_domain.knowledge.keyword import K1, B
from sight_domain.knowledge.legs import Legs
from sight_domain.knowledge.requests import require_within, search_query
from sight_domain.knowledge.reranking import Judge
from sight_domain.knowledge.schemas import (
    DocumentPage,
    DocumentView,
    EmbeddingProgress,
    PageText,
    RankedDocument,
    SearchMode,
    SearchResults,
)
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.search import Search
from sight_domain.knowledge.sentences import prose_sentences
from sight_domain.knowledge.vector_index import drop_others
from sight_domain.knowledge.views import document_view
from sight_domain.language import Language
from sight_domain.runs.service import UseCase
from sight_domain.storage.deletion import RESTORABLE, Deletion, DeletionReason

if TYPE_CHECKING:
    from sqlalchemy import Row

    from sight_domain.runs.service import RunService
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database


__all__ = [
    "K1",
    "MEASURES",
    "B",
    "Collection",
    "DocumentCosts",
    "Estimate",
    "Fused",
    "FusionWeights",
    "GraphService",
    "KnowledgeService",
    "Terms",
    "detect_language",
    "extract",
    "index_terms",
    "mean_with_interval",
    "measures",
    "prose_sentences",
    "query_terms",
    "read_collection",
    "reciprocal_rank_fusion",
    "reliability",
    "require_within",
    "search_query",
    "words",
]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that somebody wants in the knowledge base; `present` is the document of the same content there."""

    project: UUID | None
    filename: str
    content: bytes
    sha256: str
    present: DocumentView | None


class KnowledgeService:
    """Safe to use from many tasks. ``start_background_embedding()`` once per process, ``await aclose()`` at its end."""

    def __init__(
        self,
        database: Database,
        gateway: Embedder,
        settings: Settings,
        runs: RunService,
        graph: GraphService | None = None,
        *,
        judge: Judge | None = None,
    ) -> None:
        """`graph`: the knowledge graph that documents join, ``None`` for a knowledge base without one; `judge`: who puts
        what a search found in order again, ``None`` to leave it as found."""
        self._database = database
        self._gateway = gateway
        self._files = OriginalFiles(settings.files)
        self._adding = Adding(
            database,
            self._files,
            runs,
            scans=settings.ocr_pages,
            sizes=ChunkSizes(settings.chunk_tokens, settings.chunk_overlap),
            graph=graph.building if graph is not None and graph.is_on else None,
        )
        self._graph = graph if graph is not None and graph.is_on else None
        runs.register(
            UseCase(
                KIND_OF_RUN,
                Kind.DOCUMENT,
                self._adding.index,
                stopped=self._adding.undone,
                keeps_partial=False,
                resumable=False,
            )
        )
        self._limit_mb = settings.max_upload_mb
        self._background = BackgroundEmbedding(database, gateway)
        legs = Legs(gateway, self._background, self._graph)
        self._search = Search(database, legs, FusionWeights.of(settings), judge)

    async def add_document(
        self,
        actor: Actor,
        *,
        project_id: str | None = None,
        path: Path | None = None,
        content: bytes | None = None,
        filename: str | None = None,
        title: str | None = None,
    ) -> DocumentView:
        """Store a file, given by `path` or by `content` with `filename`, and make it findable by keyword.

        The same file in the same place is not stored twice: the view is then of the one that is there.

        Raises:
            SightError: ``unreadable_document`` or ``unsupported`` (field ``filename``), ``invalid_argument`` when it is
                too large, ``not_found`` for the path or the project. Nothing is stored then.
        """
        given = await self.checked_file(
            actor, project_id=project_id, path=path, content=content, filename=filename
        )
        if given.present is not None:
            return given.present
        key, already_present = await self._adding.add(
            actor, given.project, given.content, given.filename, title, given.sha256
        )
        self._background.wake()
        view = await self.get_document(actor, to_public(Kind.DOCUMENT, key))
        return view.model_copy(update={"already_present": already_present})

    async def checked_file(
        self,
        actor: Actor,
        *,
        project_id: str | None,
        path: Path | None,
        content: bytes | None,
        filename: str | None,
    ) -> GivenFile:
        """A file as it would be added, and the document it is already, if it is one.

        Raises:
            SightError: ``invalid_argument`` or ``not_found``, as `add_document`.
        """
        requests.require_one_source(path, content, filename)
        project = await self._project(actor, project_id)
        if path is not None:
            content = await asyncio.to_thread(requests.read_file, path, self._limit_mb)
        assert content is not None
        name = PurePath(filename or (path.name if path else "")).name
        requests.require_size(len(content), name, self._limit_mb)
        digest = await asyncio.to_thread(sha256, content)
        async with self._database.session() as session:
            key = await library.same_file(session, actor.user_id, project, digest)
        present = None
        if key is not None:
            view = await self.get_document(actor, to_public(Kind.DOCUMENT, key))
            present = view.model_copy(update={"already_present": True})
        return GivenFile(project, name, content, digest, present)

    async def list_documents(
        self, actor: Actor, *, project_id: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> DocumentPage:
        """A project's documents and the library's, or all of the actor's; newest first, `limit` 1 to 200."""
        requests.require_within("limit", limit, requests.LARGEST_PAGE)
        before = None if cursor is None else from_public(Kind.DOCUMENT, cursor, field="cursor")
        scope = Scope(actor.user_id, await self._project(actor, project_id))
        async with self._database.session() as session:
            rows = await library.shown(session, scope, self._model(), before=before, limit=limit + 1)
        views = [self._view(row, actor.language) for row in rows[:limit]]
        return DocumentPage(documents=views, next_cursor=views[-1].id if len(rows) > limit else None)

    async def get_document(self, actor: Actor, document_id: str) -> DocumentView:
        """One document; ``not_found`` unless it is the actor's."""
        return self._view(await self._row(actor, document_id, "document_id"), actor.language)

    async def still_there(self, actor: Actor, document_ids: set[str]) -> set[str]:
        """Those of the documents that are the actor's and not deleted."""
        keys = tuple(from_public(Kind.DOCUMENT, one, field="document_ids") for one in document_ids)
        async with self._database.session() as session:
            rows = await library.shown(session, Scope(actor.user_id, document_ids=keys), self._model())
        return {to_public(Kind.DOCUMENT, row.id) for row in rows}

    async def purged_among(self, document_ids: set[str]) -> set[str]:
        """Those of the documents, whosever they were, that are gone for good."""
        keys = {from_public(Kind.DOCUMENT, one, field="document_ids"): one for one in document_ids}
        async with self._database.session() as session:
            kept = await library.stored_among(session, keys)
        return {public for key, public in keys.items() if key not in kept}

    async def read_text(self, actor: Actor, document_id: str) -> str:
        """The stored text that citations point into."""
        from sight_domain.knowledge.models import Document

        row = await self._row(actor, document_id, "document_id")
        async with self._database.session() as session:
            return (await session.get_one(Document, row.id)).text

    async def read_page(self, actor: Actor, document_id: str, page: int) -> PageText:
        """The passages that begin on a page (or, where none does, those that go over it), with the pages they stand on.

        Raises:
            SightError: ``not_found`` unless the document is the actor's, ``invalid_argument`` (``page``) for a page
                without text.
        """
        row = await self._row(actor, document_id, "document_id")
        async with self._database.session() as session:
            found = await library.text_of_page(session, row.id, page)
        if found is None:
            raise requests.no_such_page(page, row.pages)
        return found

    async def delete(
        self, actor: Actor, document_id: str, reason: DeletionReason, detail: str | None
    ) -> Deletion:
        """Hide a document from lists and searches; it can be restored for seven days.

        Raises:
            SightError: ``unavailable`` when its graph cannot be removed: then nothing is.
        """
        row = await self._row(actor, document_id, "id")
        at = now()
        async with self._database.session() as session:
            await library.mark_deleted(session, row.id, at, reason.value, detail)
            if self._graph is not None:
                await self._graph.building.remove(row.id)
        view = self._view(row, actor.language)
        return Deletion(
            id=document_id,
            deleted_at=at,
            reason=reason,
            restorable_until=at + RESTORABLE,
            related={"chunks": view.chunks},
        )

    async def restore(self, actor: Actor, document_id: str) -> DocumentView:
        """Bring a deleted document back, with everything it is found by.

        Raises:
            SightError: ``conflict`` if it was added again, ``unavailable`` when its graph cannot be put back: then
                nothing is.
        """
        from sqlalchemy.exc import IntegrityError

        key = from_public(Kind.DOCUMENT, document_id, field="id")
        try:
            async with self._database.session() as session:
                if not await library.unmark_deleted(session, actor.user_id, key):
                    raise requests.no_such_document(document_id, "id")
                if self._graph is not None:
                    await self._graph.building.put_back(key)
        except IntegrityError as error:
            raise requests.added_again() from error
        return await self.get_document(actor, document_id)

    async def purge_deleted(self) -> int:
        """Remove for good what was deleted more than seven days ago, and files of no document; returns documents."""
        async with self._database.session() as session:
            purged = await library.purge(session, now() - RESTORABLE)
        await self._adding.remove_strays()
        if self._graph is not None:
            await self._graph.building.tidy()
        return purged

    async def search(
        self,
        actor: Actor,
        query: str,
        *,
        project_id: str | None = None,
        top_k: int | None = None,
        mode: str = SearchMode.HYBRID,
        document_ids: Sequence[str] | None = None,
    ) -> SearchResults:
        """The passages that answer a query best, each with its page and exact place; near-duplicates only once.

        `top_k` (1 to 50) is how many; without it, as many as the question deserves (`breadth`). ``hybrid`` does without
        a leg that is not available and says so in `note`; ``vector`` fails then. The same search of unchanged documents
        is answered from memory.

        Raises:
            SightError: ``invalid_argument`` (query, top_k, mode), ``not_found`` (document_ids, project_id),
                ``not_configured``, ``conflict`` or ``unavailable`` when vectors or the graph alone are asked for and
                missing.
        """
        asked = requests.search_mode(mode)
        words = requests.search_query(query)
        if top_k is not None:
            requests.require_within("top_k", top_k, requests.LARGEST_TOP_K)
        scope = await self._search_scope(actor, project_id, document_ids)
        return await self._search.hits(words, scope, asked, top_k, actor.language, self._model())

    async def rank_documents(
        self, actor: Actor, query: str, *, mode: str = SearchMode.HYBRID, depth: int = 100
    ) -> list[RankedDocument]:
        """The `depth` documents that answer a query best, each ranked by its best passage.

        Raises:
            SightError: as `search`; ``unavailable`` when `mode` cannot be served as asked.
        """
        asked = requests.search_mode(mode)
        words = requests.search_query(query)
        return await self._search.documents(words, Scope(actor.user_id), asked, depth, self._model())

    async def embed_pending(self, *, limit: int | None = None) -> EmbeddingProgress:
        """Make vectors that are missing now, at most `limit` of them, instead of waiting for the background."""
        return await self._background.embed_pending(limit)

    async def drop_other_vectors(self) -> int:
        """Remove the vectors and indexes of every model but the configured one; returns how many vectors.

        Raises:
            SightError: ``conflict`` while the configured model has not seen every document, or there is none.
        """
        model = self._model()
        async with self._database.session() as session:
            if not model or await missing_vectors(session, model):
                raise requests.vectors_not_ready()
        return await drop_others(self._database, model)

    def start_background_embedding(self) -> None:
        """Make vectors as documents come in, and those that an earlier process left, until `aclose`.

        What a killed process left of a document that it did not get to store is taken away first.
        """
        self._background.start(first=self._adding.remove_strays)

    async def embed_for(self, seconds: float) -> None:
        """Give a process that is about to end a moment to embed what it added; the rest waits for the next one."""
        if self._background.waits:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._background.embed_pending(), seconds)

    async def aclose(self) -> None:
        await self._background.aclose()

    async def _search_scope(
        self, actor: Actor, project_id: str | None, document_ids: Sequence[str] | None
    ) -> Scope:
        project = await self._project(actor, project_id)
        if document_ids is None:
            return Scope(actor.user_id, project)
        keys = tuple(from_public(Kind.DOCUMENT, public, field="document_ids") for public in document_ids)
        scope = Scope(actor.user_id, project, keys)
        async with self._database.session() as session:
            visible = {row.id for row in await library.shown(session, scope, self._model())}
        for key, public in zip(keys, document_ids, strict=True):
            if key not in visible:
                raise requests.no_such_document(public, "document_ids")
        return scope

    async def _project(self, actor: Actor, project_id: str | None) -> UUID | None:
        if project_id is None:
            return None
        key = from_public(Kind.PROJECT, project_id, field="project_id")
        async with self._database.session() as session:
            if not await library.project_is_visible(session, actor.user_id, key):
                raise requests.no_such_project(project_id)
        return key

    async def _row(self, actor: Actor, document_id: str, field: str) -> Row[Any]:
        key = from_public(Kind.DOCUMENT, document_id, field=field)
        async with self._database.session() as session:
            rows = await library.shown(session, Scope(actor.user_id, document_ids=(key,)), self._model())
        if not rows:
            raise requests.no_such_document(document_id, field)
        return rows[0]

    def _model(self) -> str:
        """The id under which current vectors are stored; empty when there is no embedder, and matches none then."""
        model = self._gateway.embedding_model()
        return model.id if model else ""

    def _view(self, row: Row[Any], language: Language) -> DocumentView:
        return document_view(
            row,
            language,
            expects_vectors=bool(self._model()),
            failure=self._background.failure_of(row.project_id),
        )
