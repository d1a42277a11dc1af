"""One search: its legs, their fusion, and the passages found."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.analysis import query_terms
from sight_domain.knowledge.fusion import Fused, Leg, reciprocal_rank_fusion
from sight_domain.knowledge.keyword import keyword_ranking
from sight_domain.knowledge.schemas import SearchHit, SearchMode
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.vector import vector_ranking

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.storage.database import Database

Ranking = list[tuple[UUID, float]]

LEG_DEPTH = 100
"""How many passages each leg hands to the fusion."""

_PASSAGES = """
select c.id, c.document_id, d.title, c.context, c.text, c.char_start, c.char_end, c.page_start, c.page_end
from document_chunks c join documents d on d.id = c.document_id
where c.id = any(cast(:ids as uuid[]))
"""


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A query as the model `model` sees it, to be compared `among` so many vectors in scope."""

    values: Sequence[float]
    model: str
    among: int


async def ranked(
    database: Database,
    query: str,
    scope: Scope,
    mode: SearchMode,
    vector: QueryVector | None,
    *,
    depth: int = LEG_DEPTH,
) -> list[Fused[UUID]]:
    """Chunks, best first. One leg's own score stands alone; two run side by side and are fused."""
    searches: dict[Leg, Coroutine[Any, Any, Ranking]] = {}
    if mode is not SearchMode.VECTOR:
        searches["keyword"] = _by_keyword(database, query, scope, depth)
    if mode is not SearchMode.KEYWORD and vector is not None:
        searches["vector"] = _by_vector(database, vector, scope, depth)
    legs = dict(zip(searches, await asyncio.gather(*searches.values()), strict=True))
    if len(legs) == 1:
        leg, ranking = next(iter(legs.items()))
        return [
            Fused(chunk_id, score, {leg: rank}) for rank, (chunk_id, score) in enumerate(ranking, start=1)
        ]
    return reciprocal_rank_fusion(
        {leg: [chunk_id for chunk_id, _ in ranking] for leg, ranking in legs.items()}
    )


async def _by_keyword(database: Database, query: str, scope: Scope, depth: int) -> Ranking:
    async with database.session() as session:
        return await keyword_ranking(session, query_terms(query), scope, depth)


async def _by_vector(database: Database, vector: QueryVector, scope: Scope, depth: int) -> Ranking:
    async with database.session() as session:
        return await vector_ranking(session, vector.values, vector.model, scope, depth, among=vector.among)


async def passages(session: AsyncSession, found: Sequence[Fused[UUID]]) -> list[SearchHit]:
    """The texts of ranked chunks, in their order."""
    from sqlalchemy import text

    rows = {
        row.id: row for row in await session.execute(text(_PASSAGES), {"ids": [one.item for one in found]})
    }
    return [
        SearchHit(
            chunk_id=to_public(Kind.CHUNK, row.id),
            document_id=to_public(Kind.DOCUMENT, row.document_id),
            title=row.title,
            page=row.page_start,
            page_end=row.page_end,
            context=row.context,
            text=row.text,
            char_start=row.char_start,
            char_end=row.char_end,
            score=one.score,
            ranks={leg: rank for leg, rank in one.ranks.items()},  # noqa: C416 - widens the keys' type,
        )
        for one in found
        if (row := rows.get(one.item)) is not None
    ]


async def documents_of(session: AsyncSession, chunks: Sequence[UUID]) -> list[UUID]:
    """The documents that ranked chunks are from, each once, in the order of its first."""
    from sqlalchemy import text

    rows = await session.execute(
        text("select id, document_id from document_chunks where id = any(cast(:ids as uuid[]))"),
        {"ids": list(chunks)},
    )
    document: dict[UUID, UUID] = {row.id: row.document_id for row in rows}
    return list(dict.fromkeys(document[chunk] for chunk in chunks if chunk in document))
