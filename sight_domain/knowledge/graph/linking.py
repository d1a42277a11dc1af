"""From the words of a question to entities of the graph, and how well each is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.knowledge.graph.names import asked_stems
from sight_domain.knowledge.graph.store import GraphStore, StoredEntity

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.model import Place

CANDIDATES = 80
LEAST_COVERAGE = 0.5
"""Of an entity's words that a question must have for the entity to be meant."""
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity that a question names; `coverage` is the share of its words that the question has, 0 to 1."""

    entity: StoredEntity
    coverage: float


def coverage(terms: Collection[str], stems: Mapping[str, frozenset[str]]) -> float:
    """The share of an entity's `terms` among the stems of a question's words; an age that differs counts double."""
    asked = frozenset[str]().union(*stems.values()) if stems else frozenset[str]()
    weights = {term: 2.0 if _NUMBER.match(term) else 1.0 for term in terms}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in asked) / total if total else 0.0


async def linked(store: GraphStore, question: str, places: Collection[Place]) -> list[Linked]:
    """The entities of the places that a question names, best covered first."""
    stems = asked_stems(question)
    every = sorted(frozenset[str]().union(*stems.values())) if stems else []
    found = await store.entities(every, places, CANDIDATES) if every else []
    scored = [Linked(entity, coverage(entity.terms, stems)) for entity in found]
    return sorted(
        (one for one in scored if one.coverage >= LEAST_COVERAGE),
        key=lambda one: (-one.coverage, -len(one.entity.terms), one.entity.name),
    )
