"""The graph in PostgreSQL tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.knowledge.graph.model import Direction, DocumentGraph, EntityKind, FactKind, Place
from sight_domain.knowledge.graph.refusals import cypher_needs_neo4j
from sight_domain.knowledge.graph.store import MOST_FACTS, MOST_MENTIONS, Rows, StoredEntity, StoredFact

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.knowledge.graph.cypher import ScopedQuery
    from sight_domain.storage.database import Database

# Entities are shared by documents, so that one who removes the last mention and one who adds another must take turns.
_TAKE_TURNS = "select pg_advisory_xact_lock(7261946032847155021)"
_REMOVE = (
    "delete from graph_facts where document_id = :document_id",
    """with gone as (delete from graph_mentions where document_id = :document_id returning entity_id)
    delete from graph_entities e using (select distinct entity_id from gone) g
    where e.id = g.entity_id
      and not exists (select 1 from graph_mentions m where m.entity_id = e.id and m.document_id <> :document_id)""",
)
_PUT_ENTITIES = """
insert into graph_entities (id, place, key, name, kind, terms)
select id, :place, key, name, kind, string_to_array(key, ' ')
from unnest(cast(:ids as uuid[]), cast(:keys as text[]), cast(:names as text[]), cast(:kinds as text[]))
    as t(id, key, name, kind)
on conflict (id) do nothing
"""
_PUT_MENTIONS = """
insert into graph_mentions (entity_id, chunk_id, document_id, count)
select entity_id, chunk_id, :document_id, count
from unnest(cast(:entity_ids as uuid[]), cast(:chunk_ids as uuid[]), cast(:counts as int[]))
    as t(entity_id, chunk_id, count)
"""
_ENTITIES = """
select id, key, name, kind, terms, place from graph_entities
where place = any(cast(:places as text[])) and terms && cast(:stems as varchar[])
order by (select count(*) from unnest(terms) t where t = any(cast(:stems as text[]))) desc, cardinality(terms), id
limit :limit
"""
_FACTS = """
select f.*, to_jsonb(s) as subject, to_jsonb(g) as group_, to_jsonb(o) as object_
from graph_facts f
join graph_entities s on s.id = f.subject_id
left join graph_entities g on g.id = f.group_id
left join graph_entities o on o.id = f.object_id
where f.subject_id = any(cast(:ids as uuid[])) or f.group_id = any(cast(:ids as uuid[]))
   or f.object_id = any(cast(:ids as uuid[]))
order by (f.subject_id = any(cast(:ids as uuid[])))::int
       + coalesce((f.group_id = any(cast(:ids as uuid[])))::int, 0)
       + coalesce((f.object_id = any(cast(:ids as uuid[])))::int, 0) desc, f.id
