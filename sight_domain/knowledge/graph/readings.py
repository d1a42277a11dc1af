"""What was read of documents for the graph: kept in PostgreSQL batch by batch, and how far each document's graph is.

So whoever goes on after a crash asks for the rest only, and a graph can be put into another store, or back after a
restore, without asking anybody again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.clock import now
from sight_domain.knowledge.graph.extraction import Reading
from sight_domain.knowledge.graph.verification import Source
from sight_domain.storage.outages import outlasting

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.llm.outcomes import Outcome
    from sight_domain.storage.database import Database

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


class Readings:
    """Safe to use from many tasks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, session: AsyncSession, document_id: UUID) -> None:
        """Note, in the transaction that stores a document, that its graph belongs to it and is not there yet."""
        from sqlalchemy import text

        await session.execute(text(_BEGIN), {"id": document_id, "now": now()})

    async def begin_again(self, document_id: UUID) -> None:
        """Note that a document which is searched already gets the graph that it lacks."""
        from sqlalchemy import text

        async with self._database.session() as session:
            await session.execute(
                text(_BEGIN.replace("'building'", "'again'")), {"id": document_id, "now": now()}
            )

    async def is_whole(self, document_id: UUID) -> bool:
        """Whether a stored document has all that was begun of it."""
        from sqlalchemy import text

        async with self._database.session() as session:
            state = await session.scalar(
                text("select state from document_graphs where document_id = :id"), {"id": document_id}
            )
        return state != "building"

    async def unread(self) -> list[UUID]:
        """Documents without a graph, or with passages that could not be read."""
        from sqlalchemy import text

        async with self._database.session() as session:
            return list((await session.scalars(text(_UNREAD))).all())

    async def states(self) -> Sequence[Row[Any]]:
        """(document_id, state, facts, is_there) of every document whose graph was begun."""
        from sqlalchemy import text

        async with self._database.session() as session:
            return (await session.execute(text(_STATES))).all()

    async def keep(self, document_id: UUID, first: int, reading: Reading) -> None:
        """Keep what one batch gave, `first` being the place of its first passage."""
        from sqlalchemy import text

        async def store() -> None:
            async with self._database.session() as session:
                content = _as_json(reading.stored())
                await session.execute(text(_KEEP), {"id": document_id, "first": first, "content": content})

        await outlasting(store)

    async def finish(
        self, document_id: UUID, readings: Sequence[Reading], failure: Outcome[Any] | None
    ) -> None:
        """Note that a document's graph is stored, what is in it, and why it is not all there, if it is not."""
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

    async def passages(self, document_id: UUID) -> tuple[Row[Any], list[Source], list[int]]:
        """The document, its passages in order, and where each ends."""
        from sqlalchemy import text

        async with self._database.session() as session:
            document = (await session.execute(text(_DOCUMENT), {"id": document_id})).one()
            rows = (await session.execute(text(_CHUNKS), {"id": document_id})).all()
        sources = [Source(row.id, row.context, row.text, row.char_start, row.page_start) for row in rows]
        return document, sources, [row.char_end for row in rows]

    async def of(self, document_id: UUID) -> list[tuple[int, Reading]]:
        """What was kept of a document, in order, each with the place of its first passage."""
        from sqlalchemy import text

        async with self._database.session() as session:
            rows = await session.execute(
                text(
                    "select first_seq, content from graph_readings where document_id = :id order by first_seq"
                ),
                {"id": document_id},
            )
            return [(row.first_seq, Reading.restored(row.content)) for row in rows]


def _as_json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
