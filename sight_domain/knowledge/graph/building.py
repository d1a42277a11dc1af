"""The graph of a document, as part of its ingestion: read, checked, stored whole, or taken back.

What was read is kept (`readings`), so that nobody is asked twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.errors import SightError
from sight_domain.knowledge.graph import extraction
from sight_domain.knowledge.graph.extraction import Reader, Reading
from sight_domain.knowledge.graph.model import DocumentGraph, Entity, Mention, Passage, Place
from sight_domain.knowledge.graph.readings import Readings
from sight_domain.knowledge.graph.verification import Source
from sight_domain.language import Language, Text
from sight_domain.runs.fanout import for_each

if TYPE_CHECKING:
    from sqlalchemy import Row

    from sight_domain.knowledge.graph.store import GraphStore
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.runs.service import Job
    from sight_domain.storage.database import Database

_ASKS_NOBODY_ELSE = ("over_budget", "cancelled")


class GraphBuilding:
    """Safe to use from many tasks; `store` opens the store when it is first needed."""

    def __init__(
        self, database: Database, reader: Reader, store: Callable[[], GraphStore], *, at_once: int
    ) -> None:
        self.readings = Readings(database)
        self._database = database
        self._reader = reader
        self._store = store
        self._at_once = at_once
        self._installation: UUID | None = None

    async def build(self, document_id: UUID, job: Job | None = None) -> None:
        """Read what has not been read of a document, and store its graph.

        Passages that no model could read are left out: the document says which share was read and why, and
        `Readings.unread` names it.

        Raises:
            SightError: ``unavailable`` or ``not_configured`` when the store cannot be used; nothing is asked then.
        """
        await self._store().ready()
        document, sources, ends = await self.readings.passages(document_id)
        language: Language = document.language or "en"
        cut = extraction.batches(sources)
        done = {first for first, _ in await self.readings.of(document_id)}
        failure = await self._read_rest(document, language, [one for one in cut if one[0] not in done], job)
        readings = [reading for _, reading in await self.readings.of(document_id)]
        await self._store().put(_assembled(document, await self.installation(), sources, ends, readings))
        await self.readings.finish(document_id, readings, failure)

    async def require_store(self) -> None:
        """Raises `SightError` ``unavailable`` or ``not_configured``, soon, when the store cannot be used."""
        await self._store().ready()

    async def abandon(self, document_id: UUID) -> None:
        """Take a graph out of the store as far as it answers; what stays, nobody sees, and `reconcile` removes it."""
        try:
            await self._store().remove(document_id)
        except SightError as error:
            _log().warning("graph not removed", reason=error.message.en)

    async def remove(self, document_id: UUID) -> None:
        """Take a document's graph out of the store; what was read of it stays until the document is purged."""
        await self._store().remove(document_id)

    async def held(self) -> set[UUID]:
        """The documents that the store has graphs of."""
        return await self._store().documents(await self.installation())

    async def installation(self) -> UUID:
        """The name of this installation."""
        from sqlalchemy import text

        known = self._installation
        if known is None:
            async with self._database.session() as session:
                known = (await session.execute(text("select id from graph_installation"))).scalar_one()
            self._installation = known
        return known

    async def put_back(self, document_id: UUID) -> None:
        """Store a document's graph again from what was read of it, if anything was."""
        readings = [reading for _, reading in await self.readings.of(document_id)]
        if readings:
            document, sources, ends = await self.readings.passages(document_id)
            await self._store().put(_assembled(document, await self.installation(), sources, ends, readings))

    async def build_anew(self, document_id: UUID) -> None:
        """Give a document that is searched already the graph that it lacks."""
        await self._store().ready()
        await self.readings.begin_again(document_id)
        await self.build(document_id)

    async def reconcile(self) -> tuple[int, int]:
        """Make the store hold the graphs of all documents that are there, and of no others.

        What a crash at the wrong moment, another store or a server without its old contents leave behind is mended.

        Returns:
            How many graphs were removed, and how many were put back.
        """
        held, rows = await self.held(), await self.readings.states()
        wanted = {row.document_id for row in rows if row.is_there}
        missing = {
            row.document_id for row in rows if row.is_there and row.state == "ready" and row.facts
        } - held
        strays = held - wanted
        for document_id in strays:
            await self._store().remove(document_id)
        for document_id in missing:
            await self.put_back(document_id)
        return len(strays), len(missing)

    async def tidy(self) -> None:
        """`reconcile` where it can wait: when the store does not answer, the log says so."""
        try:
            removed, put = await self.reconcile()
        except SightError as error:
            _log().warning("graph not tidied", reason=error.message.en)
        else:
            _log().info("graph tidied", removed=removed, put=put)

    async def _read_rest(
        self,
        document: Row[Any],
        language: Language,
        waiting: Sequence[tuple[int, Sequence[Source]]],
        job: Job | None,
    ) -> Outcome[Any] | None:
        """Read batches and keep each as it comes; the first failure, if any."""
        failures: list[Outcome[Any]] = []
        read = 0

        async def one(batch: tuple[int, Sequence[Source]]) -> None:
            nonlocal read
            if any(failed.status.value in _ASKS_NOBODY_ELSE for failed in failures):
                return
            first, sources = batch
            outcome = await extraction.read(
                self._reader,
                sources,
                language,
                run_id=job.run_id if job else None,
                project_id=document.project_id,
            )
            if outcome.value is None:
                failures.append(outcome)
                return
            reading = await asyncio.to_thread(extraction.checked, outcome.value, sources, language)
            await self.readings.keep(document.id, first, reading)
            read += 1
            if job is not None:
                await job.say(_read_so_far(read, len(waiting)), phase="graph")

        await for_each(waiting, one, at_once=self._at_once)
        return failures[0] if failures else None


def _log() -> Any:
    import structlog

    return structlog.get_logger("sight.knowledge")


def _assembled(
    document: Row[Any],
    installation: UUID,
    sources: Sequence[Source],
    ends: Sequence[int],
    readings: Sequence[Reading],
) -> DocumentGraph:
    entities: dict[str, Entity] = {}
    mentions: list[Mention] = []
    for reading in readings:
        entities = {one.key: one for one in reading.entities} | entities
        mentions += reading.mentions
    facts = tuple(fact for reading in readings for fact in reading.facts)
    cited = {one.chunk_id for one in [*mentions, *facts]}
    return DocumentGraph(
        document.id,
        document.title,
        Place(document.owner_id, document.project_id, installation),
        document.language,
        tuple(
            Passage(source.chunk_id, source.page, source.char_start, end)
            for source, end in zip(sources, ends, strict=True)
            if source.chunk_id in cited
        ),
        tuple(entities.values()),
        tuple(mentions),
        facts,
    )


def _read_so_far(read: int, of: int) -> Text:
    return Text(
        en=f"Reading facts for the graph: {read} of {of} parts",
        pl=f"Odczyt faktów do grafu: {read} z {of} części",
    )
