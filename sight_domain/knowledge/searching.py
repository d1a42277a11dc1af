"""One search: its legs, their fusion, and the passages found."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.ids import Kind, to_public
from sight_domain.knowledge.analysis import detect_language, query_terms
from sight_domain.knowledge.chunking import headings_of
from sight_domain.knowledge.confidence import Evidence, evidence_of, probability
from sight_domain.knowledge.extracts import extract
from sight_domain.knowledge.fusion import Fused, FusionWeights, Leg, reciprocal_rank_fusion
from sight_domain.knowledge.keyword import KeywordRanking, keyword_ranking
from sight_domain.knowledge.near_duplicates import Distinct
from sight_domain.knowledge.schemas import KeyFact, SamePassage, SearchHit, SearchMode
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.vector import vector_ranking

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.storage.database import Database

Ranking = list[tuple[UUID, float]]

LEG_DEPTH = 100
"""How many passages each leg hands to the fusion."""

_SURE_ALONE = 0.15
"""Probability from which a vector alone brings a passage in another language up."""

_PASSAGES = """
select c.id, c.document_id, d.title, c.context, c.text, c.char_start, c.char_end, c.page_start, c.page_end
from document_chunks c join documents d on d.id = c.document_id
where c.id = any(cast(:ids as uuid[]))
"""
_FOREIGN = """
select c.id from document_chunks c join documents d on d.id = c.document_id
where c.id = any(cast(:ids as uuid[])) and d.language <> :language
"""


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A query as the model `model` sees it, to be compared `among` so many vectors in scope."""

    values: Sequence[float]
    model: str
    among: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that was found, what is known of it as a hit, and how sure that makes it; ``None`` for one that only the
    graph found, of which nothing was calibrated."""

    fused: Fused[UUID]
    evidence: Evidence
    confidence: float | None


async def ranked(
    database: Database,
    query: str,
    scope: Scope,
    mode: SearchMode,
    vector: QueryVector | None,
    weights: FusionWeights,
    *,
    graph: Ranking | None = None,
    depth: int = LEG_DEPTH,
) -> list[Candidate]:
    """Chunks, best first. One leg's own score stands alone; several run side by side and are fused.

    `graph` is the ranking of the graph leg, ``None`` where it has nothing to say.
    """

    async def by_keyword() -> KeywordRanking | None:
        if mode not in (SearchMode.HYBRID, SearchMode.KEYWORD):
            return None
        async with database.session() as session:
            return await keyword_ranking(session, query_terms(query), scope, depth)

    async def by_vector() -> Ranking | None:
        if mode not in (SearchMode.HYBRID, SearchMode.VECTOR) or vector is None:
            return None
        async with database.session() as session:
            return await vector_ranking(
                session, vector.values, vector.model, scope, depth, among=vector.among
            )

    words, meaning = await asyncio.gather(by_keyword(), by_vector())
    foreign: Mapping[UUID, float] = {}
    if words is not None and meaning is not None:
        foreign = await _foreign(database, query, words.chunks, meaning)
    legs: dict[Leg, Ranking] = {}
    if words is not None:
        legs["keyword"] = words.chunks
    if meaning is not None:
        legs["vector"] = meaning
    if graph and mode in (SearchMode.HYBRID, SearchMode.GRAPH):
        legs["graph"] = graph
    fused = _fused(legs, weights, foreign)
    evidence = evidence_of(fused, words, meaning)
    calibrated = [leg for leg in legs if leg != "graph"]
    used = mode.value if len(calibrated) > 1 else next(iter(calibrated), SearchMode.KEYWORD.value)

    def confidence(one: Fused[UUID], known: Evidence) -> float | None:
        if set(one.ranks) == {"graph"}:
            return None
        return foreign.get(one.item) or probability(known, used)

    return [Candidate(one, known, confidence(one, known)) for one, known in zip(fused, evidence, strict=True)]


async def _foreign(
    database: Database, query: str, by_keyword: Ranking, by_vector: Ranking
) -> dict[UUID, float]:
    """Passages in another language than the query that the vector leg is sure of, and how sure.

    That none of the words was found says nothing of them: their vector says all.
    """
    from sqlalchemy import text

    language = detect_language(query)
    found_by_words = {chunk_id for chunk_id, _ in by_keyword}
    alone = [Fused(one, similarity, {}) for one, similarity in by_vector]
    sure = {
        one.item: chance
        for one, known in zip(alone, evidence_of(alone, None, by_vector), strict=True)
        if one.item not in found_by_words and (chance := probability(known, SearchMode.VECTOR)) >= _SURE_ALONE
    }
    if language is None or not sure:
        return {}
    async with database.session() as session:
        ids = await session.scalars(text(_FOREIGN), {"ids": list(sure), "language": language})
        return {one: sure[one] for one in ids.all()}


def _fused(
    legs: Mapping[Leg, Ranking], weights: FusionWeights, foreign: Collection[UUID]
) -> list[Fused[UUID]]:
    if not legs:
        return []
    if len(legs) == 1:
        leg, ranking = next(iter(legs.items()))
        return [
            Fused(chunk_id, score, {leg: rank}) for rank, (chunk_id, score) in enumerate(ranking, start=1)
        ]
    return reciprocal_rank_fusion(
        {leg: [chunk_id for chunk_id, _ in ranking] for leg, ranking in legs.items()},
        k=weights.k,
        weights=weights.of_leg,
        beyond_words=foreign,
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A candidate with its text and place: a row of `_PASSAGES`."""

    candidate: Candidate
    row: Any

    @property
    def text(self) -> str:
        return self.row.text


