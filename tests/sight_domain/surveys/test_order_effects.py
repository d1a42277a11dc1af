"""The effect of the order of options, and respondents who differ only by the dice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sight_domain.surveys.checks import checks
from sight_domain.surveys.null_agents import AlwaysFirst
from sight_domain.surveys.order_effects import order_effect
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.questions import Likert, SingleChoice
from sight_domain.surveys.rows import Row
from sight_domain.surveys.sheet import Ask, Reply
from sight_domain.surveys.toplines import topline

Fill = Callable[..., Awaitable[list[Row]]]


def question(questionnaire: Questionnaire, identifier: str) -> Any:
    return questionnaire.questions[questionnaire.index(identifier)]


async def test_who_takes_the_first_option_shown_shows_the_whole_effect(
    questionnaire: Questionnaire, fill: Fill
) -> None:
    rows = await fill(questionnaire, 80, 1, AlwaysFirst())
    turned = order_effect(question(questionnaire, "buy"), rows, seed=1)
    shuffled = order_effect(question(questionnaire, "first"), rows, seed=1)
    assert turned is not None and shuffled is not None
    assert turned.tvd == 1 and turned.p_value == 0.001 and turned.floor < 0.3
    # Of five options the last does not move, so the first of four holds what an even share would spread.
    assert shuffled.tvd == 0.75 and shuffled.p_value == 0.001


async def test_respondents_who_read_all_options_stay_near_the_floor(
    questionnaire: Questionnaire, fill: Fill
) -> None:
    found = [
        effect
        for seed in range(10)
        for rows in [await fill(questionnaire, 80, seed)]
        for asked in questionnaire.questions
        if isinstance(asked, Likert | SingleChoice)
        and (effect := order_effect(asked, rows, seed=seed)) is not None
    ]
    assert len(found) == 40
    assert sum(effect.p_value < 0.05 for effect in found) <= 6
    assert abs(sum(effect.tvd - effect.floor for effect in found) / len(found)) < 0.03


async def test_questions_of_one_order_and_few_answers_have_no_effect_to_tell(
    questionnaire: Questionnaire, fill: Fill
) -> None:
    assert order_effect(question(questionnaire, "price"), await fill(questionnaire, 60, 1), seed=1) is None
    assert order_effect(question(questionnaire, "buy"), await fill(questionnaire, 4, 1), seed=1) is None


class Alike:
    """Everybody states the same, so answers differ by the draw alone."""

    async def answer(self, ask: Ask) -> Reply:
        given = {}
        for one in ask.asked:
            shares = [0.1, 0.2, 0.3, 0.3, 0.1]
            order = one.order or tuple(range(5))
            stated = [shares[i] for i in order] if len(order) == 5 else [1 / len(order)] * len(order)
            given[one.question.id] = one.question.shape().model_validate({"probabilities": stated})
        return Reply("answered", given=given, written_by="alike")


async def test_respondents_who_all_state_the_same_are_flagged_though_their_answers_spread(
    questionnaire: Questionnaire, fill: Fill
) -> None:
    asked = Questionnaire(
        tuple(question(questionnaire, name) for name in ("buy", "price", "new")), questionnaire.drafts
    )
    rows = await fill(asked, 60, 1, Alike())
    spread = topline(asked.questions[0], rows, seed=1).dispersion
    assert spread is not None and spread.entropy_share > 0.85 and spread.between_share == 0
    dice = next(check for check in checks(asked.questions, rows, "en", seed=1) if check.name == "dice")
    assert dice.flagged and dice.value == 0
