"""The keyword search ranks as another implementation of BM25 does over the same words."""

from __future__ import annotations

import random

import pytest

from agent.commands.yardstick import yardstick
from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.evaluation import Passage
from sight_domain.knowledge.service import Collection, KnowledgeService
from sight_domain.storage.deletion import DeletionReason

pytest.importorskip("bm25s")

TOPICS = (
    "herbata liściasta", "kawa na wynos", "zestawy posiłkowe", "rowery miejskie", "biblioteka gminna", "ceny podręczników",
    "dostawa do domu", "opakowania z plastiku", "gotowanie z dziećmi", "zakupy w sobotę",
)  # fmt: skip
VERBS = ("kupują", "wybierają", "odrzucają", "polecają", "porównują")
PEOPLE = ("studentki", "emeryci", "rodzice", "mieszkańcy miast", "single")


def _texts(count: int) -> list[str]:
    chance = random.Random(6)
    return [
        " ".join(
            f"Badani {chance.choice(PEOPLE)} {chance.choice(VERBS)} {chance.choice(TOPICS)} "
            f"i mówią o tym {chance.choice(PEOPLE)}."
            for _ in range(chance.randint(1, 6))
        )
        + f" Nota {number}."
        for number in range(count)
    ]


async def test_both_put_the_same_texts_first(knowledge: KnowledgeService, actor: Actor) -> None:
    texts = _texts(40)
    key_of = {
        (await knowledge.add_document(actor, content=text.encode(), filename=f"{number}.txt", title="Nota")).id: str(number)
        for number, text in enumerate(texts)
    }  # fmt: skip
    corpus = tuple(Passage(str(number), "Nota", text) for number, text in enumerate(texts))
    reference = yardstick(Collection("made-up", corpus, {}, {}))
    for query in (
        "kto kupuje herbatę liściastą",
        "rodzice gotujący z dziećmi",
        "plastikowe opakowanie",
        "studentka w bibliotece",
    ):
        ours = [
            key_of[one.document_id] for one in await knowledge.rank_documents(actor, query, mode="keyword")
        ]
        theirs = reference(query)
        assert set(ours) == set(theirs)
        assert ours[:10] == theirs[:10]
    # Otherwise the tests after this one, which share the database, would wait for their vectors.
    for document_id in key_of:
        await knowledge.delete(actor, document_id, DeletionReason.TEST_DATA, None)
