"""The graph leg of a search: passages reached through the entities that a query names, and through their neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.knowledge.graph.linking import linked
from sight_domain.knowledge.graph.store import GraphStore

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.model import Place

NEIGHBOUR_WEIGHT = 0.3
"""Of an entity that facts name together with one of the query, against 1 for that one."""
_NEIGHBOURS = 30


async def graph_leg(
    store: GraphStore, query: str, places: Collection[Place], depth: int
) -> list[tuple[UUID, float]]:
    """(chunk, score) of the best `depth` passages; empty when the query names nothing that the graph knows.

    ``score(c) = sum over entities e that c names of weight(e) * n / (n + 1) / ln(2 + passages of e)``, n times named.
    The weight of an entity of the query is its coverage squared; of a neighbour, `NEIGHBOUR_WEIGHT` times that of its
    best entity of the query.

    Raises:
        SightError: ``unavailable`` when the store does not answer.
    """
    meant = await linked(store, query, places)
    if not meant:
        return []
    weights = {one.entity.id: one.coverage**2 for one in meant}
    near: dict[UUID, float] = {}
    for of, other, _ in await store.neighbours(list(weights), _NEIGHBOURS):
        near[other] = max(near.get(other, 0.0), NEIGHBOUR_WEIGHT * weights[of])
    weights = near | weights
    return scored(weights, await store.mentions(list(weights)))[:depth]


def scored(
    weights: Mapping[UUID, float], mentions: Collection[tuple[UUID, UUID, int]]
) -> list[tuple[UUID, float]]:
    """Passages by the formula of `graph_leg`, best first, equal ones in order of being added."""
    passages: dict[UUID, int] = defaultdict(int)
    for entity, _, _ in mentions:
        passages[entity] += 1
    scores: dict[UUID, float] = defaultdict(float)
    for entity, chunk, count in mentions:
        scores[chunk] += weights[entity] * count / (count + 1) / math.log(2 + passages[entity])
    return sorted(scores.items(), key=lambda one: (-round(one[1], 9), one[0]))
