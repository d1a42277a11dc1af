"""The keyword leg: BM25 over a postings table, in one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.knowledge.analysis import Terms
from sight_domain.knowledge.scope import VISIBLE, Scope

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

K1 = 1.2
B = 0.75

_RANK = f"""
with visible as materialized (
    select d.id, d.chunk_count, d.term_count from documents d where {VISIBLE}
), collection as (
    select sum(chunk_count)::float8 as chunks, sum(term_count)::float8 / nullif(sum(chunk_count), 0) as mean_length
    from visible
), matched as materialized (
    select q.term, q.weight, p.chunk_id, p.tf, p.length
    from unnest(cast(:terms as text[]), cast(:weights as float8[])) as q(term, weight)
    join postings p on p.term = q.term
    join visible v on v.id = p.document_id
), rarity as (
    select m.term, ln(1 + (c.chunks - count(*) + 0.5) / (count(*) + 0.5)) as idf
    from matched m cross join collection c group by m.term, c.chunks
)
select m.chunk_id,
       round(sum(m.weight * r.idf * m.tf * (p.k1 + 1)
           / (m.tf + p.k1 * (1 - p.b + p.b * m.length / c.mean_length)))::numeric, 6)::float8 as score
from matched m join rarity r using (term) cross join collection c
    cross join (select cast(:k1 as float8) as k1, cast(:b as float8) as b) p
group by m.chunk_id
order by score desc, m.chunk_id
limit :depth
"""

_STORE = """
insert into postings (term, chunk_id, document_id, tf, length)
select t.term, t.chunk_id, :document_id, t.tf, t.length
from unnest(cast(:terms as text[]), cast(:chunk_ids as uuid[]), cast(:tfs as int[]), cast(:lengths as int[]))
    as t(term, chunk_id, tf, length)
"""


async def keyword_ranking(
    session: AsyncSession, terms: Mapping[str, float], scope: Scope, depth: int
) -> list[tuple[UUID, float]]:
    """(chunk, score) of the best `depth` chunks; equal scores in order of being added.

    ``score = sum over terms of weight * idf * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))`` with
    ``idf = ln(1 + (N - df + 0.5) / (df + 0.5))``; N, df and the mean length are those of the visible documents.
    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; idf as in Lucene, never negative.
    """
    from sqlalchemy import text

    if not terms:
        return []
    rows = await session.execute(
        text(_RANK),
        {
            "terms": list(terms),
            "weights": list(terms.values()),
            "k1": K1,
            "b": B,
            "depth": depth,
            **scope.parameters,
        },
    )
    return [(row.chunk_id, row.score) for row in rows]


async def store_postings(
    session: AsyncSession, document_id: UUID, chunks: Iterable[tuple[UUID, Terms]]
) -> None:
    """Make the chunks of a new document findable."""
    from sqlalchemy import text

    rows = [
        (term, chunk_id, tf, terms.length)
        for chunk_id, terms in chunks
        for term, tf in terms.frequencies.items()
    ]
    # In the order of the primary key, so that the index grows page by page.
    rows.sort(key=lambda row: (row[0], row[1]))
    await session.execute(
        text(_STORE),
        {
            "document_id": document_id,
            "terms": [row[0] for row in rows],
            "chunk_ids": [row[1] for row in rows],
            "tfs": [row[2] for row in rows],
            "lengths": [row[3] for row in rows],
        },
    )
