"""What the panel of a survey says beside its figures: the base, whom a question was for, what a scale's ends mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.chat.elements.pieces import Chart, Desk, Panel
from agent.chat.elements.surveys import read
from sight_domain.accounts.actor import Actor
from sight_domain.language import Language
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import questionnaire_of
from sight_domain.surveys.results import results
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import SurveyView
from sight_domain.surveys.sheet import Filled

LONG = "A very long option that goes on and on until it is cut: "
DRAFTS = [
    {"id": "uses", "type": "multiple_choice", "text": "Which?", "options": ["Tea", "Coffee"]},
    {"id": "good", "type": "scale", "text": "How good?", "min": 1, "max": 5, "labels": ["Bad", "Great"]},
    {"id": "why", "type": "open_text", "text": "Why?", "show_if": {"question": "good", "at_least": 4}},
    {"id": "which", "type": "single_choice", "text": "?", "options": [LONG + "one", LONG + "two"], "shuffle": False},
]  # fmt: skip


async def panel(language: Language, people: int) -> tuple[dict[str, Any], Any]:
    """The panel's properties and the chart of a survey that `people` of four have filled in."""
    questionnaire = questionnaire_of([QuestionDraft.model_validate(one) for one in DRAFTS], language)
    said: dict[str, Any] = {"uses": ["Tea", "Coffee"], "good": 5, "why": "It is good.", "which": LONG + "two"}
    shown = {"good": tuple(range(5)), "which": (0, 1)}
    filled = {
        name: Filled(name, "answered", 1, value=value, shown=shown.get(name, ()))
        for name, value in said.items()
    }
    rows = [Row(f"per_{i}", "A", {}, filled, weight=1.0 + 8 * i) for i in range(people)]
    view = SurveyView(
        id="srv_1", project_id="prj_1", title="Box", status="stopped", participants=4, seed=1, notes=[],
        questions=[draft.stored() for draft in questionnaire.drafts], stimulus=None, generated_by="offline",
        created_at=datetime.now(UTC), completed_at=None,
    )  # fmt: skip
    found = results(view, questionnaire, rows, dimensions=["gender"], with_tables=False, language=language)
    shown_now = await read(found.model_dump(mode="json"), Desk(None, Actor(language)))  # pyright: ignore[reportArgumentType]
    (props,) = [piece.props for piece in shown_now.pieces if isinstance(piece, Panel)]
    (figure,) = [piece.figure for piece in shown_now.pieces if isinstance(piece, Chart)]
    return dict(props), figure


@pytest.mark.parametrize(
    ("language", "base", "only", "partial"),
    [
        ("en", "of those who answered", "asked only if: How good? → ≥ 4", "2 of 4 respondents"),
        ("pl", "od osób, które odpowiedziały", "pytano tylko, gdy: How good? → ≥ 4", "2 z 4"),
    ],
)
async def test_shares_have_a_base_bounds_and_a_meaning(
    language: Language, base: str, only: str, partial: str
) -> None:
    props, _ = await panel(language, 2)
    shown = {question["id"]: question for question in props["questions"]}
    assert base in shown["uses"]["counts"] and base not in shown["good"]["counts"]
    assert shown["why"]["asked"] == only and shown["uses"]["asked"] == ""
    labels = [bar["label"] for bar in shown["good"]["bars"]]
    assert labels == ["1 – Bad", "2", "3", "4", "5 – Great"]
    # Weights 1 and 9 are worth 100 / 82 answers.
    assert "n: 1" in shown["good"]["counts"].replace("effective ", "").replace("efektywne ", "")
    assert all(bar["interval"].endswith("%") for bar in shown["good"]["bars"])
    assert partial in props["warning"]


async def test_a_single_answer_is_shown_without_an_interval_of_its_mean() -> None:
    props, _ = await panel("pl", 1)
    figures = {question["id"]: question["figures"] for question in props["questions"]}
    assert figures["good"].startswith("średnia 5,0 · mediana 5,0")


async def test_long_options_that_begin_alike_keep_a_bar_each() -> None:
    _, figure = await panel("en", 2)
    bars = figure.data[-1]
    assert list(bars.customdata) == [LONG + "two", LONG + "one"] and list(bars.y) == [0, 1]
    assert list(bars.x) == [1.0, 0.0]
