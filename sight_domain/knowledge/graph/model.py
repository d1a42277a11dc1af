"""What the graph is made of: entities, where they are mentioned, and facts that a document states about them.

A *place* is a project, or an owner's library. The graph of a place stands alone: its entities are its own and nothing
leads from it to another, so whoever starts in a place never leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

_SIGHT = UUID("6f1f7a1e-5c0b-5b7c-9d0c-2f4b6d0f9a11")


class EntityKind(StrEnum):
    """What an entity is; ``indicator`` is something measured, ``group`` people who are counted together."""

    INDICATOR = "indicator"
    GROUP = "group"
    ORGANISATION = "organisation"
    PLACE = "place"
    PERSON = "person"
    PRODUCT = "product"
    TOPIC = "topic"


class FactKind(StrEnum):
    """``measurement``: an indicator has a value; ``trend``: it moves; ``relation``: one thing does something to another."""

    MEASUREMENT = "measurement"
    TREND = "trend"
    RELATION = "relation"


class Direction(StrEnum):
    """Where a trend goes."""

    RISE = "rise"
    FALL = "fall"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document belongs: a project, else its owner's library.

    `installation` tells apart the libraries that belong to nobody, where several installations share a Neo4j.
    """

    owner_id: UUID | None
    project_id: UUID | None
    installation: UUID | None = None

    @property
    def label(self) -> str:
        """Its name in a graph store: letters, digits and an underscore only, made from keys and never from what people write."""
        if self.project_id is not None:
            return f"P_{self.project_id.hex}"
        owner = self.owner_id or self.installation
        return f"L_{owner.hex if owner else 'shared'}"

    def entity_id(self, key: str) -> UUID:
        """The same for the same name of the same place, whoever stores it."""
        return uuid5(_SIGHT, f"{self.label} {key}")


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a name. `key` is what inflected forms of the name have in common, `terms` its words; see `names`."""

    key: str
    name: str
    kind: EntityKind
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage names an entity `count` times."""

    key: str
    chunk_id: UUID
    count: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a passage states; `subject`, `group` and `object` are keys of entities.

    Args:
        value, value_text, unit: of a measurement (a trend may have them too): the number, as it is written, and in what.
        year: the year it is about, the last one of a span.
        direction: of a trend.
        verb: of a relation, as it is written.
        quote: exactly the characters `char_start` to `char_end` of the document's stored text.
    """

    id: UUID
    kind: FactKind
    subject: str
    quote: str
    chunk_id: UUID
    char_start: int
    char_end: int
    page: int | None = None
    group: str | None = None
    object: str | None = None
    value: float | None = None
    value_text: str | None = None
    unit: str | None = None
    year: int | None = None
    direction: Direction | None = None
    verb: str | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            name: str(value) if isinstance(value, UUID) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None
        }

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Fact:
        """What `stored` made."""
        return cls(
            **{
                **stored,
                "id": UUID(stored["id"]),
                "chunk_id": UUID(stored["chunk_id"]),
                "kind": FactKind(stored["kind"]),
                "direction": Direction(stored["direction"]) if "direction" in stored else None,
            }
        )


def fact_id(chunk_id: UUID, content: str) -> UUID:
    """The same for the same statement of the same passage, so that nothing is stored twice."""
    return uuid5(chunk_id, content)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that facts or mentions are of."""

    chunk_id: UUID
    page: int | None
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """Everything the graph holds of one document, stored whole or not at all."""

    document_id: UUID
    title: str
    place: Place
    language: str | None
    passages: tuple[Passage, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
