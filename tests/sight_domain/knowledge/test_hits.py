"""What a hit says in short, how sure it is, which passages it stands for; and that results are remembered truly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.confidence import FEATURES, Evidence, coefficients, evidence_of, probability
from sight_domain.knowledge.fusion import Fused
from sight_domain.knowledge.keyword import KeywordRanking
from sight_domain.knowledge.schemas import CALIBRATED
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.llm.embeddings import Embeddings
from sight_domain.llm.gateway import Gateway
from sight_domain.runs.service import RunService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.deletion import DeletionReason

NOTICE = (
    "Opakowania zestawów posiłkowych przeszkadzają 41 procentom ankietowanych. Najczęściej skarżą się na plastik i na "
    "lód w torbach. Dostawy w godzinach pracy są drugą przeszkodą. Cena jest dopiero na trzecim miejscu."
)
OTHERS = [
    "Rowerzyści w Gdańsku narzekają na brak stojaków przy urzędach.",
    "Biblioteki gminne kupują coraz mniej powieści kryminalnych.",
    "Herbatę liściastą pije się głównie jesienią, kawę przez cały rok.",
    "Rodzice małych dzieci robią zakupy rano, single wieczorem.",
]


async def _add(knowledge: KnowledgeService, actor: Actor, texts: Sequence[str]) -> list[str]:
    return [
        (await knowledge.add_document(actor, content=text.encode(), filename=f"{number}.txt")).id
        for number, text in enumerate(texts)
    ]


async def test_a_hit_quotes_its_summary_and_key_facts_from_the_stored_text(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    await _add(knowledge, actor, [NOTICE, *OTHERS])
    hit = (await knowledge.search(actor, "ile osób skarży się na opakowania", mode="keyword")).hits[0]
    stored = await knowledge.read_text(actor, hit.document_id)
    assert hit.summary and hit.summary in stored
    assert "Opakowania zestawów posiłkowych przeszkadzają 41 procentom ankietowanych." in [
        fact.text for fact in hit.key_facts
    ]
    for fact in hit.key_facts:
        assert fact.text == stored[fact.char_start : fact.char_end]


async def test_the_same_passage_in_two_documents_is_one_hit_that_names_both(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    changed = NOTICE.replace("Najczęściej", "Zwykle")
    another_year = NOTICE.replace("41", "38")
    ids = await _add(knowledge, actor, [NOTICE, changed, another_year, *OTHERS])
    hits = (await knowledge.search(actor, "opakowania zestawów posiłkowych", mode="keyword")).hits
    found = {hit.document_id: hit for hit in hits}
    assert ids[2] in found and found[ids[2]].also_in == []
    assert len(found.keys() & set(ids[:2])) == 1
    [kept] = found.keys() & set(ids[:2])
    assert [same.document_id for same in found[kept].also_in] == [one for one in ids[:2] if one != kept]


async def test_a_clear_question_brings_few_passages_and_an_explicit_number_as_many_as_there_are(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    months = ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień", "wrzesień")
    told = [f"W miesiącu {name} sprzedaż herbaty rosła dzięki reklamie w radiu." for name in months]
    await _add(knowledge, actor, [NOTICE, *OTHERS, *told])
    clear = await knowledge.search(actor, "opakowania przeszkadzają ankietowanym", mode="keyword")
    broad = await knowledge.search(actor, "sprzedaż herbaty", mode="keyword")
    assert len(clear.hits) < len(broad.hits)
    assert len((await knowledge.search(actor, "sprzedaż herbaty", mode="keyword", top_k=9)).hits) == 9


async def test_confidence_is_higher_for_what_answers_the_question(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    await _add(knowledge, actor, [NOTICE, *OTHERS])
    await knowledge.embed_pending()
    for mode in CALIBRATED:
        found = await knowledge.search(actor, "co przeszkadza w zestawach posiłkowych", mode=mode)
        sure = [hit.confidence for hit in found.hits if hit.confidence is not None]
        assert len(sure) == len(found.hits) and all(0 <= one < 1 for one in sure)
        assert sure[0] == max(sure)
        elsewhere = await knowledge.search(actor, "czy kolej dojeżdża rano do Krakowa", mode=mode)
        assert all(hit.confidence is not None and hit.confidence < sure[0] for hit in elsewhere.hits)


async def test_an_answer_in_the_other_language_is_found_first_and_with_confidence(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    english = (
        "Last year the police recorded one thousand accidents with electric scooters in the cities. Most riders who"
        " were hurt wore no helmet."
    )
    await _add(knowledge, actor, [english, NOTICE, *OTHERS])
    await knowledge.embed_pending()
    found = await knowledge.search(
        actor, "ile wypadków na hulajnogach elektrycznych odnotowała policja w miastach"
    )
    first = found.hits[0]
    assert first.text == english
    assert first.confidence is not None and first.confidence > 0.2
    assert found.note is None


async def test_what_no_passage_answers_is_told_with_the_nearest_few(
    knowledge: KnowledgeService, actor: Actor
) -> None:
    await _add(knowledge, actor, [NOTICE, *OTHERS])
    await knowledge.embed_pending()
    found = await knowledge.search(actor, "jaka jest stolica Mongolii")
    assert len(found.hits) == 3
    assert all(hit.confidence is not None and hit.confidence < 0.2 for hit in found.hits)
    assert found.note is not None and "None of these passages" in found.note
    assert (await knowledge.search(actor, "opakowania przeszkadzają ankietowanym")).note is None


class Counting:
    """The real embedder, counted."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.queries = 0

    def embedding_model(self):
        return self._gateway.embedding_model()

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["document", "query"], project_id: UUID | None = None
    ) -> Embeddings:
        self.queries += purpose == "query"
        return await self._gateway.embed(texts, purpose=purpose, project_id=project_id)


