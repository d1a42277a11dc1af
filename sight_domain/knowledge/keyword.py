"""The keyword leg: BM25 over a postings table, in one SQL statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sight_domain.knowledge.analysis import Terms
from sight_domain.knowledge.scope import VISIBLE, Scope

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

K1 = 1.2
B = 0.75

_MOST = 32_767
"""The largest `tf` and length that a posting holds."""

# Rounded by a power of ten, not as a numeric: equal scores must tie whatever the order of summing, and cheaply.
_RANK = f"""
with visible as materialized (
    select d.number, d.chunk_count, d.term_count from documents d where {VISIBLE}
), collection as (
    select sum(chunk_count)::float8 as chunks, sum(term_count)::float8 / nullif(sum(chunk_count), 0) as mean_length
    from visible
), matched as materialized (
    select q.term, q.weight, p.chunk_number, p.tf, p.length
    from unnest(cast(:terms as text[]), cast(:weights as float8[])) as q(term, weight)
    join postings p on p.term = q.term collate "C"
    join visible v on v.number = p.document_number
), rarity as (
    select m.term, ln(1 + (c.chunks - count(*) + 0.5) / (count(*) + 0.5)) as idf
    from matched m cross join collection c group by m.term, c.chunks
), ceiling as (
    select sum(q.weight * coalesce(r.idf, ln(1 + (c.chunks + 0.5) / 0.5))) * (cast(:k1 as float8) + 1) as score
    from unnest(cast(:terms as text[]), cast(:weights as float8[])) as q(term, weight)
    left join rarity r using (term) cross join collection c
), best as (
    select m.chunk_number,
           round(sum(m.weight * r.idf * m.tf * (p.k1 + 1)
               / (m.tf + p.k1 * (1 - p.b + p.b * m.length / c.mean_length))) * 1e6) / 1e6 as score
    from matched m join rarity r using (term) cross join collection c
        cross join (select cast(:k1 as float8) as k1, cast(:b as float8) as b) p
    group by m.chunk_number
    order by score desc, m.chunk_number
    limit :depth
)
select c.id as chunk_id, best.score, ceiling.score as ceiling
from best join document_chunks c on c.number = best.chunk_number cross join ceiling
order by best.score desc, best.chunk_number
"""

_STORE = """
insert into postings (term, chunk_number, document_number, tf, length)
select t.term, c.number, d.number, t.tf, t.length
from unnest(cast(:terms as text[]), cast(:chunk_ids as uuid[]), cast(:tfs as int[]), cast(:lengths as int[]))
    as t(term, chunk_id, tf, length)
join document_chunks c on c.id = t.chunk_id
join documents d on d.id = c.document_id
order by t.term collate "C", c.number
"""


class KeywordRanking(NamedTuple):
    """(chunk, score), best first, and the `ceiling` that no text could pass: every term of the query, endlessly often."""

    chunks: list[tuple[UUID, float]]
    ceiling: float


async def keyword_ranking(
    session: AsyncSession, terms: Mapping[str, float], scope: Scope, depth: int
) -> KeywordRanking:
    """The best `depth` chunks; equal scores in order of being added.

    ``score = sum over terms of weight * idf * tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length))`` with
    ``idf = ln(1 + (N - df + 0.5) / (df + 0.5))``; N, df and the mean length are those of the visible documents.
    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; idf as in Lucene, never negative.
    """
    from sqlalchemy import text

    if not terms:
        return KeywordRanking([], 0.0)
    asked = await session.execute(
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
    rows = asked.all()
    return KeywordRanking([(row.chunk_id, row.score) for row in rows], rows[0].ceiling if rows else 0.0)


async def store_postings(session: AsyncSession, chunks: Iterable[tuple[UUID, Terms]]) -> None:
    """Make the stored chunks of a new document findable."""
    from sqlalchemy import text

    rows = [
        (term, chunk_id, min(tf, _MOST), min(terms.length, _MOST))
        for chunk_id, terms in chunks
        for term, tf in terms.frequencies.items()
    ]
    await session.execute(
        text(_STORE),
        {
            "terms": [row[0] for row in rows],
            "chunk_ids": [row[1] for row in rows],
            "tfs": [row[2] for row in rows],
            "lengths": [row[3] for row in rows],
        },
    )
