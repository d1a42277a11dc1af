"""The graph of a document, as part of its ingestion: read, checked, stored whole, or taken back.

What was read is kept in PostgreSQL batch by batch, so that whoever goes on after a crash asks for the rest only, and so
that the graph can be put into another store, or back after a restore, without asking anybody again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.clock import now
from sight_domain.errors import SightError
from sight_domain.knowledge.graph import extraction
from sight_domain.knowledge.graph.extraction import Reader, Reading
from sight_domain.knowledge.graph.model import DocumentGraph, Entity, Mention, Passage, Place
from sight_domain.knowledge.graph.verification import Source
from sight_domain.language import Language, Text
from sight_domain.runs.fanout import for_each
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.knowledge.graph.store import GraphStore
    from sight_domain.llm.outcomes import Outcome
    from sight_domain.runs.service import Job
    from sight_domain.storage.database import Database

_ASKS_NOBODY_ELSE = ("over_budget", "cancelled")
_BEGIN = """
insert into document_graphs (document_id, state, changed_at) values (:id, 'building', :now)
on conflict (document_id) do update set state = 'building', failure = null, changed_at = excluded.changed_at
"""
_FINISH = """
update document_graphs set state = 'ready', passages = :passages, facts = :facts, dropped = :dropped,
    failure = cast(:failure as jsonb), changed_at = :now
where document_id = :id
"""
_KEEP = """
insert into graph_readings (document_id, first_seq, content) values (:id, :first, cast(:content as jsonb))
on conflict do nothing
"""
_DOCUMENT = "select id, owner_id, project_id, title, language from documents where id = :id"
_CHUNKS = """
select id, context, text, char_start, char_end, page_start from document_chunks where document_id = :id order by seq
"""
_UNREAD = """
select d.id from documents d left join document_graphs g on g.document_id = d.id
where d.deleted_at is null and (g.document_id is null or g.failure is not null or g.state = 'again')
order by d.id
"""
_STATES = """
select g.document_id, g.state, g.facts, d.deleted_at is null as is_there
from document_graphs g join documents d on d.id = g.document_id
"""


class GraphBuilding:
    """Safe to use from many tasks; `store` opens the store when it is first needed."""

    def __init__(
        self, database: Database, reader: Reader, store: Callable[[], GraphStore], *, at_once: int
    ) -> None:
        self._database = database
        self._reader = reader
        self._store = store
        self._at_once = at_once
        self._installation: UUID | None = None

    async def begin(self, session: AsyncSession, document_id: UUID) -> None:
        """Note, in the transaction that stores a document, that its graph belongs to it and is not there yet."""
        from sqlalchemy import text

        await session.execute(text(_BEGIN), {"id": document_id, "now": now()})

    async def build(self, document_id: UUID, job: Job | None = None) -> None:
        """Read what has not been read of a document, and store its graph.

        Passages that no model could read are left out: the document says which share was read and why, and
        `unread` names it.

        Raises:
            SightError: ``unavailable`` or ``not_configured`` when the store cannot be used; nothing is asked then.
        """
        await self._store().ready()
        document, sources, ends = await self._passages(document_id)
        language: Language = document.language or "en"
        cut = extraction.batches(sources)
        done = {first: reading for first, reading in await self._readings(document_id)}  # noqa: C416 - of pairs
        failure = await self._read_rest(document, language, [one for one in cut if one[0] not in done], job)
        readings = [reading for _, reading in await self._readings(document_id)]
        await self._store().put(_assembled(document, await self.installation(), sources, ends, readings))
        await self._finish(document_id, readings, failure)

    async def require_store(self) -> None:
        """Raises `SightError` ``unavailable`` or ``not_configured``, soon, when the store cannot be used."""
        await self._store().ready()

    async def is_whole(self, document_id: UUID) -> bool:
        """Whether a stored document has all that was begun of it."""
        from sqlalchemy import text

        async with self._database.session() as session:
            state = await session.scalar(
                text("select state from document_graphs where document_id = :id"), {"id": document_id}
            )
        return state != "building"

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
        readings = [reading for _, reading in await self._readings(document_id)]
        if readings:
            document, sources, ends = await self._passages(document_id)
            await self._store().put(_assembled(document, await self.installation(), sources, ends, readings))

    async def unread(self) -> list[UUID]:
        """Documents without a graph, or with passages that could not be read."""
        from sqlalchemy import text

        async with self._database.session() as session:
            return list((await session.scalars(text(_UNREAD))).all())

    async def build_anew(self, document_id: UUID) -> None:
        """Give a document that is searched already the graph that it lacks."""
        from sqlalchemy import text

        await self._store().ready()
        async with self._database.session() as session:
            await session.execute(
                text(_BEGIN.replace("'building'", "'again'")), {"id": document_id, "now": now()}
            )
        await self.build(document_id)

    async def reconcile(self) -> tuple[int, int]:
        """Make the store hold the graphs of all documents that are there, and of no others.

        What a crash at the wrong moment, another store or a server without its old contents leave behind is mended.

        Returns:
            How many graphs were removed, and how many were put back.
        """
        from sqlalchemy import text

        held = await self.held()
        async with self._database.session() as session:
            rows = (await session.execute(text(_STATES))).all()
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
            await self._keep(document.id, first, reading)
            read += 1
            if job is not None:
                await job.say(_read_so_far(read, len(waiting)), phase="graph")

        await for_each(waiting, one, at_once=self._at_once)
        return failures[0] if failures else None

    async def _keep(self, document_id: UUID, first: int, reading: Reading) -> None:
        from sqlalchemy import text

        async def store() -> None:
            async with self._database.session() as session:
                content = _as_json(reading.stored())
                await session.execute(text(_KEEP), {"id": document_id, "first": first, "content": content})

        await outlasting(store)

    async def _finish(
        self, document_id: UUID, readings: Sequence[Reading], failure: Outcome[Any] | None
    ) -> None:
        from sqlalchemy import text

        said = dict.fromkeys(("en", "pl"), f"{failure.status.value}: {failure.reason}") if failure else None
        figures = {
            "id": document_id,
            "passages": sum(one.passages for one in readings),
            "facts": sum(len(one.facts) for one in readings),
            "dropped": sum(one.dropped for one in readings),
            "failure": _as_json(said) if said else None,
            "now": now(),
        }

        async def store() -> None:
            async with self._database.session() as session:
                await session.execute(text(_FINISH), figures)

        await outlasting(store)

    async def _passages(self, document_id: UUID) -> tuple[Row[Any], list[Source], list[int]]:
        """The document, its passages in order, and where each ends."""
        from sqlalchemy import text

        async with self._database.session() as session:
            document = (await session.execute(text(_DOCUMENT), {"id": document_id})).one()
            rows = (await session.execute(text(_CHUNKS), {"id": document_id})).all()
        sources = [Source(row.id, row.context, row.text, row.char_start, row.page_start) for row in rows]
        return document, sources, [row.char_end for row in rows]

    async def _readings(self, document_id: UUID) -> list[tuple[int, Reading]]:
        from sqlalchemy import text

        async with self._database.session() as session:
            rows = await session.execute(
                text(
                    "select first_seq, content from graph_readings where document_id = :id order by first_seq"
                ),
                {"id": document_id},
            )
            return [(row.first_seq, Reading.restored(row.content)) for row in rows]


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


def _as_json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
