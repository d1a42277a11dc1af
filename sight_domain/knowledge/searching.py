"""One search: its legs, their fusion, and the passages found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
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

LEG_DEPTH = 100
"""How many passages each leg hands to the fusion."""

_PASSAGES = """
select c.id, c.document_id, d.title, c.context, c.text, c.char_start, c.char_end, c.page_start, c.page_end
from document_chunks c join documents d on d.id = c.document_id
where c.id = any(cast(:ids as uuid[]))
"""


async def ranked(
    session: AsyncSession,
    query: str,
    scope: Scope,
    mode: SearchMode,
    vector: Sequence[float] | None,
    model: str,
) -> list[Fused[UUID]]:
    """Chunks, best first. One leg's own score stands alone; two are fused. `vector` is the query's, for that leg."""
    legs: dict[Leg, list[tuple[UUID, float]]] = {}
    if mode is not SearchMode.VECTOR:
        legs["keyword"] = await keyword_ranking(session, query_terms(query), scope, LEG_DEPTH)
    if mode is not SearchMode.KEYWORD and vector is not None:
        legs["vector"] = await vector_ranking(session, vector, model, scope, LEG_DEPTH)
    if len(legs) == 1:
        leg, ranking = next(iter(legs.items()))
        return [
            Fused(chunk_id, score, {leg: rank}) for rank, (chunk_id, score) in enumerate(ranking, start=1)
        ]
    return reciprocal_rank_fusion(
        {leg: [chunk_id for chunk_id, _ in ranking] for leg, ranking in legs.items()}
    )


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
