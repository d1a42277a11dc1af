"""One respondent's sheet: skip logic, piping, memory, and failures that never become answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.null_agents import AlwaysFirst, RandomAgent
from sight_domain.surveys.questionnaire import Questionnaire, questionnaire_of
from sight_domain.surveys.questions.stated import StatedText
from sight_domain.surveys.sheet import Answerer, Ask, Filled, Reply, fill_in

TEA = {"type": "single_choice", "text": "Tea or coffee?", "options": ["Tea", "Coffee"], "shuffle": False}


def made(*fields: dict[str, Any]) -> Questionnaire:
    return questionnaire_of([QuestionDraft.model_validate(one) for one in fields], "en")


class Listening:
    """Passes calls on and remembers them."""

    def __init__(self, to: Answerer) -> None:
        self.to, self.asks = to, list[Ask]()

    async def answer(self, ask: Ask) -> Reply:
        self.asks.append(ask)
        return await self.to.answer(ask)


class Failing:
    """Ends every call that holds one of these questions with this outcome."""

    def __init__(self, outcome: str, *questions: str) -> None:
        self.outcome, self.questions = outcome, questions

    async def answer(self, ask: Ask) -> Reply:
        if any(asked.question.id in self.questions for asked in ask.asked):
            return Reply(self.outcome, "the line is dead")
        return await AlwaysFirst().answer(ask)


class Stating:
    """States what it is given, by question id."""

    def __init__(self, **given: BaseModel | None) -> None:
        self.given = given

    async def answer(self, ask: Ask) -> Reply:
        return Reply("answered", given=self.given, written_by="stated")


async def filled(
    questionnaire: Questionnaire,
    answerer: Answerer,
    *,
    seed: int = 1,
    before: dict[str, Filled] | None = None,
) -> dict[str, Filled]:
    calls = fill_in(questionnaire, {"full_name": "A"}, answerer, seed=seed, language="en", before=before)
    return {done.question_id: done async for call in calls for done in call}


async def test_a_question_whose_condition_does_not_hold_is_skipped_and_not_asked() -> None:
    heard = Listening(AlwaysFirst())
    sheet = await filled(
        made(
            TEA,
            {"type": "open_text", "text": "Why coffee?", "show_if": {"question": "q1", "any_of": ["Coffee"]}},
            {"type": "open_text", "text": "Why tea?", "show_if": {"question": "q1", "any_of": ["Tea"]}},
        ),
        heard,
    )
    assert {name: done.outcome for name, done in sheet.items()} == {
        "q1": "answered",
        "q2": "skipped",
        "q3": "answered",
    }
    assert sheet["q2"].value is None
    assert [[asked.question.id for asked in ask.asked] for ask in heard.asks] == [["q1"], ["q3"]]


async def test_a_condition_on_a_number_holds_within_its_bounds() -> None:
    for low, outcome in ((0, "answered"), (1, "skipped")):
        sheet = await filled(
            made(
                {"type": "scale", "text": "How much?", "min": 0, "max": 3},
                {"type": "open_text", "text": "Why?", "show_if": {"question": "q1", "at_least": low}},
            ),
            AlwaysFirst(),
        )
        assert sheet["q2"].outcome == outcome


async def test_earlier_answers_are_piped_and_remembered() -> None:
    heard = Listening(AlwaysFirst())
    await filled(made(TEA, {"type": "open_text", "text": "Why {q1}?"}), heard)
    assert heard.asks[1].asked[0].text == "Why Tea?"
    remembered = {"type": "single_choice", "question": "Tea or coffee?", "answer": "Tea"}
    assert heard.asks[1].memory == (remembered,)
    assert heard.asks[0].memory == ()


@pytest.mark.parametrize(
    "outcome", ["failed", "refused", "filtered", "truncated", "malformed", "over_budget"]
)
async def test_a_call_that_fails_leaves_typed_rows_without_values(outcome: str) -> None:
    sheet = await filled(made(TEA, {"type": "open_text", "text": "Why {q1}?"}), Failing(outcome, "q1"))
    assert (sheet["q1"].outcome, sheet["q1"].reason, sheet["q1"].value) == (outcome, "the line is dead", None)
    # A refusal is the respondent's last word, anything else may yet be answered.
    assert sheet["q2"].outcome == ("answered" if outcome == "refused" else "failed")


async def test_a_declined_question_is_a_refusal_and_the_others_of_the_call_stand() -> None:
    sheet = await filled(
        made({"type": "open_text", "text": "Your income?"}, {"type": "open_text", "text": "Your town?"}),
        Stating(q1=None, q2=StatedText(text="Łódź")),
    )
    assert (sheet["q1"].outcome, sheet["q1"].value) == ("refused", None)
    assert (sheet["q2"].outcome, sheet["q2"].value) == ("answered", "Łódź")


async def test_what_a_draw_makes_that_is_no_answer_is_malformed() -> None:
    sheet = await filled(made({"type": "open_text", "text": "Why?"}), Stating(q1=StatedText(text="   ")))
    assert (sheet["q1"].outcome, sheet["q1"].value) == ("malformed", None)


async def test_settled_questions_are_not_asked_again_and_still_remembered() -> None:
    questionnaire = made(TEA, {"type": "open_text", "text": "Why {q1}?"})
    first = await filled(questionnaire, Failing("failed", "q2"))
    assert (first["q1"].outcome, first["q2"].outcome) == ("answered", "failed")
    heard = Listening(AlwaysFirst())
    second = await filled(questionnaire, heard, before=first)
    assert list(second) == ["q2"] and second["q2"].outcome == "answered"
    assert heard.asks[0].memory and heard.asks[0].asked[0].text == "Why Tea?"


async def test_who_gave_an_answer_of_no_use_is_asked_for_another_one() -> None:
    questionnaire = made({"type": "open_text", "text": "Why?"}, {"type": "open_text", "text": "What {q1}?"})
    blank = Stating(q1=StatedText(text="   "), q2=StatedText(text="Tea."))
    for answerer, again in ((blank, True), (Failing("failed", "q1"), False)):
        first = await filled(questionnaire, answerer)
        heard = Listening(AlwaysFirst())
        await filled(questionnaire, heard, before=first)
        assert [ask.again for ask in heard.asks] == [again, False]


async def test_the_same_seed_fills_the_same_sheet_and_the_draw_can_be_made_again() -> None:
    options = [f"Option {i}" for i in range(6)]
    questionnaire = made(
        {"type": "single_choice", "text": "Which?", "options": options},
        {"type": "ranking", "text": "In order?", "options": options},
    )
    one, two, other = [await filled(questionnaire, RandomAgent(), seed=seed) for seed in (5, 5, 6)]
    assert one == two
    assert one["q1"].shown != other["q1"].shown
    assert sorted(one["q1"].shown) == list(range(6))
