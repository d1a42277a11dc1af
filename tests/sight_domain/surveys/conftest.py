"""A national sample, a questionnaire, and sheets filled in by the offline engine or by whoever a test names."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.writers import write
from sight_domain.populations.service import TargetPopulation, draw_respondents
from sight_domain.seeds import derive_seed
from sight_domain.surveys.answerer import call_inputs, keys, shape_of
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import Questionnaire, questionnaire_of
from sight_domain.surveys.rows import Row
from sight_domain.surveys.sheet import Answerer, Ask, Reply, fill_in

TOPIC = "Meal-kit subscriptions"
STIMULUS = "A weekly box with recipes and measured ingredients, delivered to the door."


class OfflineAnswerer:
    """The offline engine's survey writer behind the same port as the gateway."""

    def __init__(self, topic: str, stimulus: str, language: Language) -> None:
        self._topic, self._stimulus = topic, stimulus
        self._language: Language = language

    async def answer(self, ask: Ask) -> Reply:
        inputs = call_inputs(ask, topic=self._topic, stimulus=self._stimulus)
        written = write("surveys.answer", inputs, language=self._language, seed=ask.seed)
        stated = shape_of([one.question for one in ask.asked]).model_validate(written)
        given = {
            one.question.id: getattr(stated, key)
            for key, one in zip(keys(len(ask.asked)), ask.asked, strict=True)
        }
        return Reply("answered", given=given, written_by="offline")


Fill = Callable[..., Awaitable[list[Row]]]


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """Ten questions of every closed type, with a reversed pair."""
    drafts = [
        QuestionDraft(id="buy", type="likert", text="I would order such a box."),
        QuestionDraft(id="price", type="scale", text="How important is the price to you?", min=1, max=5),
        QuestionDraft(id="new", type="likert", text="I like trying something new."),
        QuestionDraft(id="first", type="single_choice", text="What would matter most to you?",
                      options=["Price", "Taste and quality", "Convenience", "Health", "None of these"],
                      exclusive=["None of these"]),
        QuestionDraft(id="stop", type="multiple_choice", text="What would put you off?",
                      options=["Too expensive", "Another subscription", "I don't trust it", "Plastic packaging", "Nothing"],
                      exclusive=["Nothing"]),
        QuestionDraft(id="pay", type="numeric", text="How much would you pay for a box?", min=0, max=400),
        QuestionDraft(id="rank", type="ranking", text="Put the advantages in order.",
                      options=["Price", "Quality", "Convenience", "Health"]),
        QuestionDraft(id="rate", type="matrix", text="How good is it?", rows=["Price", "Convenience", "Quality"],
                      options=["Poor", "Fair", "Good"]),
        QuestionDraft(id="soon", type="scale", text="How likely are you to order within a month?", min=0, max=10),
        QuestionDraft(id="not_buy", type="likert", text="I would not order such a box.", reverse_of="buy"),
    ]  # fmt: skip
    return questionnaire_of(drafts, "en")


@pytest.fixture(scope="session")
def nation() -> list[dict[str, Any]]:
    """300 respondents of a national sample, as facts."""
    drawn = draw_respondents(TargetPopulation(country="PL"), 300, seed=11, language="en")
    return [person.model_dump(mode="json") for person in drawn]


@pytest.fixture(scope="session")
def fill(nation: list[dict[str, Any]]) -> Fill:
    """``await fill(questionnaire, n, seed, answerer?)``: the sheets of n people, sampled by the seed."""

    async def filled(
        questionnaire: Questionnaire,
        n: int,
        seed: int,
        answerer: Answerer | None = None,
        language: Language = "en",
    ) -> list[Row]:
        people: Sequence[dict[str, Any]] = random.Random(seed).sample(nation, n)
        by = answerer or OfflineAnswerer(TOPIC, STIMULUS, language)

        async def one(facts: dict[str, Any]) -> Row:
            calls = fill_in(questionnaire, facts, by, seed=derive_seed(seed, facts["seq"]), language=language)
            sheet = {done.question_id: done async for call in calls for done in call}
            return Row(f"per_{facts['seq']}", facts["full_name"], facts, sheet)

        return list(await asyncio.gather(*(one(facts) for facts in people)))

    return filled
