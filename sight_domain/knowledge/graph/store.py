"""The port to wherever the graph is: Neo4j when it is configured, PostgreSQL otherwise. Both pass one contract suite."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sight_domain.knowledge.graph.model import Direction, DocumentGraph, EntityKind, FactKind, Place

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.cypher import ScopedQuery
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

MOST_FACTS = 400
MOST_MENTIONS = 5_000


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """An entity as a store holds it; `terms` are the stems of its name, `place` the label of the place it is of."""

    id: UUID
    key: str
    name: str
    kind: EntityKind
    terms: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact with the entities it is about; the rest is as in `model.Fact`."""

    id: UUID
    kind: FactKind
    document_id: UUID
    chunk_id: UUID
    subject: StoredEntity
    group: StoredEntity | None
    object: StoredEntity | None
    value: float | None
    value_text: str | None
    unit: str | None
    year: int | None
    direction: Direction | None
    verb: str | None
    quote: str
    char_start: int
    char_end: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """What a Cypher query returned, as JSON values; `cut` when there was more than the limit."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    cut: bool


class GraphStore(Protocol):
    """Safe to use from many tasks. Every method raises `SightError` ``unavailable`` when the store does not answer."""

    name: str

    async def ready(self) -> None:
        """Return when the store can be read and written."""
        ...

    async def put(self, graph: DocumentGraph) -> None:
        """Store a document's graph in the place of what there was of it, whole or not at all."""
        ...

    async def remove(self, document_id: UUID) -> None:
        """Remove what is there of a document, and entities that only it named; nothing there is no error."""
        ...

    async def documents(self, installation: UUID | None = None) -> set[UUID]:
        """Every document of an installation that something is there of."""
        ...

    async def entities(
        self, stems: Collection[str], places: Collection[Place], limit: int
    ) -> list[StoredEntity]:
        """Entities of the places whose name has one of the stems, those with the most of them first."""
        ...

    async def facts(self, entity_ids: Collection[UUID], limit: int = MOST_FACTS) -> list[StoredFact]:
        """Facts about any of the entities, those about the most of them first, then by id."""
        ...

    async def mentions(
        self, entity_ids: Collection[UUID], limit: int = MOST_MENTIONS
    ) -> list[tuple[UUID, UUID, int]]:
        """(entity, passage, how often it is named there), the most first."""
        ...

    async def neighbours(self, entity_ids: Collection[UUID], limit: int) -> list[tuple[UUID, UUID, int]]:
        """(entity, another one that facts name with it, how many facts), the most first."""
        ...

    async def run_cypher(self, query: ScopedQuery, *, limit: int, seconds: float) -> Rows:
        """Run a query that was confined to its places, with the right to read only.

        Raises:
            SightError: ``unsupported`` without Neo4j, ``invalid_argument`` when Neo4j refuses it or it takes too long.
        """
        ...

    async def aclose(self) -> None: ...


def open_store(settings: Settings, database: Database) -> GraphStore:
    """The store that the settings ask for; nothing is connected yet.

    Raises:
        SightError: ``not_configured`` when ``SIGHT_NEO4J_URI`` is no address of Neo4j.
    """
    if settings.neo4j_uri is None:
        from sight_domain.knowledge.graph.postgres import PostgresGraph

        return PostgresGraph(database)
    from sight_domain.knowledge.graph.neo4j import Neo4jGraph

    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else None
    return Neo4jGraph(settings.neo4j_uri, settings.neo4j_user, password)
