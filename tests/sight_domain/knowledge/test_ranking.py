"""BM25 in SQL equals its formula, models never mix, and hybrid search is no worse than its legs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.ids import Kind, from_public
from sight_domain.knowledge.analysis import index_terms, query_terms
from sight_domain.knowledge.keyword import K1, B, keyword_ranking
from sight_domain.knowledge.scope import Scope
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.knowledge.vector import as_literal, vector_ranking
from sight_domain.storage.database import Database

NOTES = [
    ("Ceny", "Wysokie ceny podręczników zniechęcają studentów do kupowania. Studenci wolą pożyczać książki."),
    ("Biblioteki", "Czytelniczki wypożyczają powieści kryminalne z bibliotek gminnych w małych miastach."),
    ("Dostawa", "Paczkomaty i darmowa dostawa przekonują klientów do zakupów w księgarniach internetowych."),
    ("Zdrowie", "Osoby starsze boją się o wzrok, dlatego chętniej słuchają audiobooków niż czytają druk."),
    ("Dzieci", "Rodzice czytają dzieciom przed snem, bo sami pamiętają to ze swojego dzieciństwa."),
    ("Czas", "Brak wolnego czasu po pracy jest najczęstszym powodem, dla którego dorośli nie czytają."),
    ("Ekologia", "Część badanych kupuje używane egzemplarze, żeby nie marnować papieru i chronić lasy."),
    ("Szkoła", "Lektury obowiązkowe nudzą uczniów i zniechęcają młodzież do samodzielnego czytania."),
]
QUESTIONS = [
    ("Dlaczego student nie kupuje podręcznika?", "Ceny"),
    ("Co wypożycza się w bibliotece gminnej?", "Biblioteki"),
    ("Czym przekonuje klienta księgarnia internetowa?", "Dostawa"),
    ("Kto woli słuchać audiobooka?", "Zdrowie"),
    ("Czy rodzic czyta dziecku?", "Dzieci"),
    ("Dlaczego dorosły człowiek nie czyta po pracy?", "Czas"),
    ("Kto chroni las i nie marnuje papieru?", "Ekologia"),
    ("Jak uczeń ocenia lekturę obowiązkową?", "Szkoła"),
    ("environmental reasons for buying second-hand", "Ekologia"),
    ("parents reading bedtime stories", "Dzieci"),
]


def _bm25(query: str, documents: Sequence[str]) -> list[float]:
    """The formula of `keyword_ranking`, term by term."""
    indexed = [index_terms(one, "pl") for one in documents]
    mean = sum(one.length for one in indexed) / len(indexed)
    scores = [0.0] * len(indexed)
    for term, weight in query_terms(query).items():
        df = sum(term in one.frequencies for one in indexed)
        idf = math.log(1 + (len(indexed) - df + 0.5) / (df + 0.5))
        for position, one in enumerate(indexed):
            tf = one.frequencies[term]
            scores[position] += weight * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * one.length / mean))
    return scores


@pytest.fixture
async def notes(knowledge: KnowledgeService, actor: Actor) -> dict[str, str]:
    """Title to document id of `NOTES`, indexed but without vectors."""
    return {
        title: (
            await knowledge.add_document(actor, content=body.encode(), filename=f"{title}.txt", title=title)
        ).id
        for title, body in NOTES
    }


async def test_bm25_in_sql_is_its_formula(
    knowledge: KnowledgeService, database: Database, actor: Actor, notes: dict[str, str]
) -> None:
    texts = [f"{title}\n{body}" for title, body in NOTES]
    for query, _ in QUESTIONS:
        expected = {
            notes[title]: score
            for (title, _), score in zip(NOTES, _bm25(query, texts), strict=True)
            if score > 0
        }
        hits = (await knowledge.search(actor, query, mode="keyword", top_k=50)).hits
        assert {hit.document_id: hit.score for hit in hits} == pytest.approx(expected, abs=1e-5)
        assert [hit.ranks["keyword"] for hit in hits] == list(range(1, len(hits) + 1))


async def test_equal_scores_come_in_order_of_being_added_every_time(
    knowledge: KnowledgeService, database: Database, actor: Actor
) -> None:
    added = [
        await knowledge.add_document(
            actor, content=f"herbata {number}".encode(), filename="x.txt", title="Napoje"
        )
        for number in ("pierwsza", "druga", "trzecia", "czwarta")
    ]
    for _ in range(3):
        hits = (await knowledge.search(actor, "herbata", mode="keyword")).hits
        assert [hit.document_id for hit in hits] == [one.id for one in added]


async def test_a_query_without_terms_finds_nothing_by_keyword(database: Database, actor: Actor) -> None:
    async with database.session() as session:
        assert await keyword_ranking(session, query_terms("i w na"), Scope(actor.user_id), 10) == ([], 0.0)


async def test_vectors_of_another_model_are_never_compared(
    database: Database, actor: Actor, notes: dict[str, str]
) -> None:
    first, second = (from_public(Kind.DOCUMENT, notes[title], field="id") for title in ("Ceny", "Dzieci"))
    async with database.session() as session:
        for document_id, model, vector in [
            (first, "small-model", [1.0, 0.0]),
            (second, "small-model", [0.6, 0.8]),
            (first, "large-model", [0.0, 0.0, 1.0]),
        ]:
            await session.execute(
                text(
                    "insert into chunk_vectors (chunk_id, model, document_id, embedding)"
                    " select id, :model, document_id, cast(cast(:vector as text) as halfvec)"
                    " from document_chunks where document_id = :id"
                ),
                {"id": document_id, "model": model, "vector": as_literal(vector)},
            )
        small = await vector_ranking(session, [0.0, 1.0], "small-model", Scope(actor.user_id), 10)
        large = await vector_ranking(session, [0.0, 0.0, 1.0], "large-model", Scope(actor.user_id), 10)
    assert [round(similarity, 2) for _, similarity in small] == [0.8, 0.0]
    assert [round(similarity, 2) for _, similarity in large] == [1.0]


async def test_hybrid_is_not_worse_than_its_legs(
    knowledge: KnowledgeService, actor: Actor, notes: dict[str, str]
) -> None:
    assert (await knowledge.embed_pending()).remaining == 0
    gained = {}
    for mode in ("keyword", "vector", "hybrid"):
        gained[mode] = 0.0
        for question, title in QUESTIONS:
            hits = (await knowledge.search(actor, question, mode=mode)).hits
            rank = next((rank for rank, hit in enumerate(hits, start=1) if hit.title == title), None)
            gained[mode] += 1 / rank / len(QUESTIONS) if rank else 0.0
    assert gained["hybrid"] >= max(gained["keyword"], gained["vector"]) - 0.01, gained
    assert gained["hybrid"] > 0.9, gained
