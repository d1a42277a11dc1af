"""A document joins the graph when it is added and leaves it when it goes, whole or not at all, in both stores."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from scripts.services.pytest_plugin import Neo4jServer
from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.knowledge.graph.model import FactKind
from sight_domain.knowledge.graph.postgres import PostgresGraph
from sight_domain.knowledge.graph.refusals import neo4j_away
from sight_domain.knowledge.schemas import DocumentView, SearchMode
from sight_domain.knowledge.service import GraphService, KnowledgeService
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.outcomes import Outcome, OutcomeStatus, Usage
from sight_domain.runs.service import RunService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.deletion import DeletionReason

REPORT = """# Czytelnictwo w Polsce

W 2024 r. co najmniej jedną książkę przeczytało 41,5% Polaków, a wśród kobiet 51,2%.

Odsetek czytelników wzrósł z 38% w 2020 r. do 43% w 2024 r.

Wysokie ceny zniechęcają studentów do kupowania podręczników.
"""


@dataclass
class Model:
    """The gateway with failures and a count: what the real one does otherwise."""

    gateway: Gateway
    calls: int = 0
    fail: list[OutcomeStatus] = field(default_factory=list)

    async def generate(self, task: str, *given: Any, **named: Any) -> Outcome[Any]:
        self.calls += 1
        if self.fail:
            status = self.fail.pop(0)
            return Outcome(status, None, "scripted", "", "", task, 1, Usage(), 0, 0, None, 0)  # pyright: ignore[reportArgumentType]
        return await self.gateway.generate(task, *given, **named)


@dataclass
class Base:
    """A knowledge base with its graph and the model that reads for it."""

    documents: KnowledgeService
    graph: GraphService
    model: Model
    runs: RunService
    configuration: str

    async def add(
        self, actor: Actor, content: str = REPORT, name: str = "raport.md", **given: Any
    ) -> DocumentView:
        return await self.documents.add_document(actor, content=content.encode(), filename=name, **given)


Open = Callable[[Settings], Base]


@pytest.fixture
async def opened(database: Database, gateway: Gateway) -> AsyncIterator[Open]:
    """Makes knowledge bases over the real gateway and closes them."""
    bases: list[Base] = []

    def make(settings: Settings) -> Base:
        model = Model(gateway)
        configuration = f"graph-{len(bases)}-{id(bases)}"
        runs = RunService(database, configuration=configuration)
        graph = GraphService(database, model, settings)
        base = Base(
            KnowledgeService(database, gateway, settings, runs, graph), graph, model, runs, configuration
        )
        bases.append(base)
        return base

    yield make
    for base in bases:
        await base.runs.aclose()
        await base.documents.aclose()
        await base.graph.aclose()


@pytest.fixture(params=["postgres", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def configured(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    if request.param == "postgres":
        return settings
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    return settings.model_copy(update=_at(server.uri, server.user, server.password))


@pytest.fixture
def base(opened: Open, configured: Settings) -> Base:
    return opened(configured)


def _at(uri: str, user: str, password: str) -> Mapping[str, Any]:
    from pydantic import SecretStr

    return {"neo4j_uri": uri, "neo4j_user": user, "neo4j_password": SecretStr(password)}


async def held(base: Base) -> set[Any]:
    return await base.graph.building.held()


async def test_a_question_in_polish_is_answered_with_facts_and_their_exact_places(
    base: Base, actor: Actor
) -> None:
    document = await base.add(actor)
    assert document.facts is not None and document.facts >= 5
    answer = await base.graph.query(Actor("pl", actor.user_id), question="Ile kobiet czyta książki?")
    best = answer.facts[0]
    assert (best.kind, best.value, best.unit, best.year, best.group) == (
        FactKind.MEASUREMENT,
        51.2,
        "%",
        2024,
        "kobiety",
    )
    assert "kobiety" in best.statement and "2024" in best.statement and "51,2%" in best.statement
    stored = await base.documents.read_text(actor, document.id)
    for fact in answer.facts:
        assert stored[fact.source.char_start : fact.source.char_end] == fact.source.quote
        assert (fact.source.document_id, fact.source.title) == (document.id, "Czytelnictwo w Polsce")
    assert "kobiety" in answer.entities
    assert answer.note is None


async def test_years_and_trends_and_relations_are_told_apart(base: Base, actor: Actor) -> None:
    await base.add(actor)
    by_year = await base.graph.query(actor, question="odsetek czytelników w 2020 roku")
    assert (by_year.facts[0].value, by_year.facts[0].year) == (38, 2020)
    prices = await base.graph.query(actor, question="Co robią wysokie ceny studentom?")
    assert (prices.facts[0].verb, prices.facts[0].object) == ("zniechęcają", "studenci")
    assert "czytelników" in (await base.graph.query(actor, question="czytelnicy")).facts[0].source.quote


async def test_what_the_graph_does_not_know_it_does_not_make_up(base: Base, actor: Actor) -> None:
    empty = await base.graph.query(Actor("pl", actor.user_id), question="Ile osób pije kawę?")
    assert empty.facts == []
    assert empty.note is not None and "add_document" in empty.note
    await base.add(actor)
    unknown = await base.graph.query(Actor("pl", actor.user_id), question="Ile kosztuje parkowanie rowerów?")
    assert unknown.facts == []
    assert unknown.note is not None and "search_knowledge" in unknown.note


async def test_a_project_sees_its_own_graph_and_the_librarys_and_nobody_elses(
    base: Base, actor: Actor, make_project: Callable[[], Awaitable[str]]
) -> None:
    one, other = await make_project(), await make_project()
    await base.add(actor, "Sprzedaż herbaty wyniosła 10% w 2024 r.", "a.txt", project_id=one)
    await base.add(actor, "Sprzedaż herbaty wyniosła 20% w 2024 r.", "b.txt", project_id=other)
    await base.add(actor, "Sprzedaż herbaty wyniosła 30% w 2024 r.", "c.txt")

    async def values(project: str | None) -> set[float | None]:
        answer = await base.graph.query(actor, project_id=project, question="sprzedaż herbaty")
        return {fact.value for fact in answer.facts}

    assert await values(one) == {10, 30}
    assert await values(other) == {20, 30}
    assert await values(None) == {10, 20, 30}
    stranger = Actor("en", None)
    assert (await base.graph.query(stranger, question="sprzedaż herbaty")).facts == []
    with pytest.raises(SightError) as raised:
        await base.graph.query(stranger, project_id=one, question="sprzedaż herbaty")
    assert (raised.value.code, raised.value.field) == (ErrorCode.NOT_FOUND, "project_id")


async def test_a_deleted_document_leaves_the_graph_and_a_restored_one_is_back_without_being_read_again(
    base: Base, actor: Actor
) -> None:
    document = await base.add(actor)
    key = from_public(Kind.DOCUMENT, document.id, field="id")
    calls = base.model.calls
    await base.documents.delete(actor, document.id, DeletionReason.OTHER, None)
    assert key not in await held(base)
    assert (await base.graph.query(actor, question="czytelnictwo kobiet")).facts == []
    await base.documents.restore(actor, document.id)
    assert (await base.graph.query(actor, question="odsetek czytelników")).facts
    assert base.model.calls == calls


async def test_the_graph_leads_searches_to_passages_and_shows_its_rank(base: Base, actor: Actor) -> None:
    await base.add(actor)
    await base.add(actor, "Pogoda w górach bywa zmienna. Turyści noszą kurtki.", "pogoda.txt")
    alone = await base.documents.search(actor, "czytelnictwo kobiet", mode="graph")
    assert (alone.mode_used, [set(hit.ranks) for hit in alone.hits]) == (SearchMode.GRAPH, [{"graph"}])
    assert alone.hits[0].confidence is None
    assert alone.hits[0].title == "Czytelnictwo w Polsce"
    fused = await base.documents.search(actor, "odsetek czytelników wśród kobiet")
    assert fused.mode_used is SearchMode.HYBRID
    assert {"graph", "keyword"} <= set(fused.hits[0].ranks)
    assert fused.note is not None and "graph" in fused.note, "vectors are still to come"
    by_words = await base.documents.search(actor, "odsetek czytelników wśród kobiet", mode="keyword")
    assert "graph" not in by_words.hits[0].ranks


async def test_passages_no_model_could_read_are_told_and_read_later(base: Base, actor: Actor) -> None:
    base.model.fail = [OutcomeStatus.OVER_BUDGET]
    document = await base.add(actor)
    assert document.facts == 0
    assert (
        document.note is not None
        and "over_budget" in document.note
        and "sight reindex graph" in document.note
    )
    assert (await base.documents.search(actor, "czytelnictwo", mode="keyword")).hits
    told: list[tuple[int, int]] = []
    read, _ = await base.graph.fill(lambda done, of: told.append((done, of)))
    assert read >= 1 and told[-1][0] == told[-1][1]
    mended = await base.documents.get_document(actor, document.id)
    assert mended.facts and mended.note is None


async def test_nothing_is_read_twice(base: Base, actor: Actor) -> None:
    long = "\n\n".join(
        f"Sprzedaż herbaty numer {n} wyniosła {n}% w 2024 r. {'Zdanie dodatkowe o niczym. ' * 60}"
        for n in range(2, 12)
    )
    base.model.fail = [OutcomeStatus.FAILED]
    document = await base.add(actor, long, "long.txt")
    first = base.model.calls
    assert first > 2, "several requests"
    await base.graph.building.build_anew(from_public(Kind.DOCUMENT, document.id, field="id"))
    assert base.model.calls == first + 1, "only what failed is asked again"


async def test_the_store_is_made_to_hold_what_is_there_and_nothing_else(
    base: Base, actor: Actor, database: Database
) -> None:
    kept, lost = (
        await base.add(actor),
        await base.add(actor, "Sprzedaż herbaty wyniosła 7% w 2024 r.", "t.txt"),
    )
    kept_key, lost_key = (from_public(Kind.DOCUMENT, one.id, field="id") for one in (kept, lost))
    await base.graph.building.remove(kept_key)
    async with database.session() as session:
        await session.execute(
            text("update documents set deleted_at = now() where id = :id"), {"id": lost_key}
        )
    removed, put = await base.graph.building.reconcile()
    assert removed >= 1 and put >= 1
    assert kept_key in await held(base) and lost_key not in await held(base)


async def test_without_a_server_nothing_is_added_or_deleted_and_searches_go_on(
    opened: Open, settings: Settings, actor: Actor, closed_port: int, database: Database
) -> None:
    there = opened(settings)
    document = await there.add(actor)
    away = opened(settings.model_copy(update=_at(f"bolt://127.0.0.1:{closed_port}", "neo4j", "secret")))
    with pytest.raises(SightError) as raised:
        await away.add(actor, "Sprzedaż herbaty wyniosła 7% w 2024 r.", "t.txt")
    assert raised.value.code is ErrorCode.UNAVAILABLE and "Neo4j" in raised.value.message.pl
    assert len((await away.documents.list_documents(actor)).documents) == 1
    async with database.session() as session:
        runs = await session.scalar(
            text("select count(*) from runs where configuration = :it"), {"it": away.configuration}
        )
    assert runs == 0, "no run was begun for what cannot end"
    assert away.model.calls == 0, "nothing is paid for what cannot be stored"
    with pytest.raises(SightError) as raised:
        await away.documents.delete(actor, document.id, DeletionReason.OTHER, None)
    assert raised.value.code is ErrorCode.UNAVAILABLE
    results = await away.documents.search(actor, "odsetek czytelników")
    assert results.hits and "graph" not in results.hits[0].ranks
    assert results.note is not None and "Neo4j" in results.note
    with pytest.raises(SightError) as raised:
        await away.documents.search(actor, "odsetek czytelników", mode="graph")
    assert raised.value.code is ErrorCode.UNAVAILABLE


async def test_a_server_that_takes_connections_and_says_nothing_is_away(
    opened: Open, settings: Settings, actor: Actor
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        uri = f"bolt://127.0.0.1:{mute.getsockname()[1]}"
        base = opened(settings.model_copy(update=_at(uri, "neo4j", "secret")))
        async with asyncio.timeout(60):
            with pytest.raises(SightError) as raised:
                await base.add(actor)
    assert raised.value.code is ErrorCode.UNAVAILABLE
    assert (await base.documents.list_documents(actor)).documents == []


async def test_a_store_that_goes_away_while_a_document_is_read_takes_it_back(
    opened: Open, settings: Settings, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: object) -> None:
        raise neo4j_away()

    base = opened(settings)
    monkeypatch.setattr(PostgresGraph, "put", gone)
    with pytest.raises(SightError) as raised:
        await base.add(actor)
    assert raised.value.code is ErrorCode.UNAVAILABLE
    async with asyncio.timeout(60):
        while (await base.documents.list_documents(actor)).documents:  # noqa: ASYNC110 - undone by the run's end
            await asyncio.sleep(0.05)


async def test_switched_off_there_is_no_graph_and_everything_else_works(
    opened: Open, settings: Settings, actor: Actor
) -> None:
    base = opened(settings.model_copy(update={"graph": "off"}))
    document = await base.add(actor)
    assert document.facts is None and base.model.calls == 0
    assert (await base.documents.search(actor, "czytelnictwo", mode="keyword")).hits
    for ask in (
        base.graph.query(actor, question="czytelnictwo"),
        base.documents.search(actor, "książki", mode="graph"),
    ):
        with pytest.raises(SightError) as raised:
            await ask
        assert raised.value.code is ErrorCode.NOT_CONFIGURED
        assert "SIGHT_GRAPH" in raised.value.hint.en


@pytest.mark.parametrize(
    "given", [{}, {"question": "x", "cypher": "RETURN 1"}, {"question": "?"}, {"question": "x", "limit": 0}]
)
async def test_requests_that_cannot_be_served_say_why(
    opened: Open, settings: Settings, actor: Actor, given: Mapping[str, Any]
) -> None:
    with pytest.raises(SightError) as raised:
        await opened(settings).graph.query(actor, **given)
    assert raised.value.code is ErrorCode.INVALID_ARGUMENT
    assert raised.value.field in ("question", "limit")


@pytest.mark.neo4j
async def test_cypher_is_answered_from_the_projects_own_graph(
    opened: Open, settings: Settings, actor: Actor, neo4j_server: Neo4jServer,
    make_project: Callable[[], Awaitable[str]],
) -> None:  # fmt: skip
    base = opened(settings.model_copy(update=_at(neo4j_server.uri, neo4j_server.user, neo4j_server.password)))
    one, other = await make_project(), await make_project()
    await base.add(actor, "Sprzedaż herbaty wyniosła 10% w 2024 r.", "a.txt", project_id=one)
    await base.add(actor, "Sprzedaż kawy wyniosła 20% w 2024 r.", "b.txt", project_id=other)
    query = "MATCH (f:Fact)-[:ABOUT]->(e:Entity) RETURN e.name AS name, f.value AS value ORDER BY value"
    answer = await base.graph.query(actor, project_id=one, cypher=query)
    assert answer.rows == [{"name": "Sprzedaż herbaty", "value": 10.0}]
    assert len((await base.graph.query(actor, cypher=query)).rows) == 2
    assert (await base.graph.query(Actor("en", uuid4()), cypher=query)).rows == []
    assert (await base.graph.query(actor, cypher=query, limit=1)).cut
