"""The graph in Neo4j.

Schema, the same for every place, all nodes of a place with the place's label besides their own::

    (Passage)-[:OF]->(Document)          (Passage)-[:MENTIONS {count}]->(Entity)
    (Fact)-[:STATED_IN]->(Passage)       (Fact)-[:ABOUT|AMONG|TO]->(Entity)

Neo4j has no analyzer for Polish, so the full-text index holds the stems that Sight makes of names, in both languages,
split at white space: what is found is what PostgreSQL finds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, LiteralString, cast
from uuid import UUID

from sight_domain.ids import Kind, from_public, to_public
from sight_domain.knowledge.graph import refusals
from sight_domain.knowledge.graph.model import Direction, DocumentGraph, EntityKind, Fact, FactKind, Place
from sight_domain.knowledge.graph.store import MOST_FACTS, MOST_MENTIONS, Rows, StoredEntity, StoredFact
from sight_domain.storage import neo4j as door

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction, AsyncSession

    from sight_domain.knowledge.graph.cypher import ScopedQuery

_RETRY_SECONDS = 3.0
_READING = {"default_access_mode": "READ", "notifications_min_severity": "OFF"}
_WRITING = {"default_access_mode": "WRITE", "notifications_min_severity": "OFF"}
_OURS = frozenset({"place", "terms", "key", "installation"})
"""Properties of nodes that say nothing to whoever asks."""
_BATCH = 2_000
_TERMS = "sight_entity_terms"
_SCHEMA = (
    "CREATE CONSTRAINT sight_document IF NOT EXISTS FOR (n:Document) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT sight_passage IF NOT EXISTS FOR (n:Passage) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT sight_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT sight_fact IF NOT EXISTS FOR (n:Fact) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT sight_place IF NOT EXISTS FOR (n:SightPlace) REQUIRE n.label IS UNIQUE",
    f"CREATE FULLTEXT INDEX {_TERMS} IF NOT EXISTS FOR (n:Entity) ON EACH [n.terms, n.place]"
    " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
    "CALL db.awaitIndexes(30)",
)
# Entities are shared by documents: whoever writes in a place holds its node until the end.
_TAKE_TURNS = "MERGE (p:SightPlace {label: $place}) SET p.writes = coalesce(p.writes, 0) + 1"
_PLACE_OF = "MATCH (d:Document {id: $document}) RETURN d.place AS place"
_REMOVE = (
    "MATCH (:Document {id: $document})<-[:OF]-(:Passage)<-[:STATED_IN]-(f:Fact) DETACH DELETE f",
    "MATCH (:Document {id: $document})<-[:OF]-(c:Passage) OPTIONAL MATCH (c)-[:MENTIONS]->(e:Entity)"
    " WITH collect(DISTINCT c) AS passages, collect(DISTINCT e) AS named FOREACH (c IN passages | DETACH DELETE c)"
    " WITH named UNWIND named AS e WITH e WHERE NOT EXISTS { (e)<-[:MENTIONS]-() } DETACH DELETE e",
    "MATCH (d:Document {id: $document}) DETACH DELETE d",
)
_PUT = {
    "document": "UNWIND $rows AS row CREATE (d:Document:%(place)s) SET d = row",
    "entities": "UNWIND $rows AS row MERGE (e:Entity {id: row.id}) ON CREATE SET e = row, e:%(place)s",
    "passages": "UNWIND $rows AS row MATCH (d:Document {id: $document})"
    " CREATE (c:Passage:%(place)s)-[:OF]->(d) SET c = row",
    "mentions": "UNWIND $rows AS row MATCH (c:Passage {id: row.chunk}) MATCH (e:Entity {id: row.entity})"
    " CREATE (c)-[:MENTIONS {count: row.count}]->(e)",
    "facts": "UNWIND $rows AS row MATCH (c:Passage {id: row.chunk}) MATCH (s:Entity {id: row.subject})"
    " CREATE (f:Fact:%(place)s) SET f = row.own CREATE (f)-[:ABOUT]->(s) CREATE (f)-[:STATED_IN]->(c)",
    "groups": "UNWIND $rows AS row MATCH (f:Fact {id: row.fact}) MATCH (e:Entity {id: row.entity}) CREATE (f)-[:AMONG]->(e)",
    "objects": "UNWIND $rows AS row MATCH (f:Fact {id: row.fact}) MATCH (e:Entity {id: row.entity}) CREATE (f)-[:TO]->(e)",
}
_ENTITIES = (
    f"CALL db.index.fulltext.queryNodes('{_TERMS}', $wanted, {{limit: $among}}) YIELD node"
    " WHERE node.place IN $places WITH node, split(node.terms, ' ') AS terms"
    " WITH node, size([t IN terms WHERE t IN $stems]) AS met, size(terms) AS width WHERE met > 0"
    " RETURN node {.*} AS entity, met, width ORDER BY met DESC, width, entity.id LIMIT $limit"
)
_FACTS = (
    "MATCH (f:Fact)-[:ABOUT|AMONG|TO]->(e:Entity) WHERE e.id IN $ids WITH f, count(DISTINCT e) AS met"
    " ORDER BY met DESC, f.id LIMIT $limit"
    " MATCH (f)-[:ABOUT]->(s:Entity) MATCH (f)-[:STATED_IN]->(c:Passage)-[:OF]->(d:Document)"
    " OPTIONAL MATCH (f)-[:AMONG]->(g:Entity) OPTIONAL MATCH (f)-[:TO]->(o:Entity)"
    " RETURN f {.*} AS fact, s {.*} AS subject, g {.*} AS group, o {.*} AS object, c.id AS chunk, d.id AS document"
    " ORDER BY met DESC, f.id"
)
_MENTIONS = (
    "MATCH (c:Passage)-[m:MENTIONS]->(e:Entity) WHERE e.id IN $ids"
    " RETURN e.id AS entity, c.id AS chunk, m.count AS count ORDER BY count DESC, chunk, entity LIMIT $limit"
)
_DOCUMENTS = "MATCH (d:Document) WHERE d.installation = $installation RETURN d.id AS id"
_NEIGHBOURS = (
    "MATCH (a:Entity)<-[:ABOUT|AMONG|TO]-(f:Fact)-[:ABOUT|AMONG|TO]->(b:Entity) WHERE a.id IN $ids AND a <> b"
    " RETURN a.id AS of_entity, b.id AS other, count(DISTINCT f) AS facts ORDER BY facts DESC, of_entity, other LIMIT $limit"
)


class Neo4jGraph:
    """A `GraphStore` on a Neo4j 5 server. Connects, and makes its indexes, on first use."""

    name = "Neo4j"

    def __init__(self, uri: str, user: str, password: str | None) -> None:
        self._driver = door.connect(uri, user, password, retry_seconds=_RETRY_SECONDS)
        self._is_laid_out = False
        self._laying_out = asyncio.Lock()

    async def ready(self) -> None:
        await self._lay_out()
        async with self._session() as session:
            await (await session.run("RETURN 1")).consume()

    async def put(self, graph: DocumentGraph) -> None:
        await self._lay_out()
        rows, document = _rows_of(graph), to_public(Kind.DOCUMENT, graph.document_id)
        place = graph.place.label

        async def write(transaction: AsyncManagedTransaction) -> None:
            await _run(transaction, _TAKE_TURNS, place=place)
            await _clear(transaction, document)
            for part, statement in _PUT.items():
                for start in range(0, len(rows[part]), _BATCH):
                    await _run(
                        transaction,
                        statement % {"place": place},
                        rows=rows[part][start : start + _BATCH],
                        document=document,
                    )

        async with self._session(writes=True) as session:
            await session.execute_write(write)

    async def remove(self, document_id: UUID) -> None:
        await self._lay_out()
        document = to_public(Kind.DOCUMENT, document_id)

        async def write(transaction: AsyncManagedTransaction) -> None:
            found = await (await transaction.run(_PLACE_OF, document=document)).single()
            if found is not None:
                await _run(transaction, _TAKE_TURNS, place=found["place"])
                await _clear(transaction, document)

        async with self._session(writes=True) as session:
            await session.execute_write(write)

    async def documents(self, installation: UUID | None = None) -> set[UUID]:
        rows = await self._read(_DOCUMENTS, installation=_name(installation))
        return {_document(row["id"]) for row in rows}

    async def entities(
        self, stems: Collection[str], places: Collection[Place], limit: int
    ) -> list[StoredEntity]:
        if not stems or not places:
            return []
        labels = [place.label for place in places]
        wanted = f"+place:({_quoted(labels)}) +terms:({_quoted(stems)})"
        rows = await self._read(
            _ENTITIES, wanted=wanted, places=labels, stems=list(stems), limit=limit, among=10 * limit
        )
        return [_entity(row["entity"]) for row in rows]

    async def facts(self, entity_ids: Collection[UUID], limit: int = MOST_FACTS) -> list[StoredFact]:
        rows = await self._read(_FACTS, ids=_hexes(entity_ids), limit=limit)
        return [_fact(row) for row in rows]

    async def mentions(
        self, entity_ids: Collection[UUID], limit: int = MOST_MENTIONS
    ) -> list[tuple[UUID, UUID, int]]:
        rows = await self._read(_MENTIONS, ids=_hexes(entity_ids), limit=limit)
        return [(UUID(row["entity"]), _chunk(row["chunk"]), row["count"]) for row in rows]

    async def neighbours(self, entity_ids: Collection[UUID], limit: int) -> list[tuple[UUID, UUID, int]]:
        rows = await self._read(_NEIGHBOURS, ids=_hexes(entity_ids), limit=limit)
        return [(UUID(row["of_entity"]), UUID(row["other"]), row["facts"]) for row in rows]

    async def run_cypher(self, query: ScopedQuery, *, limit: int, seconds: float) -> Rows:
        from neo4j.exceptions import ClientError, DatabaseError, TransientError

        await self._lay_out()
        async with self._session() as session:
            transaction = await session.begin_transaction(timeout=seconds)
            try:
                result = await transaction.run(cast("LiteralString", query.text))
                found = await result.fetch(limit + 1)
            except (ClientError, TransientError, DatabaseError) as error:
                code = error.code or ""
                if "TransactionTimedOut" in code or "Terminated" in code:
                    raise refusals.cypher_too_slow(seconds) from error
                raise refusals.cypher_failed(error.message or code) from error
            finally:
                await transaction.close()
        shown = [[_plain(value) for value in record.values()] for record in found[:limit]]
        return Rows(tuple(result.keys()), shown, len(found) > limit)

    async def aclose(self) -> None:
        await self._driver.close()

    async def _lay_out(self) -> None:
        """Make constraints and indexes, once a process; they are kept when they are there."""
        async with self._laying_out:
            if self._is_laid_out:
                return
            async with self._session(writes=True) as session:
                for statement in _SCHEMA:
                    await (await session.run(statement)).consume()
            self._is_laid_out = True

    async def _read(self, statement: str, **given: Any) -> list[Mapping[str, Any]]:
        """Asked once, and once more when a connection had died unseen: whoever searches does not wait for a server."""
        from neo4j.exceptions import ServiceUnavailable, SessionExpired

        async def read() -> list[Mapping[str, Any]]:
            async with self._driver.session(**_READING) as session:
                result = await session.run(cast("LiteralString", statement), given)
                return [record.data() async for record in result]

        await self._lay_out()
        async with _told():
            try:
                return await read()
            except (ServiceUnavailable, SessionExpired):
                return await read()

    @asynccontextmanager
    async def _session(self, *, writes: bool = False) -> AsyncIterator[AsyncSession]:
        async with _told(), self._driver.session(**(_WRITING if writes else _READING)) as session:
            yield session


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """What the driver says, as `SightError`."""
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    try:
        yield
    except AuthError as error:
        raise refusals.neo4j_refuses_login() from error
    except (DriverError, Neo4jError, OSError) as error:
        raise refusals.neo4j_away() from error


async def _run(transaction: AsyncManagedTransaction, statement: str, **given: Any) -> None:
    # The statements are ours; labels in them are made from keys.
    await (await transaction.run(cast("LiteralString", statement), given)).consume()


async def _clear(transaction: AsyncManagedTransaction, document: str) -> None:
    for statement in _REMOVE:
        await _run(transaction, statement, document=document)


def _rows_of(graph: DocumentGraph) -> dict[str, list[dict[str, Any]]]:
    """What `_PUT` unwinds."""
    place = graph.place
    document = to_public(Kind.DOCUMENT, graph.document_id)

    def entity(key: str) -> str:
        return place.entity_id(key).hex

    return {
        "document": [
            {
                "id": document,
                "title": graph.title,
                "place": place.label,
                "installation": _name(place.installation),
            }
        ],
        "entities": [
            {
                "id": entity(one.key),
                "key": one.key,
                "name": one.name,
                "kind": one.kind.value,
                "terms": " ".join(one.terms),
                "place": place.label,
            }
            for one in graph.entities
        ],
        "passages": [
            {
                "id": to_public(Kind.CHUNK, one.chunk_id),
                "page": one.page,
                "char_start": one.char_start,
                "char_end": one.char_end,
            }
            for one in graph.passages
        ],
        "mentions": [
            {"chunk": to_public(Kind.CHUNK, one.chunk_id), "entity": entity(one.key), "count": one.count}
            for one in graph.mentions
        ],
        "facts": [
            {"chunk": to_public(Kind.CHUNK, one.chunk_id), "subject": entity(one.subject), "own": _own(one)}
            for one in graph.facts
        ],
        "groups": [{"fact": one.id.hex, "entity": entity(one.group)} for one in graph.facts if one.group],
        "objects": [{"fact": one.id.hex, "entity": entity(one.object)} for one in graph.facts if one.object],
    }


def _own(fact: Fact) -> dict[str, Any]:
    """A fact's own properties, without what relations say."""
    return {
        name: value
        for name, value in fact.stored().items()
        if name not in {"id", "chunk_id", "subject", "group", "object"}
    } | {"id": fact.id.hex}


