"""Which legs of a search can be served just now, and what to tell when one cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sight_domain.errors import SightError
from sight_domain.knowledge import requests
from sight_domain.knowledge.embedding import BackgroundEmbedding, Embedder
from sight_domain.knowledge.graph.notes import without_graph
from sight_domain.knowledge.graph.refusals import graph_is_off
from sight_domain.knowledge.notes import documents_none, keyword_only, partly_ready, without_vectors
from sight_domain.knowledge.schemas import SearchMode
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.searching import QueryVector, Ranking
from sight_domain.knowledge.vector import Coverage
from sight_domain.language import Text

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.service import GraphService


class Legs:
    """The graph and the vectors of a knowledge base, each of which a search may have to do without."""

    def __init__(
        self, embedder: Embedder, background: BackgroundEmbedding, graph: GraphService | None
    ) -> None:
        self._embedder = embedder
        self._background = background
        self._graph = graph

    async def graph(
        self, asked: SearchMode, query: str, scope: Scope, covered: Coverage, depth: int
    ) -> tuple[Ranking | None, Text | None]:
        """Passages that the graph leads to, and what to tell when it could not be asked.

        Raises:
            SightError: ``not_configured`` or ``unavailable`` when nothing but the graph is asked for.
        """
        if asked not in (SearchMode.HYBRID, SearchMode.GRAPH):
            return None, None
        if self._graph is None:
            if asked is SearchMode.GRAPH:
                raise graph_is_off("mode")
            return None, None
        if covered.graphs == 0:
            return None, None
        try:
            return await self._graph.leg(query, scope, depth) or None, None
        except SightError as error:
            if asked is SearchMode.GRAPH:
                raise
            return None, without_graph(error)

    async def vector(
        self, asked: SearchMode, query: str, scope: Scope, covered: Coverage, *, with_graph: bool
    ) -> tuple[SearchMode, QueryVector | None, Text | None]:
        """The mode that can be served, the query's vector for it, and what to tell about the difference.

        `with_graph`: whether the graph leg found something, so that hybrid has two legs left without this one.

        Raises:
            SightError: ``not_configured``, ``conflict`` or ``unavailable`` when nothing but vectors is asked for.
        """
        model = self._embedder.embedding_model()
        if covered.chunks == 0:
            return asked, None, documents_none()
        if asked in (SearchMode.KEYWORD, SearchMode.GRAPH):
            return asked, None, None
        try:
            if model is None:
                raise requests.embedder_off()
            if covered.ready == 0:
                raise self._background.failure_of(scope.project_id) or requests.vectors_not_ready()
            made = await self._embedder.embed([query], purpose="query", project_id=scope.project_id)
        except SightError as error:
            if asked is SearchMode.VECTOR:
                raise
            if with_graph:
                return asked, None, without_vectors(error)
            return SearchMode.KEYWORD, None, keyword_only(error)
        note = partly_ready(covered.ready, covered.chunks) if covered.ready < covered.chunks else None
        return asked, QueryVector(made.vectors[0], model.id, covered.ready), note