async def passages(session: AsyncSession, found: Sequence[Candidate]) -> list[Passage]:
    """The texts of ranked chunks, in their order."""
    from sqlalchemy import text

    rows = {
        row.id: row
        for row in await session.execute(text(_PASSAGES), {"ids": [one.fused.item for one in found]})
    }
    return [Passage(one, rows[one.fused.item]) for one in found if one.fused.item in rows]


def hit_of(distinct: Distinct[Passage], query: str) -> SearchHit:
    """A passage as its reader gets it, with what it says in short and where else it stands."""
    row, candidate = distinct.first.row, distinct.first.candidate
    short = extract(row.text, query, headings_of(row.context))
    return SearchHit(
        chunk_id=to_public(Kind.CHUNK, row.id),
        document_id=to_public(Kind.DOCUMENT, row.document_id),
        title=row.title,
        page=row.page_start,
        page_end=row.page_end,
        context=row.context,
        text=row.text,
        char_start=row.char_start,
        char_end=row.char_end,
        summary=row.text[short.summary.start : short.summary.end],
        key_facts=[
            KeyFact(
                text=row.text[fact.start : fact.end],
                char_start=row.char_start + fact.start,
                char_end=row.char_start + fact.end,
            )
            for fact in short.facts
        ],
        score=candidate.fused.score,
        confidence=None if candidate.confidence is None else round(candidate.confidence, 3),
        ranks={leg: rank for leg, rank in candidate.fused.ranks.items()},  # noqa: C416 - widens the keys' type
        also_in=[
            SamePassage(
                chunk_id=to_public(Kind.CHUNK, other.row.id),
                document_id=to_public(Kind.DOCUMENT, other.row.document_id),
                title=other.row.title,
                page=other.row.page_start,
            )
            for other in distinct.others
        ],
    )


async def documents_of(session: AsyncSession, found: Sequence[Candidate]) -> dict[UUID, Candidate]:
    """The documents that ranked chunks are from, each with its first chunk, in that order."""
    from sqlalchemy import text

    rows = await session.execute(
        text("select id, document_id from document_chunks where id = any(cast(:ids as uuid[]))"),
        {"ids": [one.fused.item for one in found]},
    )
    document: dict[UUID, UUID] = {row.id: row.document_id for row in rows}
    best: dict[UUID, Candidate] = {}
    for one in found:
        if one.fused.item in document:
            best.setdefault(document[one.fused.item], one)
    return best