def _fact(row: Mapping[str, Any]) -> StoredFact:
    own: dict[str, Any] = row["fact"]
    return StoredFact(
        id=UUID(own["id"]),
        kind=FactKind(own["kind"]),
        document_id=_document(row["document"]),
        chunk_id=_chunk(row["chunk"]),
        subject=_entity(row["subject"]),
        group=_entity(row["group"]) if row["group"] else None,
        object=_entity(row["object"]) if row["object"] else None,
        value=own.get("value"),
        value_text=own.get("value_text"),
        unit=own.get("unit"),
        year=own.get("year"),
        direction=Direction(own["direction"]) if own.get("direction") else None,
        verb=own.get("verb"),
        quote=own["quote"],
        char_start=own["char_start"],
        char_end=own["char_end"],
        page=own.get("page"),
    )


def _entity(stored: Mapping[str, Any]) -> StoredEntity:
    return StoredEntity(
        UUID(stored["id"]),
        stored["key"],
        stored["name"],
        EntityKind(stored["kind"]),
        tuple(stored["terms"].split(" ")),
        stored["place"],
    )


def _document(public: str) -> UUID:
    return from_public(Kind.DOCUMENT, public, field="document_id")


def _chunk(public: str) -> UUID:
    return from_public(Kind.CHUNK, public, field="chunk_id")


def _name(installation: UUID | None) -> str:
    return installation.hex if installation else ""


def _hexes(keys: Collection[UUID]) -> list[str]:
    return [key.hex for key in keys]


def _quoted(words: Collection[str]) -> str:
    """Words for Lucene's query language: in quotes, where only a quote and a backslash mean something."""
    return " ".join('"' + word.replace("\\", "").replace('"', "") + '"' for word in words)


def _plain(value: Any) -> Any:
    """A value of a result as JSON: nodes and relations by their properties, paths by their parts."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node):
        labels = [label for label in sorted(value.labels) if not label.startswith(("P_", "L_"))]
        return {
            "labels": labels,
            **{name: value[name] for name in value if name not in _OURS},
        }
    if isinstance(value, Relationship):
        return {"type": value.type, **dict(value)}
    if isinstance(value, Path):
        return {
            "nodes": [_plain(one) for one in value.nodes],
            "relations": [_plain(one) for one in value.relationships],
        }
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