async def test_an_unchanged_search_is_answered_from_memory_and_a_changed_one_anew(
    database: Database, gateway: Gateway, settings: Settings, actor: Actor, runs: RunService
) -> None:
    embedder = Counting(gateway)
    knowledge = KnowledgeService(database, embedder, settings, runs)
    ids = await _add(knowledge, actor, [NOTICE, OTHERS[0]])
    await knowledge.embed_pending()
    first = await knowledge.search(actor, "opakowania zestawów")
    again = await knowledge.search(actor, "opakowania zestawów")
    assert (again, embedder.queries) == (first, 1)
    again.hits.clear()
    assert await knowledge.search(actor, "opakowania zestawów") == first

    await knowledge.search(actor, "opakowania zestawów", top_k=1)
    assert embedder.queries == 2
    await _add(knowledge, actor, ["Opakowania zestawów można oddać kurierowi."])
    partly = await knowledge.search(actor, "opakowania zestawów")
    assert partly.note is not None and embedder.queries == 3
    await knowledge.embed_pending()
    assert (await knowledge.search(actor, "opakowania zestawów")).note is None
    await knowledge.delete(actor, ids[0], DeletionReason.OTHER, None)
    assert ids[0] not in {
        hit.document_id for hit in (await knowledge.search(actor, "opakowania zestawów")).hits
    }
    await knowledge.restore(actor, ids[0])
    assert ids[0] in {hit.document_id for hit in (await knowledge.search(actor, "opakowania zestawów")).hits}


async def test_another_user_is_never_answered_from_memory(knowledge: KnowledgeService, actor: Actor) -> None:
    await _add(knowledge, actor, [NOTICE])
    assert (await knowledge.search(actor, "opakowania", mode="keyword")).hits
    stranger = Actor(language="en", user_id=None)
    found = (await knowledge.search(stranger, "opakowania", mode="keyword")).hits
    assert NOTICE not in [hit.text for hit in found]


def test_every_mode_has_a_coefficient_for_each_piece_of_evidence() -> None:
    assert set(coefficients()) == set(CALIBRATED)
    assert all(len(fitted) == len(FEATURES) for fitted in coefficients().values())


def test_better_evidence_never_means_less_confidence() -> None:
    for share, lead in ((0.2, 0.4), (0.5, 0.9)):
        worse = Evidence(2, share=share, lead=lead)
        assert probability(Evidence(1, share=share, lead=lead), "keyword") > probability(worse, "keyword")
        assert probability(Evidence(2, share=share + 0.2, lead=lead), "keyword") > probability(
            worse, "keyword"
        )
        assert probability(Evidence(2, share=share, lead=lead + 0.1), "keyword") > probability(
            worse, "keyword"
        )
    assert probability(Evidence(1, margin=0.5), "vector") > probability(Evidence(1, margin=0.2), "vector")


def test_evidence_is_relative_to_the_query_and_the_ranking() -> None:
    items = [UUID(int=number) for number in range(12)]
    fused = [Fused(item, 0.0, {"keyword": 1}) for item in items]
    keyword = KeywordRanking([(items[0], 8.0), (items[1], 2.0)], ceiling=16.0)
    vector = [(item, 0.9 if item == items[0] else 0.8) for item in items]
    found = evidence_of(fused, keyword, vector)
    assert (found[0].share, found[0].lead) == (0.5, 1.0)
    assert (found[1].share, found[1].lead) == (0.125, 0.25)
    assert (found[2].share, found[2].lead) == (None, None)
    mean = (0.9 + 11 * 0.8) / 12
    assert found[0].margin == pytest.approx((0.9 - mean) / (1 - mean))
    assert evidence_of(fused[:1], None, vector[:1])[0].margin == 0.0
