"""Adding a document as a run: read, cut, indexed, stored; or, when a step fails, as if it had never been added.

The file comes first, the rows after it, then the graph of what they state. Whoever ends the run without success, also
after the process that began it died, takes back what it left: `undone`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.knowledge import library
from sight_domain.knowledge.chunking import ChunkSizes
from sight_domain.knowledge.files import OriginalFiles
from sight_domain.language import Text
from sight_domain.runs.service import Job
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.building import GraphBuilding
    from sight_domain.runs.service import RunService
    from sight_domain.storage.database import Database

KIND_OF_RUN = "knowledge.add_document"
_INDEXED = "indexed"


class Adding:
    """Its run's subject is the document; its arguments are where it belongs and what it is called."""

    def __init__(
        self,
        database: Database,
        files: OriginalFiles,
        runs: RunService,
        *,
        scans: int | None,
        sizes: ChunkSizes,
        graph: GraphBuilding | None,
    ) -> None:
        """`scans`: how many scanned pages of a file are read from their picture; `sizes`: of its chunks; `graph`: what
        gives it its graph, ``None`` where there is none."""
        self._database = database
        self._files = files
        self._runs = runs
        self._scans = scans
        self._sizes = sizes
        self._graph = graph

    async def add(
        self, actor: Actor, project: UUID | None, content: bytes, name: str, title: str | None, digest: str
    ) -> tuple[UUID, bool]:
        """Keep the file and have it indexed.

        Returns:
            The document's key, and whether the same file came first and it is that one's.

        Raises:
            SightError: ``unreadable_document`` or ``unsupported``, with field ``filename``; ``unavailable`` or
                ``not_configured``, before anything is stored, when the graph's store cannot be used.
        """
        if self._graph is not None:
            await self._graph.require_store()
        key = new_uuid()
        with await asyncio.to_thread(self._files.write, key, content):
            try:
                run_id = await self._runs.start(
                    KIND_OF_RUN,
                    project_id=project,
                    subject_id=key,
                    arguments={
                        "owner_id": str(actor.user_id) if actor.user_id else None,
                        "filename": name,
                        "title": (title or "").strip() or None,
                        "sha256": digest,
                    },
                    total=2 if self._graph is None else 3,
                )
            except BaseException:
                self._files.remove(key)
                raise
        await self._runs.finished(run_id, actor.language)
        stored = await self._stored(actor.user_id, project, digest) or key
        return stored, stored != key

    async def index(self, job: Job) -> None:
        """The run: read the file and store what is in it, in one transaction; then make its graph."""
        if not job.has(_INDEXED):
            await self._index(job)
        if self._graph is not None and await self._is_stored(job.subject_id):
            await self._graph.build(job.subject_id, job)
            await job.advance(Text(en="The graph is there", pl="Graf jest gotowy"))

    async def _index(self, job: Job) -> None:
        from sqlalchemy.exc import IntegrityError

        from sight_domain.knowledge.ingestion import ingest

        given, key = job.arguments, job.subject_id
        owner = UUID(given["owner_id"]) if given["owner_id"] else None
        content = await asyncio.to_thread(self._files.path(key).read_bytes)
        await job.say(Text(en="Reading the document", pl="Trwa odczyt dokumentu"), phase="reading")
        ingested = await asyncio.to_thread(
            ingest, content, given["filename"], given["title"], scans=self._scans, sizes=self._sizes
        )
        await job.advance(Text(en="The document is read", pl="Dokument odczytany"))

        async def store() -> None:
            async with self._database.session() as session:
                await library.store(
                    session,
                    key,
                    ingested,
                    owner_id=owner,
                    project_id=job.project_id,
                    filename=given["filename"],
                    sha256=given["sha256"],
                    size_bytes=len(content),
                )
                if self._graph is not None:
                    await self._graph.readings.begin(session, key)
                await job.mark(session, _INDEXED)

        try:
            await outlasting(store)
        except IntegrityError:
            # Somebody added the same file while this one was being read, or the commit got through after all.
            if await self._stored(owner, job.project_id, given["sha256"]) is None:
                raise
            await self.undone(key)
        await job.advance(Text(en="The document can be found", pl="Dokument można już znaleźć"))

    async def undone(self, key: UUID) -> None:
        """Take back what a run left that did not get to its end: a document without its graph, a file without either."""
        if self._graph is not None and not await self._graph.readings.is_whole(key):
            await self._graph.abandon(key)
            async with self._database.session() as session:
                await library.remove(session, key)
        await self._removed(key)

    async def remove_strays(self) -> int:
        """Delete files of no document and of no run that goes on; how many. A process that was killed left them."""
        files = await asyncio.to_thread(self._files.let_go)
        async with self._database.session() as session:
            of_none = files - await library.stored_among(session, files)
        removed = 0
        for key in of_none:
            # In this order: a file is let go only when its run is there, and a run ends only when its document is.
            if await self._runs.active_of(KIND_OF_RUN, key) is None:
                removed += await self._removed(key)
        return removed

    async def _is_stored(self, key: UUID) -> bool:
        async with self._database.session() as session:
            return bool(await library.stored_among(session, {key}))

    async def _removed(self, key: UUID) -> bool:
        is_stray = not await self._is_stored(key)
        if is_stray:
            await asyncio.to_thread(self._files.remove, key)
        return is_stray

    async def _stored(self, owner: UUID | None, project: UUID | None, digest: str) -> UUID | None:
        async with self._database.session() as session:
            return await library.same_file(session, owner, project, digest)
