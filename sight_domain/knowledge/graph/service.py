"""The knowledge graph of an installation: asked by researchers, walked by searches, kept with the documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError, invalid_argument
from sight_domain.ids import Kind, from_public, to_public
from sight_domain.knowledge import library, requests
from sight_domain.knowledge.graph import refusals
from sight_domain.knowledge.graph.building import GraphBuilding
from sight_domain.knowledge.graph.leg import graph_leg
from sight_domain.knowledge.graph.linking import linked
from sight_domain.knowledge.graph.model import Place
from sight_domain.knowledge.graph.notes import graph_names_none, graphs_missing
from sight_domain.knowledge.graph.questions import ranked_facts, statement
from sight_domain.knowledge.graph.schemas import FactSource, GraphAnswer, GraphFact
from sight_domain.knowledge.notes import documents_none
from sight_domain.knowledge.scope import VISIBLE, Scope
from sight_domain.language import Language, Text

if TYPE_CHECKING:
    from sight_domain.knowledge.graph.extraction import Reader
    from sight_domain.knowledge.graph.store import GraphStore, StoredFact
    from sight_domain.settings import Settings
    from sight_domain.storage.database import Database

LARGEST_LIMIT = 100
CYPHER_SECONDS = 5.0
_PLACES = f"select distinct d.project_id from documents d where {VISIBLE}"
_TITLES = f"select d.id, d.title from documents d where {VISIBLE} and d.id = any(cast(:ids as uuid[]))"
_VISIBLE_CHUNKS = f"""
select c.id from document_chunks c join documents d on d.id = c.document_id
where {VISIBLE} and c.id = any(cast(:ids as uuid[]))
"""
_WITHOUT = f"""
select count(*) as documents, count(*) filter (where g.state is distinct from 'ready') as missing
from documents d left join document_graphs g on g.document_id = d.id where {VISIBLE}
"""


class GraphService:
    """Safe to use from many tasks; ``await aclose()`` at the end. The store is opened on first use."""

    def __init__(self, database: Database, reader: Reader, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._opened: GraphStore | None = None
        self.building = GraphBuilding(
            database, reader, self._store, at_once=min(settings.model_concurrency, _AT_ONCE)
        )

    @property
    def is_on(self) -> bool:
        """Whether documents get a graph and searches use it (``SIGHT_GRAPH``)."""
        return self._settings.graph == "on"

    async def query(
        self,
        actor: Actor,
        *,
        project_id: str | None = None,
        question: str | None = None,
        cypher: str | None = None,
        limit: int = 20,
    ) -> GraphAnswer:
        """A question answered with facts and their sources, or the rows of a read-only Cypher query.

        What is seen is what the actor's documents state: a project's and the library's, without a project all of them.

        Raises:
            SightError: ``invalid_argument`` (question, cypher, limit), ``not_found`` (project_id), ``unsupported`` for
                Cypher without Neo4j, ``not_configured`` when the graph is off, ``unavailable`` when Neo4j is away.
        """
        requests.require_within("limit", limit, LARGEST_LIMIT)
        if (question is None) == (cypher is None):
            raise _one_of_two()
        if not self.is_on:
            raise refusals.graph_is_off("question")
        project = None if project_id is None else from_public(Kind.PROJECT, project_id, field="project_id")
        scope = Scope(actor.user_id, project)
        async with self._database.session() as session:
            if project is not None and not await library.project_is_visible(session, actor.user_id, project):
                raise requests.no_such_project(project_id or "")
        places = await self._places(scope)
        if cypher is not None:
            return await self._rows(
                cypher, places or [Place(actor.user_id, project, await self.building.installation())], limit
            )
        return await self._facts(question or "", scope, places, limit, actor.language)

    async def leg(self, query: str, scope: Scope, depth: int) -> list[tuple[UUID, float]]:
        """(chunk, score) of passages in scope that the graph leads to, best first; see `graph_leg`.

        Raises:
            SightError: ``unavailable`` when the store does not answer.
        """
        from sqlalchemy import text

        places = await self._places(scope)
        found = await graph_leg(self._store(), query, places, 4 * depth) if places else []
        if not found:
            return []
        async with self._database.session() as session:
            asked = {"ids": [chunk_id for chunk_id, _ in found], **scope.parameters}
            visible = set((await session.scalars(text(_VISIBLE_CHUNKS), asked)).all())
        return [one for one in found if one[0] in visible][:depth]

    async def fill(self, tell: Callable[[int, int], None]) -> tuple[int, int]:
        """Give every document the graph that it lacks, and make the store hold those that there are; `tell` hears
        how many of how many documents are done.

        Returns:
            How many documents were read, and how many graphs were put into the store without reading.

        Raises:
            SightError: ``not_configured`` when the graph is off, ``unavailable`` when the store does not answer.
        """
        if not self.is_on:
            raise refusals.graph_is_off("graph")
        unread = await self.building.readings.unread()
        for done, document_id in enumerate(unread):
            tell(done, len(unread))
            await self.building.build_anew(document_id)
        tell(len(unread), len(unread))
        _, put = await self.building.reconcile()
        return len(unread), put

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()

    def _store(self) -> GraphStore:
        if self._opened is None:
            from sight_domain.knowledge.graph.store import open_store

            self._opened = open_store(self._settings, self._database)
        return self._opened

    async def _rows(self, cypher: str, places: Collection[Place], limit: int) -> GraphAnswer:
        from sight_domain.knowledge.graph.cypher import scoped

        store = self._store()
        found = await store.run_cypher(
            scoped(cypher, places, limit=limit), limit=limit, seconds=CYPHER_SECONDS
        )
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        return GraphAnswer(facts=[], rows=rows, cut=found.cut)

    async def _facts(
        self, question: str, scope: Scope, places: Collection[Place], limit: int, language: Language
    ) -> GraphAnswer:
        from sqlalchemy import text

        asked, store = requests.search_query(question, field="question"), self._store()
        meant = await linked(store, asked, places)
        found = await store.facts([one.entity.id for one in meant]) if meant else []
        async with self._database.session() as session:
            ids = list({fact.document_id for fact in found})
            rows = await session.execute(text(_TITLES), {"ids": ids, **scope.parameters})
            titles: dict[UUID, str] = {row.id: row.title for row in rows}
            counted = (await session.execute(text(_WITHOUT), scope.parameters)).one()
        best = ranked_facts(asked, [fact for fact in found if fact.document_id in titles], meant)
        return GraphAnswer(
            facts=[_view(fact, titles[fact.document_id], language) for fact in best[:limit]],
            entities=list(dict.fromkeys(one.entity.name for one in meant)),
            cut=len(best) > limit,
            note=_note(best, counted.documents, counted.missing, language),
        )

    async def _places(self, scope: Scope) -> list[Place]:
        """Places with documents that a request may see."""
        from sqlalchemy import text

        async with self._database.session() as session:
            projects = (await session.scalars(text(_PLACES), scope.parameters)).all()
        installation = await self.building.installation()
        return [Place(scope.owner_id, project, installation) for project in projects]


_AT_ONCE = 8
"""Requests of one document under way: enough for speed, and others get their turn."""


def _view(fact: StoredFact, title: str, language: Language) -> GraphFact:
    return GraphFact(
        statement=statement(fact, language),
        kind=fact.kind,
        subject=fact.subject.name,
        group=fact.group.name if fact.group else None,
        object=fact.object.name if fact.object else None,
        value=fact.value,
        unit=fact.unit,
        year=fact.year,
        direction=fact.direction,
        verb=fact.verb,
        source=FactSource(
            document_id=to_public(Kind.DOCUMENT, fact.document_id),
            chunk_id=to_public(Kind.CHUNK, fact.chunk_id),
            title=title,
            page=fact.page,
            char_start=fact.char_start,
            char_end=fact.char_end,
            quote=fact.quote,
        ),
    )


def _note(best: Sequence[StoredFact], documents: int, missing: int, language: Language) -> str | None:
    notes: list[Text] = []
    if documents == 0:
        notes.append(documents_none())
    elif not best:
        notes.append(graph_names_none())
    if missing:
        notes.append(graphs_missing(missing, documents))
    return " ".join(note.to(language) for note in notes) or None


def _one_of_two() -> SightError:
    return invalid_argument(
        "question",
        Text(
            en="Give either a question or a Cypher query.",
            pl="Podaj albo pytanie, albo zapytanie w języku Cypher.",
        ),
        Text(
            en="`question` in Polish or English, or `cypher` that only reads.",
            pl="`question` po polsku lub angielsku albo `cypher`, który tylko czyta.",
        ),
    )
