"""The contract of graph stores, held to PostgreSQL and to a real Neo4j alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sight_domain.accounts.actor import Actor
from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.model import Direction, DocumentGraph, EntityKind, FactKind, Place
from sight_domain.knowledge.graph.store import GraphStore

MakeGraph = Callable[..., Awaitable[DocumentGraph]]


async def test_an_entity_is_found_by_a_stem_of_its_name_in_its_place(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    graph = await make_graph(("odsetek czytelników", "kobiety"), facts=())
    await store.put(graph)
    (found,) = await store.entities(["czytelnik", "nieznan"], [place], 10)
    assert (found.name, found.kind, found.key) == (
        "odsetek czytelników",
        EntityKind.INDICATOR,
        "odsetk czytelnik",
    )
    assert (found.id, found.terms, found.place) == (
        place.entity_id(found.key),
        ("odsetk", "czytelnik"),
        place.label,
    )
    assert await store.entities(["mężczyźni"], [place], 10) == []
    assert await store.entities([], [place], 10) == []
    assert await store.entities(["kobiet"], [], 10) == []


async def test_names_with_more_of_the_stems_come_first_and_shorter_ones_before_longer(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    await store.put(
        await make_graph(("wydatki na książki", "wydatki", "wydatki na książki kobiet", "ceny"), facts=())
    )
    found = await store.entities(["wydatk", "ksiazk"], [place], 10)
    assert [one.name for one in found] == ["wydatki na książki", "wydatki na książki kobiet", "wydatki"]
    assert len(await store.entities(["wydatk", "ksiazk"], [place], 2)) == 2


async def test_terms_that_mean_something_in_a_query_language_are_words_like_others(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    await store.put(await make_graph(("kobiety 25-34",), facts=()))
    for stem in ('"', "\\", "kobiet) OR place:*", "*", "a~", "[x TO y]"):
        assert await store.entities([stem], [place], 10) == [], stem
    assert len(await store.entities(["25", "*"], [place], 10)) == 1


async def test_a_fact_comes_back_whole_whichever_of_its_entities_is_asked_for(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    graph = await make_graph(
        ("czytelnictwo", "kobiety", "ceny"),
        facts=(("czytelnictwo", "kobiety", None, 51.2), ("ceny", None, "kobiety", 0)),
    )
    await store.put(graph)
    keys = {entity.name: place.entity_id(entity.key) for entity in graph.entities}
    (measured,) = await store.facts([keys["czytelnictwo"]])
    given = graph.facts[0]
    assert (measured.id, measured.kind, measured.document_id, measured.chunk_id) == (
        given.id, FactKind.MEASUREMENT, graph.document_id, given.chunk_id,
    )  # fmt: skip
    assert measured.group is not None
    assert (measured.subject.name, measured.group.name, measured.object) == ("czytelnictwo", "kobiety", None)
    assert (measured.value, measured.value_text, measured.unit, measured.year) == (51.2, "51.2%", "%", 2024)
    assert (measured.direction, measured.verb) == (Direction.RISE, None)
    assert (measured.quote, measured.char_start, measured.char_end, measured.page) == (
        "Kobiety 51.2%",
        12,
        25,
        2,
    )
    (related,) = await store.facts([keys["ceny"]])
    assert related.object is not None
    assert (related.verb, related.object.name, related.value) == ("zniechęca", "kobiety", None)
    assert {fact.id for fact in await store.facts([keys["kobiety"]])} == {fact.id for fact in graph.facts}
    both = await store.facts([keys["kobiety"], keys["ceny"]])
    assert both[0].id == related.id, "what names more of the entities comes first"
    assert len(await store.facts([keys["kobiety"]], limit=1)) == 1


async def test_mentions_and_neighbours_lead_on(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    graph = await make_graph(
        ("czytelnictwo", "kobiety", "mężczyźni"),
        facts=(("czytelnictwo", "kobiety", None, 51.2), ("czytelnictwo", "kobiety", None, 48.5), ("czytelnictwo", "mężczyźni", None, 33.8)),
    )  # fmt: skip
    await store.put(graph)
    reading, women, men = (place.entity_id(entity.key) for entity in graph.entities)
    chunk_id = graph.passages[0].chunk_id
    assert await store.mentions([reading, men]) == [(men, chunk_id, 3), (reading, chunk_id, 1)]
    assert await store.neighbours([reading], 10) == [(reading, women, 2), (reading, men, 1)]
    assert await store.neighbours([reading], 1) == [(reading, women, 2)]


async def test_putting_a_document_again_replaces_what_was_there(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    graph = await make_graph()
    await store.put(graph)
    await store.put(graph)
    (found,) = await store.entities(["kobiet"], [place], 10)
    assert len(await store.facts([found.id])) == 1
    assert len(await store.mentions([found.id])) == 1


async def test_documents_share_entities_and_the_last_one_takes_them_along(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    first = await make_graph(("czytelnictwo", "kobiety"))
    second = await make_graph(("kobiety", "mężczyźni"), facts=(("mężczyźni", "kobiety", None, 1.0),))
    await store.put(first)
    await store.put(second)
    assert {first.document_id, second.document_id} <= await store.documents()
    (women,) = await store.entities(["kobiet"], [place], 10)
    assert {fact.document_id for fact in await store.facts([women.id])} == {
        first.document_id,
        second.document_id,
    }

    await store.remove(first.document_id)
    assert await store.entities(["czytelnictw"], [place], 10) == []
    assert [one.id for one in await store.entities(["kobiet"], [place], 10)] == [women.id]
    assert [fact.document_id for fact in await store.facts([women.id])] == [second.document_id]
    assert first.document_id not in await store.documents()

    await store.remove(second.document_id)
    assert await store.entities(["kobiet", "mezczyzn"], [place], 10) == []
    await store.remove(second.document_id)
    await store.remove(new_uuid())


async def test_places_share_nothing(store: GraphStore, make_graph: MakeGraph, place: Place) -> None:
    elsewhere = Place(place.owner_id, new_uuid())
    here = await make_graph()
    await store.put(here)
    await store.put(await make_graph(at=elsewhere))
    (mine,) = await store.entities(["kobiet"], [place], 10)
    (other,) = await store.entities(["kobiet"], [elsewhere], 10)
    assert mine.id != other.id
    assert [fact.document_id for fact in await store.facts([mine.id])] == [here.document_id]
    assert {one.id for one in await store.entities(["kobiet"], [place, elsewhere], 10)} == {mine.id, other.id}


async def test_writers_of_shared_entities_do_not_get_in_each_others_way(
    store: GraphStore, make_graph: MakeGraph, place: Place
) -> None:
    graphs = [await make_graph() for _ in range(6)]
    await asyncio.gather(*(store.put(graph) for graph in graphs))
    await asyncio.gather(*(store.remove(graph.document_id) for graph in graphs[:3]), store.put(graphs[5]))
    (women,) = await store.entities(["kobiet"], [place], 10)
    left = {graph.document_id for graph in graphs[3:]}
    assert {fact.document_id for fact in await store.facts([women.id])} == left
    assert len(await store.mentions([women.id])) == 3


async def test_a_document_without_statements_is_stored_too(
    store: GraphStore, make_graph: MakeGraph, actor: Actor
) -> None:
    graph = await make_graph((), facts=())
    await store.put(graph)
    await store.remove(graph.document_id)
    assert graph.document_id not in await store.documents()
