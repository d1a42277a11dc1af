"""Graphs made for the tests, and both stores they may be in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from scripts.services.pytest_plugin import Neo4jServer
from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.model import (
    Direction,
    DocumentGraph,
    Entity,
    EntityKind,
    Fact,
    FactKind,
    Mention,
    Passage,
    Place,
)
from sight_domain.knowledge.graph.names import terms_of
from sight_domain.knowledge.graph.neo4j import Neo4jGraph
from sight_domain.knowledge.graph.postgres import PostgresGraph
from sight_domain.knowledge.graph.store import GraphStore
from sight_domain.storage.database import Database

MakeGraph = Callable[..., Awaitable[DocumentGraph]]


@pytest.fixture(params=["postgres", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def store(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[GraphStore]:
    """Each store in turn: what holds of one holds of the other."""
    if request.param == "postgres":
        opened: GraphStore = PostgresGraph(database)
    else:
        server: Neo4jServer = request.getfixturevalue("neo4j_server")
        opened = Neo4jGraph(server.uri, server.user, server.password)
    yield opened
    await opened.aclose()


@pytest.fixture
async def neo4j_store(neo4j_server: Neo4jServer) -> AsyncIterator[Neo4jGraph]:
    opened = Neo4jGraph(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    yield opened
    await opened.aclose()


@pytest.fixture
def place(actor: Actor) -> Place:
    return Place(actor.user_id, None)


@pytest.fixture
def make_graph(database: Database, place: Place) -> MakeGraph:
    """Makes the graph of a new document: named entities in one passage, and one measurement, trend or relation each."""

    async def make(
        names: Sequence[str] = ("czytelnictwo", "kobiety"),
        *,
        facts: Sequence[tuple[str, str | None, str | None, float]] = (
            ("czytelnictwo", "kobiety", None, 51.2),
        ),
        at: Place | None = None,
    ) -> DocumentGraph:
        """`facts`: subject, group, object, value; with an object it is a relation."""
        document_id, chunk_id = new_uuid(), new_uuid()
        where = at or place
        await _store_document(database, document_id, where.owner_id)
        entities = {name: _entity(name) for name in names}
        return DocumentGraph(
            document_id,
            "Raport",
            where,
            "pl",
            (Passage(chunk_id, 2, 10, 60),),
            tuple(entities.values()),
            tuple(Mention(one.key, chunk_id, at + 1) for at, one in enumerate(entities.values())),
            tuple(_fact(chunk_id, entities, *fact) for fact in facts),
        )

    return make


def _entity(name: str) -> Entity:
    terms = terms_of(name, "pl")
    kind = EntityKind.GROUP if name in ("kobiety", "mężczyźni") else EntityKind.INDICATOR
    return Entity(" ".join(terms), name, kind, terms)


def _fact(
    chunk_id: UUID,
    entities: dict[str, Entity],
    subject: str,
    group: str | None,
    target: str | None,
    value: float,
) -> Fact:
    return Fact(
        id=new_uuid(),
        kind=FactKind.RELATION if target else FactKind.MEASUREMENT,
        subject=entities[subject].key,
        group=entities[group].key if group else None,
        object=entities[target].key if target else None,
        value=None if target else value,
        value_text=None if target else f"{value}%",
        unit=None if target else "%",
        year=2024,
        direction=Direction.RISE if value > 50 else None,
        verb="zniechęca" if target else None,
        quote=f"Kobiety {value}%",
        chunk_id=chunk_id,
        char_start=12,
        char_end=25,
        page=2,
    )


async def _store_document(database: Database, document_id: UUID, owner_id: UUID | None) -> None:
    async with database.session() as session:
        await session.execute(
            text(
                "insert into documents (id, owner_id, title, filename, kind, sha256, size_bytes, chunk_count,"
                " term_count, text, created_at) values (:id, :owner, 'Raport', 'r.txt', 'txt', :sha, 1, 1, 1, 'x', now())"
            ),
            {"id": document_id, "owner": owner_id, "sha": document_id.hex},
        )
