"""Graphs as nodes and relations of Neo4j, and what its queries return as facts, entities and JSON values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sight_domain.ids import Kind, from_public, to_public
from sight_domain.knowledge.graph.model import Direction, DocumentGraph, EntityKind, Fact, FactKind
from sight_domain.knowledge.graph.store import StoredEntity, StoredFact

_OURS = frozenset({"place", "terms", "key", "installation"})
"""Properties of nodes that say nothing to whoever asks."""


def rows_of(graph: DocumentGraph) -> dict[str, list[dict[str, Any]]]:
    """What `Neo4jGraph.put` unwinds: the rows of each part of a document's graph."""
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
                "installation": name_of(place.installation),
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


def fact_of(row: Mapping[str, Any]) -> StoredFact:
    own: dict[str, Any] = row["fact"]
    return StoredFact(
        id=UUID(own["id"]),
        kind=FactKind(own["kind"]),
        document_id=document_key(row["document"]),
        chunk_id=chunk_key(row["chunk"]),
        subject=entity_of(row["subject"]),
        group=entity_of(row["group"]) if row["group"] else None,
        object=entity_of(row["object"]) if row["object"] else None,
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


def entity_of(stored: Mapping[str, Any]) -> StoredEntity:
    return StoredEntity(
        UUID(stored["id"]),
        stored["key"],
        stored["name"],
        EntityKind(stored["kind"]),
        tuple(stored["terms"].split(" ")),
        stored["place"],
    )


def document_key(public: str) -> UUID:
    return from_public(Kind.DOCUMENT, public, field="document_id")


def chunk_key(public: str) -> UUID:
    return from_public(Kind.CHUNK, public, field="chunk_id")


def name_of(installation: UUID | None) -> str:
    return installation.hex if installation else ""


def hexes(keys: Collection[UUID]) -> list[str]:
    return [key.hex for key in keys]


def quoted(words: Collection[str]) -> str:
    """Words for Lucene's query language: in quotes, where only a quote and a backslash mean something."""
    return " ".join('"' + word.replace("\\", "").replace('"', "") + '"' for word in words)


def plain(value: Any) -> Any:
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
            "nodes": [plain(one) for one in value.nodes],
            "relations": [plain(one) for one in value.relationships],
        }
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