limit :limit
"""
_MENTIONS = """
select entity_id, chunk_id, count as times from graph_mentions where entity_id = any(cast(:ids as uuid[]))
order by times desc, chunk_id, entity_id limit :limit
"""
_NEIGHBOURS = """
with linked as (
    select id, unnest(array[subject_id, group_id, object_id]) as entity_id from graph_facts
    where subject_id = any(cast(:ids as uuid[])) or group_id = any(cast(:ids as uuid[]))
       or object_id = any(cast(:ids as uuid[]))
)
select a.entity_id as of_entity, b.entity_id as other, count(distinct a.id) as facts
from linked a join linked b using (id)
where a.entity_id = any(cast(:ids as uuid[])) and b.entity_id <> a.entity_id
group by 1, 2 order by 3 desc, 1, 2 limit :limit
"""


class PostgresGraph:
    """A `GraphStore` on the tables of `tables`."""

    name = "PostgreSQL"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ready(self) -> None:
        """The database of everything else: it is."""

    async def put(self, graph: DocumentGraph) -> None:
        from sqlalchemy import insert, text

        from sight_domain.knowledge.graph.tables import GraphFact

        place = graph.place
        facts = [
            {
                "id": one.id, "document_id": graph.document_id, "chunk_id": one.chunk_id, "kind": one.kind.value,
                "subject_id": place.entity_id(one.subject),
                "group_id": place.entity_id(one.group) if one.group else None,
                "object_id": place.entity_id(one.object) if one.object else None,
                "value": one.value, "value_text": one.value_text, "unit": one.unit, "year": one.year,
                "direction": one.direction.value if one.direction else None, "verb": one.verb, "quote": one.quote,
                "char_start": one.char_start, "char_end": one.char_end, "page": one.page,
            }
            for one in graph.facts
        ]  # fmt: skip
        async with self._database.session() as session:
            await self._clear(session, graph.document_id)
            await session.execute(
                text(_PUT_ENTITIES),
                {
                    "place": place.label,
                    "ids": [place.entity_id(one.key) for one in graph.entities],
                    "keys": [one.key for one in graph.entities],
                    "names": [one.name for one in graph.entities],
                    "kinds": [one.kind.value for one in graph.entities],
                },
            )
            await session.execute(
                text(_PUT_MENTIONS),
                {
                    "document_id": graph.document_id,
                    "entity_ids": [place.entity_id(one.key) for one in graph.mentions],
                    "chunk_ids": [one.chunk_id for one in graph.mentions],
                    "counts": [one.count for one in graph.mentions],
                },
            )
            if facts:
                await session.execute(insert(GraphFact), facts)

    async def remove(self, document_id: UUID) -> None:
        async with self._database.session() as session:
            await self._clear(session, document_id)

    async def documents(self, installation: UUID | None = None) -> set[UUID]:
        from sqlalchemy import text

        del installation  # A database is one installation's.

        async with self._database.session() as session:
            return set((await session.scalars(text("select distinct document_id from graph_mentions"))).all())

    async def entities(
        self, stems: Collection[str], places: Collection[Place], limit: int
    ) -> list[StoredEntity]:
        labels = [place.label for place in places]
        rows = await self._rows(_ENTITIES, stems=list(stems), places=labels, limit=limit)
        return [_entity(row._asdict()) for row in rows]

    async def facts(self, entity_ids: Collection[UUID], limit: int = MOST_FACTS) -> list[StoredFact]:
        rows = await self._rows(_FACTS, ids=list(entity_ids), limit=limit)
        return [
            StoredFact(
                id=row.id, kind=FactKind(row.kind), document_id=row.document_id, chunk_id=row.chunk_id,
                subject=_entity(row.subject),
                group=_entity(row.group_) if row.group_ else None,
                object=_entity(row.object_) if row.object_ else None,
                value=row.value, value_text=row.value_text, unit=row.unit, year=row.year,
                direction=Direction(row.direction) if row.direction else None, verb=row.verb, quote=row.quote,
                char_start=row.char_start, char_end=row.char_end, page=row.page,
            )
            for row in rows
        ]  # fmt: skip

    async def mentions(
        self, entity_ids: Collection[UUID], limit: int = MOST_MENTIONS
    ) -> list[tuple[UUID, UUID, int]]:
        rows = await self._rows(_MENTIONS, ids=list(entity_ids), limit=limit)
        return [(row.entity_id, row.chunk_id, row.times) for row in rows]

    async def neighbours(self, entity_ids: Collection[UUID], limit: int) -> list[tuple[UUID, UUID, int]]:
        rows = await self._rows(_NEIGHBOURS, ids=list(entity_ids), limit=limit)
        return [(row.of_entity, row.other, row.facts) for row in rows]

    async def run_cypher(self, query: ScopedQuery, *, limit: int, seconds: float) -> Rows:
        del query, limit, seconds
        raise cypher_needs_neo4j()

    async def aclose(self) -> None:
        """The database is closed by whoever opened it."""

    async def _clear(self, session: AsyncSession, document_id: UUID) -> None:
        from sqlalchemy import text

        await session.execute(text(_TAKE_TURNS))
        for statement in _REMOVE:
            await session.execute(text(statement), {"document_id": document_id})

    async def _rows(self, statement: str, **given: Any) -> list[Row[Any]]:
        from sqlalchemy import text

        async with self._database.session() as session:
            return list((await session.execute(text(statement), given)).all())


def _entity(stored: dict[str, Any]) -> StoredEntity:
    return StoredEntity(
        UUID(str(stored["id"])),
        stored["key"],
        stored["name"],
        EntityKind(stored["kind"]),
        tuple(stored["terms"]),
        stored["place"],
    )
