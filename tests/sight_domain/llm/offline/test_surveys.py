"""The offline respondent in a survey: spread like its own stances, in character, no two texts alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from scipy.stats import spearmanr

from sight_domain.language import LANGUAGES, Language
from sight_domain.llm.offline.stance import stance
from sight_domain.llm.offline.surveys import write_sheet
from sight_domain.populations.service import TargetPopulation, draw_respondents
from sight_domain.surveys.answerer import call_inputs, keys, shape_of
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import questionnaire_of
from sight_domain.surveys.sheet import Ask, Reply, fill_in

TOPIC = {"en": "Meal-kit subscriptions", "pl": "Subskrypcja zestawów do gotowania"}
SHOWN = {
    "en": "A weekly box with recipes and measured ingredients, delivered to the door.",
    "pl": "Cotygodniowe pudełko z przepisami i odmierzonymi składnikami, dostarczane pod drzwi.",
}
QUESTIONS: dict[Language, list[dict[str, Any]]] = {
    "en": [
        {"id": "likely", "type": "scale", "text": "How likely are you to order such a box?", "min": 1, "max": 5},
        {"id": "price", "type": "scale", "text": "How important is the price to you?", "min": 1, "max": 5},
        {"id": "new", "type": "likert", "text": "I like trying something new."},
        {"id": "why", "type": "open_text", "text": "What do you think of such a box?"},
        {"id": "pay", "type": "numeric", "text": "How much would you pay for a box?", "min": 0, "max": 400},
    ],
    "pl": [
        {"id": "likely", "type": "scale", "text": "Jak bardzo prawdopodobne, że zamówisz takie pudełko?", "min": 1, "max": 5},
        {"id": "price", "type": "scale", "text": "Jak ważna jest dla Ciebie cena?", "min": 1, "max": 5},
        {"id": "new", "type": "likert", "text": "Lubię próbować nowości."},
        {"id": "why", "type": "open_text", "text": "Co sądzisz o takim pudełku?"},
        {"id": "pay", "type": "numeric", "text": "Ile zapłacisz za takie pudełko?", "min": 0, "max": 400},
    ],
}  # fmt: skip


class Offline:
    def __init__(self, language: Language) -> None:
        self.language: Language = language

    async def answer(self, ask: Ask) -> Reply:
        inputs = call_inputs(ask, topic=TOPIC[self.language], stimulus=SHOWN[self.language])
        written = write_sheet(inputs, language=self.language, seed=ask.seed)
        stated = shape_of([one.question for one in ask.asked]).model_validate(written)
        names = keys(len(ask.asked))
        given = {one.question.id: getattr(stated, key) for key, one in zip(names, ask.asked, strict=True)}
        return Reply("answered", given=given, written_by="offline")


async def sheets(
    drafts: Sequence[dict[str, Any]], people: Sequence[dict[str, Any]], language: Language
) -> list[dict[str, Any]]:
    questionnaire = questionnaire_of([QuestionDraft.model_validate(one) for one in drafts], language)
    found: list[dict[str, Any]] = []
    for place, facts in enumerate(people):
        calls = fill_in(questionnaire, facts, Offline(language), seed=1_000 + place, language=language)
        found.append({done.question_id: done.value async for call in calls for done in call})
    return found


def nation(n: int, seed: int, language: Language) -> list[dict[str, Any]]:
    drawn = draw_respondents(TargetPopulation(country="PL"), n, seed=seed, language=language)
    return [person.model_dump(mode="json") for person in drawn]


def bits(values: Sequence[object]) -> float:
    shares = [count / len(values) for count in Counter(values).values()]
    return -math.fsum(share * math.log2(share) for share in shares)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_eighty_answers_are_spread_like_the_stances_behind_them_and_in_character(
    language: Language, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    people = nation(80, seed, language)
    answers = await sheets(QUESTIONS[language], people, language)
    # Five equal parts of -1..1, as the five points of the scale are.
    leanings = [stance(one, TOPIC[language], "", SHOWN[language]).leaning for one in people]
    ratio = bits([one["likely"] for one in answers]) / bits([min(4, int((x + 1) / 0.4)) for x in leanings])
    income = [one["income_rank"] for one in people]
    openness = [one["big_five"]["openness"] for one in people]
    points = questionnaire_of([QuestionDraft(type="likert", text="x")], language).questions[0].categories
    price = float(spearmanr(income, [one["price"] for one in answers])[0])  # pyright: ignore[reportArgumentType]
    new = float(spearmanr(openness, [points.index(one["new"]) for one in answers])[0])  # pyright: ignore[reportArgumentType]
    pay = float(spearmanr(income, [one["pay"] for one in answers])[0])  # pyright: ignore[reportArgumentType]
    with capsys.disabled():
        print(
            f"\n{language}, seed {seed}: entropy ratio {ratio:.2f}; rank correlation of price importance with income {price:.2f}, "
            f"of novelty with openness {new:.2f}, of the amount with income {pay:.2f}"
        )
    assert 0.8 <= ratio <= 1.2
    assert price < -0.3 and new > 0.3 and pay > 0.3
    assert len({one["why"] for one in answers}) == 80


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_agrees_with_a_statement_disagrees_with_its_reverse(language: Language) -> None:
    pair = {
        "en": ("I would order such a box.", "I would not order such a box."),
        "pl": ("Zamówiłbym takie pudełko.", "Nie zamówiłbym takiego pudełka."),
    }[language]
    drafts = [{"type": "likert", "text": text} for text in pair]
    answers = await sheets(drafts, nation(80, 3, language), language)
    points = questionnaire_of([QuestionDraft(type="likert", text="x")], language).questions[0].categories
    first, second = ([points.index(one[name]) for one in answers] for name in ("q1", "q2"))
    assert float(spearmanr(first, second)[0]) < -0.3  # pyright: ignore[reportArgumentType]


async def test_options_are_weighed_by_what_they_are_about_and_not_by_their_place() -> None:
    drafts = [
        {"id": "yes", "type": "single_choice", "text": "Would you order it?", "options": ["Yes", "No", "Not sure"]},
        {"id": "age", "type": "numeric", "text": "How old are you?", "min": 18, "max": 100},
    ]  # fmt: skip
    people = nation(80, 4, "en")
    answers = await sheets(drafts, people, "en")
    leaning = [stance(one, TOPIC["en"], "", SHOWN["en"]).leaning for one in people]
    yes = [x for x, one in zip(leaning, answers, strict=True) if one["yes"] == "Yes"]
    no = [x for x, one in zip(leaning, answers, strict=True) if one["yes"] == "No"]
    assert sum(yes) / len(yes) > sum(no) / len(no) + 0.2
    assert [one["age"] for one in answers] == [one["age"] for one in people]


async def test_a_free_answer_to_a_scale_says_where_somebody_stands() -> None:
    drafts = [{"type": "likert", "text": "I would order such a box.", "method": "semantic"}]
    questionnaire = questionnaire_of([QuestionDraft.model_validate(one) for one in drafts], "en")
    texts: list[str] = []

    class Reading(Offline):
        async def answer(self, ask: Ask) -> Reply:
            inputs = call_inputs(ask, topic=TOPIC["en"], stimulus=SHOWN["en"])
            texts.append(write_sheet(inputs, language="en", seed=ask.seed)["q1"]["text"])
            return Reply("failed", "only read")

    for place, facts in enumerate(nation(40, 5, "en")):
        async for _ in fill_in(questionnaire, facts, Reading("en"), seed=place, language="en"):
            pass
    assert len(set(texts)) >= 8
    assert not {text.rstrip(".") for text in texts} & set(questionnaire.questions[0].categories)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_most_take_a_side_where_they_can(language: Language) -> None:
    drafts = {
        "en": {"text": "Would you order it?", "options": ["Yes", "No", "Hard to say"]},
        "pl": {"text": "Czy zamówisz takie pudełko?", "options": ["Tak", "Nie", "Trudno powiedzieć"]},
    }[language]
    answers = await sheets(
        [{"id": "q", "type": "single_choice", **drafts}], nation(80, 6, language), language
    )
    counted = Counter(one["q"] for one in answers)
    yes, no, unsure = (counted[option] / 80 for option in drafts["options"])
    assert yes > 0.15 and no > 0.15 and 0 < unsure < 0.4


async def test_a_mark_that_was_given_is_nothing_that_was_said() -> None:
    marks = [
        {"id": f"m{i}", "type": "scale", "text": "How important is the price to you?", "min": 1, "max": 5}
        for i in range(3)
    ]
    why = {"id": "why", "type": "open_text", "text": "You gave {m2}. What do you think of such a box?"}
    answers = await sheets([*marks, why], nation(80, 7, "en"), "en")
    assert not [
        one["why"] for one in answers if re.search(r"I (?:already )?said|repeat|mentioned", one["why"])
    ]
