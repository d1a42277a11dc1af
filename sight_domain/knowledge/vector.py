"""The vector leg: cosine similarity in pgvector, among the vectors of one model only.

Few vectors are scanned exactly; many are found through the model's HNSW index, which goes on searching until enough
of what it finds is in scope, so that a filter costs time and not recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.knowledge.scope import VISIBLE, Scope
from sight_domain.knowledge.vector_index import EXACT_BELOW, literal

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

EF_SEARCH = 200
"""How many candidates the index keeps while it searches; 100 are asked of it."""

_EXACT = f"""
select v.chunk_id, 1 - (v.embedding <=> cast(cast(:vector as text) as halfvec)) as similarity
from chunk_vectors v join documents d on d.id = v.document_id
where v.model = :model and {VISIBLE}
order by similarity desc, v.chunk_id
limit :depth
"""

# Sorted again outside: a relaxed index scan comes almost in order (`+ 0` hides from the planner that it claims to be
# in order). The cast must be the index's own. `is true` keeps
# the filter a filter: as a join it would be planned around the index.
_INDEXED = f"""
with visible as materialized (
    select d.id from documents d where {VISIBLE}
), nearest as materialized (
    select v.chunk_id,
           cast(v.embedding as halfvec(%(dimensions)s)) <=> cast(cast(:vector as text) as halfvec(%(dimensions)s))
               as distance
    from chunk_vectors v
    where v.model = %(model)s and (v.document_id in (select id from visible)) is true
    order by distance
    limit :depth
)
select chunk_id, 1 - distance as similarity from nearest order by distance + 0, chunk_id
"""
_SEARCHING = (
    f"set local hnsw.ef_search = {EF_SEARCH}",
    "set local hnsw.iterative_scan = relaxed_order",
    "set local hnsw.max_scan_tuples = 200000",
    "set local hnsw.scan_mem_multiplier = 8",
)

_COVERAGE = f"""
select coalesce(sum(d.chunk_count), 0) as chunks, coalesce(sum(v.vectors), 0) as ready,
       count(*) || ':' || coalesce(bit_xor(hashint8extended(d.number, 0)), 0) || ':' || coalesce(sum(v.vectors), 0)
           || ':' || count(g.document_id) as version,
       count(g.document_id) as graphs
from documents d
left join document_vectors v on v.document_id = d.id and v.model = :model
left join document_graphs g on g.document_id = d.id and g.facts > 0
where {VISIBLE}
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the visible chunks have a vector of the configured model.

    `graphs` is how many of the documents the graph has facts of. `version` changes with what a search can find: with
    each document added, deleted or restored, each vector and each graph made. Stored documents never change, so their
    set and the counts of their vectors and graphs tell all.
    """

    chunks: int
    ready: int
    graphs: int
    version: str


async def vector_ranking(
    session: AsyncSession,
    vector: Sequence[float],
    model: str,
    scope: Scope,
    depth: int,
    *,
    among: int = 0,
    exact_below: int = EXACT_BELOW,
) -> list[tuple[UUID, float]]:
    """(chunk, cosine similarity) of the nearest `depth` chunks; equal ones in order of being added.

    `among` is how many vectors are in scope: fewer than `exact_below` are all compared.
    """
    from sqlalchemy import text

    asked = {"vector": as_literal(vector), "depth": depth, **scope.parameters}
    if among < exact_below:
        rows = await session.execute(text(_EXACT), {"model": model, **asked})
    else:
        for setting in _SEARCHING:
            await session.execute(text(setting))
        query = _INDEXED % {"dimensions": len(vector), "model": literal(model)}
        rows = await session.execute(text(query), asked)
    return [(row.chunk_id, float(row.similarity)) for row in rows]


async def coverage(session: AsyncSession, model: str, scope: Scope) -> Coverage:
    """Chunks in scope, those with a vector of `model`, and the version of both."""
    from sqlalchemy import text

    row = (await session.execute(text(_COVERAGE), {"model": model, **scope.parameters})).one()
    return Coverage(int(row.chunks), int(row.ready), int(row.graphs), row.version)


def as_literal(vector: Sequence[float]) -> str:
    """pgvector's text form: ``[0.1,0.2]``."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
