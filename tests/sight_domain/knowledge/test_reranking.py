"""A judge may put passages in order again; whatever it answers, or if it fails, every passage is kept once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.accounts.actor import Actor
from sight_domain.knowledge.reranking import MOST, Order, reranked
from sight_domain.knowledge.service import KnowledgeService
from sight_domain.language import Language
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.outcomes import Outcome, OutcomeStatus, Usage
from sight_domain.runs.service import RunService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

FILLER = "Herbata jest napojem. " * 8


class Scripted:
    """Answers with `numbers`, or fails without any."""

    def __init__(self, numbers: list[int] | None) -> None:
        self._numbers = numbers
        self.asked: list[Mapping[str, Any]] = []

    async def generate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], schema: type[Order], *,
        language: Language, seed: int, project_id: UUID | None = None,
    ) -> Outcome[Order]:  # fmt: skip
        self.asked.append(inputs)
        failed = self._numbers is None
        return Outcome(
            status=OutcomeStatus.FAILED if failed else OutcomeStatus.ANSWERED,
            value=None if failed else Order(numbers=self._numbers or []),
            reason="The provider is away." if failed else "",
            model="m", provider="p", prompt_id=prompt_id, prompt_version=1,
            usage=Usage(), cost_usd=Decimal(0), latency_ms=0, call_id=None, attempts=1,
        )  # fmt: skip


async def _order(numbers: list[int] | None, items: list[str]) -> tuple[list[str], str | None]:
    texts = [("", item) for item in items]
    found, note = await reranked(Scripted(numbers), "q", items, texts, "en", None)
    return found, note.en if note else None


async def test_named_passages_come_first_and_the_others_follow_as_they_were() -> None:
    assert await _order([3, 1], ["a", "b", "c", "d"]) == (["c", "a", "b", "d"], None)


@given(st.lists(st.integers(-3, 40), max_size=30), st.integers(0, 30))
async def test_every_passage_is_kept_once_whatever_is_answered(numbers: list[int], count: int) -> None:
    items = [str(number) for number in range(count)]
    found, _ = await _order(numbers, items)
    assert sorted(found) == sorted(items)
    assert found[MOST:] == items[MOST:]


async def test_when_the_judge_fails_the_order_stays_and_it_is_said() -> None:
    found, note = await _order(None, ["a", "b"])
    assert found == ["a", "b"]
    assert note is not None and "The provider is away." in note


async def test_one_passage_is_not_judged() -> None:
    judge = Scripted([1])
    assert await reranked(judge, "q", ["a"], [("", "a")], "en", None) == (["a"], None)
    assert judge.asked == []


async def _added(knowledge: KnowledgeService, actor: Actor) -> None:
    for number, text in enumerate(
        [
            "Herbata liściasta kosztuje 20 złotych.",
            f"{FILLER}Cena herbaty liściastej to temat zimowy.",
            FILLER + "Kawa.",
        ]
    ):
        await knowledge.add_document(actor, content=text.encode(), filename=f"{number}.txt")


async def test_a_search_gives_the_judges_order_with_its_ranks(
    database: Database, gateway: Gateway, settings: Settings, actor: Actor, runs: RunService
) -> None:
    plain = KnowledgeService(database, gateway, settings, runs)
    await _added(plain, actor)
    before = (await plain.search(actor, "herbata liściasta", mode="keyword")).hits
    judged = KnowledgeService(database, gateway, settings, runs, judge=Scripted([2]))
    after = (await judged.search(actor, "herbata liściasta", mode="keyword")).hits
    assert [hit.chunk_id for hit in after[:2]] == [before[1].chunk_id, before[0].chunk_id]
    assert after[0].ranks == {"keyword": 2, "rerank": 1}
    assert [hit.confidence for hit in after[:2]] == [before[1].confidence, before[0].confidence]

    away = KnowledgeService(database, gateway, settings, runs, judge=Scripted(None))
    kept = await away.search(actor, "herbata liściasta", mode="keyword")
    assert [hit.chunk_id for hit in kept.hits] == [hit.chunk_id for hit in before]
    assert kept.note is not None and "The provider is away." in kept.note


async def test_the_offline_engine_puts_first_what_holds_the_words_side_by_side(
    database: Database, gateway: Gateway, settings: Settings, actor: Actor, runs: RunService
) -> None:
    knowledge = KnowledgeService(database, gateway, settings, runs, judge=gateway)
    await _added(knowledge, actor)
    found = await knowledge.search(actor, "cena herbaty liściastej", mode="keyword")
    assert "Cena herbaty liściastej" in found.hits[0].text
    assert found.hits[0].ranks["rerank"] == 1
