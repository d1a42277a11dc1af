"""Search as a use case: the legs that can be served, what they found in order, each hit once, told what is missing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sight_domain.ids import Kind, to_public
from sight_domain.knowledge import requests
from sight_domain.knowledge.breadth import is_unlikely, passages_enough
from sight_domain.knowledge.fusion import FusionWeights
from sight_domain.knowledge.legs import Legs
from sight_domain.knowledge.near_duplicates import Distinct, collapsed
from sight_domain.knowledge.notes import none_likely
from sight_domain.knowledge.reranking import Judge, reranked
from sight_domain.knowledge.result_cache import ResultCache
from sight_domain.knowledge.schemas import RankedDocument, SearchMode, SearchResults
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.searching import LEG_DEPTH, Passage, documents_of, hit_of, passages, ranked
from sight_domain.knowledge.vector import Coverage, coverage
from sight_domain.language import Language, Text

if TYPE_CHECKING:
    from sight_domain.storage.database import Database

# Enough of a leg's passages that `depth` documents are among them where documents are of a few pages.
_PASSAGES_A_DOCUMENT = 3


class Search:
    """Answers queries within a scope that its caller has checked; `judge` as in `KnowledgeService`."""

    def __init__(self, database: Database, legs: Legs, weights: FusionWeights, judge: Judge | None) -> None:
        self._database = database
        self._legs = legs
        self._weights = weights
        self._judge = judge
        self._results = ResultCache[SearchResults]()

    async def hits(
        self, query: str, scope: Scope, asked: SearchMode, top_k: int | None, language: Language, model: str
    ) -> SearchResults:
        """As `KnowledgeService.search`; `model` is the id of current vectors."""
        covered = await self._covered(scope, model)
        key = (covered.version, model, scope, asked, query, top_k, language)
        known = self._results.get(key)
        if known is not None:
            return known.model_copy(deep=True)
        graph, away = await self._legs.graph(asked, query, scope, covered, LEG_DEPTH)
        used, vector, note = await self._legs.vector(asked, query, scope, covered, with_graph=bool(graph))
        found = await ranked(self._database, query, scope, used, vector, self._weights, graph=graph)
        async with self._database.session() as session:
            candidates = await passages(session, found[: requests.candidates(top_k)])
        distinct = await asyncio.to_thread(collapsed, candidates, lambda passage: passage.text)
        # How many are given is decided by what the search knows, whoever puts them in order.
        sure = [one.first.candidate.confidence for one in distinct]
        enough = top_k or passages_enough([one or 0.0 for one in sure])
        distinct, unjudged = await self._judged(query, distinct, language, scope)
        hits = await asyncio.to_thread(lambda: [hit_of(one, query) for one in distinct[:enough]])
        if self._judge is not None and unjudged is None:
            for place, hit in enumerate(hits, start=1):
                hit.ranks["rerank"] = place
        unlikely = none_likely() if is_unlikely(sure) else None
        notes = [one.to(language) for one in (note, away, unjudged, unlikely) if one is not None]
        results = SearchResults(hits=hits, mode_used=used, note=" ".join(notes) or None)
        if used is asked and away is None and unjudged is None and (note is None or vector is not None):
            self._results.keep(key, results.model_copy(deep=True))
        return results

    async def documents(
        self, query: str, scope: Scope, asked: SearchMode, depth: int, model: str
    ) -> list[RankedDocument]:
        """As `KnowledgeService.rank_documents`."""
        covered = await self._covered(scope, model)
        passages_deep = _PASSAGES_A_DOCUMENT * depth
        graph, away = await self._legs.graph(asked, query, scope, covered, passages_deep)
        used, vector, note = await self._legs.vector(asked, query, scope, covered, with_graph=False)
        if used is not asked or away is not None:
            raise requests.mode_not_served(asked, away or note)
        found = await ranked(
            self._database, query, scope, used, vector, self._weights, graph=graph, depth=passages_deep
        )
        async with self._database.session() as session:
            documents = await documents_of(session, found)
        return [
            RankedDocument(document_id=to_public(Kind.DOCUMENT, key), confidence=best.confidence)
            for key, best in list(documents.items())[:depth]
        ]

    async def _judged(
        self, query: str, distinct: list[Distinct[Passage]], language: Language, scope: Scope
    ) -> tuple[list[Distinct[Passage]], Text | None]:
        if self._judge is None:
            return distinct, None
        texts = [(one.first.row.context, one.first.text) for one in distinct]
        return await reranked(self._judge, query, distinct, texts, language, scope.project_id)

    async def _covered(self, scope: Scope, model: str) -> Coverage:
        async with self._database.session() as session:
            return await coverage(session, model, scope)
