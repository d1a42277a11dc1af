"""The graph in Neo4j.

Schema, the same for every place, all nodes of a place with the place's label besides their own::

    (Passage)-[:OF]->(Document)          (Passage)-[:MENTIONS {count}]->(Entity)
    (Fact)-[:STATED_IN]->(Passage)       (Fact)-[:ABOUT|AMONG|TO]->(Entity)

Neo4j has no analyzer for Polish, so the full-text index holds the stems that Sight makes of names, in both languages,
split at white space: what is found is what PostgreSQL finds.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, cast
from uuid import UUID

from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.graph import refusals
from sight_domain.knowledge.graph.model import DocumentGraph, Place
from sight_domain.knowledge.graph.neo4j_rows import (
    chunk_key,
    document_key,
    entity_of,
    fact_of,
    hexes,
    name_of,
    plain,
    quoted,
    rows_of,
)
from sight_domain.knowledge.graph.store import MOST_FACTS, MOST_MENTIONS, Rows, StoredEntity, StoredFact
from sight_domain.storage import neo4j as door

if TYPE_CHECKING:
    from neo4j import AsyncManagedTransaction, AsyncSession

    from sight_domain.knowledge.graph.cypher import ScopedQuery

_RETRY_SECONDS = 3.0
_LATELY_SECONDS = 5.0
_PING_SECONDS = 10.0
"""A server that is just starting on a busy machine takes some."""
_READ_SECONDS = 20.0
_Answer = TypeVar("_Answer")
_READING = {"default_access_mode": "READ", "notifications_min_severity": "OFF"}
_WRITING = {"default_access_mode": "WRITE", "notifications_min_severity": "OFF"}
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
        self._answered_at = -math.inf
        self._laying_out = asyncio.Lock()

    async def ready(self) -> None:
        await self._prepare()

    async def put(self, graph: DocumentGraph) -> None:
        await self._prepare()
        rows, document = rows_of(graph), to_public(Kind.DOCUMENT, graph.document_id)
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
        await self._prepare()
        document = to_public(Kind.DOCUMENT, document_id)

        async def write(transaction: AsyncManagedTransaction) -> None:
            found = await (await transaction.run(_PLACE_OF, document=document)).single()
            if found is not None:
                await _run(transaction, _TAKE_TURNS, place=found["place"])
                await _clear(transaction, document)

        async with self._session(writes=True) as session:
            await session.execute_write(write)

    async def documents(self, installation: UUID | None = None) -> set[UUID]:
        rows = await self._read(_DOCUMENTS, installation=name_of(installation))
        return {document_key(row["id"]) for row in rows}

    async def entities(
        self, stems: Collection[str], places: Collection[Place], limit: int
    ) -> list[StoredEntity]:
        if not stems or not places:
            return []
        labels = [place.label for place in places]
        wanted = f"+place:({quoted(labels)}) +terms:({quoted(stems)})"
        rows = await self._read(
            _ENTITIES, wanted=wanted, places=labels, stems=list(stems), limit=limit, among=10 * limit
        )
        return [entity_of(row["entity"]) for row in rows]

    async def facts(self, entity_ids: Collection[UUID], limit: int = MOST_FACTS) -> list[StoredFact]:
        rows = await self._read(_FACTS, ids=hexes(entity_ids), limit=limit)
        return [fact_of(row) for row in rows]

    async def mentions(
        self, entity_ids: Collection[UUID], limit: int = MOST_MENTIONS
    ) -> list[tuple[UUID, UUID, int]]:
        rows = await self._read(_MENTIONS, ids=hexes(entity_ids), limit=limit)
        return [(UUID(row["entity"]), chunk_key(row["chunk"]), row["count"]) for row in rows]

    async def neighbours(self, entity_ids: Collection[UUID], limit: int) -> list[tuple[UUID, UUID, int]]:
        rows = await self._read(_NEIGHBOURS, ids=hexes(entity_ids), limit=limit)
        return [(UUID(row["of_entity"]), UUID(row["other"]), row["facts"]) for row in rows]

    async def run_cypher(self, query: ScopedQuery, *, limit: int, seconds: float) -> Rows:
        from neo4j.exceptions import ClientError, DatabaseError, TransientError

        await self._prepare()
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
        shown = [[plain(value) for value in record.values()] for record in found[:limit]]
        return Rows(tuple(result.keys()), shown, len(found) > limit)

    async def aclose(self) -> None:
        await self._driver.close()

    async def _prepare(self) -> None:
        """See whether the server answers, unless it did a moment ago, and make constraints and indexes, once a process.

        Raises:
            SightError: ``unavailable`` within a few seconds, also when the server takes connections and says nothing.
        """
        if time.monotonic() - self._answered_at > _LATELY_SECONDS:
            await self._asked_once_more(self._ping, seconds=_PING_SECONDS)
            self._answered_at = time.monotonic()
        async with self._laying_out:
            if self._is_laid_out:
                return
            async with self._session(writes=True) as session:
                for statement in _SCHEMA:
                    await (await session.run(statement)).consume()
            self._is_laid_out = True

    async def _read(self, statement: str, **given: Any) -> list[Mapping[str, Any]]:

        async def read() -> list[Mapping[str, Any]]:
            async with self._driver.session(**_READING) as session:
                result = await session.run(cast("LiteralString", statement), given)
                return [record.data() async for record in result]

        await self._prepare()
        return await self._asked_once_more(read, seconds=_READ_SECONDS)

    async def _ping(self) -> None:
        async with self._driver.session(**_READING) as session:
            await (await session.run("RETURN 1")).consume()

    async def _asked_once_more(self, ask: Callable[[], Awaitable[_Answer]], *, seconds: float) -> _Answer:
        """Asked once, and once more when a connection had died unseen, within so many seconds: who searches does not
        wait for a server."""
        from neo4j.exceptions import ServiceUnavailable, SessionExpired

        async with _told(), asyncio.timeout(seconds):
            try:
                return await ask()
            except (ServiceUnavailable, SessionExpired):
                return await ask()

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
