"""The vector leg: cosine similarity in pgvector, among the vectors of one model only.

The scan is exact: below some 25,000 chunks it takes tens of milliseconds and finds everything, filters included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.knowledge.scope import VISIBLE, Scope

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

# The subquery is materialised so that distances are taken of this model's vectors only: others differ in dimensions.
_RANK = f"""
with candidates as materialized (
    select v.chunk_id, v.embedding
    from chunk_vectors v join documents d on d.id = v.document_id
    where v.model = :model and {VISIBLE}
)
select chunk_id, 1 - (embedding <=> cast(cast(:vector as text) as halfvec)) as similarity
from candidates
order by similarity desc, chunk_id
limit :depth
"""

_COVERAGE = f"""
select coalesce(sum(d.chunk_count), 0) as chunks,
       coalesce(sum((select count(*) from chunk_vectors v where v.model = :model and v.document_id = d.id)), 0) as ready
from documents d where {VISIBLE}
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the visible chunks have a vector of the configured model."""

    chunks: int
    ready: int


async def vector_ranking(
    session: AsyncSession, vector: Sequence[float], model: str, scope: Scope, depth: int
) -> list[tuple[UUID, float]]:
    """(chunk, cosine similarity) of the nearest `depth` chunks; equal ones in order of being added."""
    from sqlalchemy import text

    rows = await session.execute(
        text(_RANK), {"vector": as_literal(vector), "model": model, "depth": depth, **scope.parameters}
    )
    return [(row.chunk_id, float(row.similarity)) for row in rows]


async def coverage(session: AsyncSession, model: str, scope: Scope) -> Coverage:
    """Chunks in scope, and those with a vector of `model`."""
    from sqlalchemy import text

    row = (await session.execute(text(_COVERAGE), {"model": model, **scope.parameters})).one()
    return Coverage(int(row.chunks), int(row.ready))


def as_literal(vector: Sequence[float]) -> str:
    """pgvector's text form: ``[0.1,0.2]``."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
