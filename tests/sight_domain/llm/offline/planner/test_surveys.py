"""Surveys asked for in plain words, and told in plain words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool
from sight_domain.llm.offline.planner.planner import plan
from sight_domain.llm.offline.planner.slots.survey_questions import typed_question
from sight_domain.llm.offline.planner.summaries import summary
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import questionnaire_of
from tools.catalogue import catalogue

Scene = Callable[[str], list[Exchange]]


@pytest.fixture(scope="session")
def real_tools() -> tuple[PlannerTool, ...]:
    """The catalogue's own tools."""
    return tuple(
        PlannerTool(tool.name, tool.description, tool.input_schema, tool.examples, tool.destructive)
        for tool in catalogue().values()
    )


def planned(
    text: str, before: Sequence[Exchange], tools: Sequence[PlannerTool], language: Language
) -> list[Any]:
    return plan([*before, Exchange("user", text)], list(tools), default_language=language)


@pytest.mark.parametrize(
    ("text", "language", "type_"),
    [
        ("How much would you pay for it?", "en", "numeric"),
        ("Ile zapłacisz za takie pudełko?", "pl", "numeric"),
        ("How likely are you to subscribe?", "en", "scale"),
        ("Jak prawdopodobne, że zasubskrybujesz?", "pl", "scale"),
        ("Jak ważna jest dla Ciebie cena?", "pl", "scale"),
        ("Would you buy it?", "en", "single_choice"),
        ("Czy kupisz ten produkt?", "pl", "single_choice"),
        ("Jak często gotujesz?", "pl", "single_choice"),
        ("What would you drink (tea, coffee or cocoa)?", "en", "single_choice"),
        ("Lubię próbować nowości.", "pl", "likert"),
        ("What annoys you?", "en", "open_text"),
        ("Co Ci przeszkadza?", "pl", "open_text"),
    ],
)
def test_a_plain_question_gets_the_type_that_fits_and_can_be_asked(
    text: str, language: Language, type_: str
) -> None:
    typed = typed_question(text, language)
    assert typed["type"] == type_
    (question,) = questionnaire_of([QuestionDraft.model_validate(typed)], language).questions
    assert question.text


def test_options_in_brackets_become_the_options() -> None:
    typed = typed_question("Co pijesz rano (herbatę, kawę albo kakao)?", "pl")
    assert typed["options"] == ["herbatę", "kawę", "kakao"]
    assert typed["text"] == "Co pijesz rano?"


@pytest.mark.parametrize(
    ("text", "language", "types"),
    [
        ("Run a survey: Would you buy it? How much would you pay?", "en", ["single_choice", "numeric"]),
        ("Survey the respondents: How likely are you to subscribe?", "en", ["scale"]),
        ("Przeprowadź ankietę: Czy kupisz ten produkt? Ile zapłacisz?", "pl", ["single_choice", "numeric"]),
        ("Zrób sondaż wśród respondentów: Jak prawdopodobne, że zasubskrybujesz?", "pl", ["scale"]),
        ("Przygotuj kwestionariusz z pytaniami: Czy gotujesz? Co jest najważniejsze?", "pl", ["single_choice", "open_text"]),
    ],
)  # fmt: skip
def test_a_survey_is_run_with_its_questions_on_the_present_study(
    text: str, language: Language, types: list[str], scene: Scene, real_tools: tuple[PlannerTool, ...]
) -> None:
    (step,) = planned(text, scene("people"), real_tools, language)
    assert step.name == "run_survey"
    assert step.arguments["project_id"] == "prj_alpha"
    assert [question["type"] for question in step.arguments["questions"]] == types


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Show the survey results", "en"),
        ("What came out of the survey?", "en"),
        ("Pokaż wyniki ankiety", "pl"),
        ("Co wyszło w ankiecie?", "pl"),
        ("Jakie są wyniki sondażu?", "pl"),
    ],
)
def test_results_are_looked_up_through_the_study(
    text: str, language: Language, scene: Scene, real_tools: tuple[PlannerTool, ...]
) -> None:
    steps = planned(text, scene("people"), real_tools, language)
    assert steps[-1].name == "get_survey_results"


def test_a_survey_without_questions_is_asked_about_not_made_up(
    scene: Scene, real_tools: tuple[PlannerTool, ...]
) -> None:
    assert [step.name for step in planned("Run a survey", scene("people"), real_tools, "en")] in (
        [],
        ["run_survey"],
    )
    for step in planned("Run a survey", scene("people"), real_tools, "en"):
        assert "questions" not in step.arguments


def test_results_are_told_from_the_figures_alone() -> None:
    result = {
        "survey": {"id": "srv_1", "title": "Box"},
        "quality": {"valid": True, "warnings": ["Partial."], "checks": [{"flagged": True, "says": "Copies."}, {"flagged": False, "says": "No."}]},
        "questions": [
            {"text": "Buy?", "n_answered": 10, "distribution": {"Yes": 0.3, "No": 0.7}},
            {"text": "Pay?", "n_answered": 9, "statistics": {"mean": 41.25, "median": 40}},
            {"text": "Order?", "type": "ranking", "n_answered": 9, "distribution": {"A": 0.6, "B": 0.4}, "rows": {"A": {"borda": 0.6}}},
            {"text": "Rate?", "n_answered": 9, "rows": {"Price": {"Bad": 0.6, "Good": 0.4}, "Taste": {"Bad": 0.1, "Good": 0.9}}},
            {"text": "Why?", "n_answered": 8, "verbatims": [{"text": "Too dear."}]},
        ],
    }  # fmt: skip
    lines = summary("get_survey_results", result, {}, "pl")
    assert lines == [
        "Ankieta **Box** (`srv_1`).",
        "Partial.",
        "- **Buy?** (n = 10): No 70%, Yes 30%",
        "- **Pay?** (n = 9): średnia 41,2, mediana 40",
        "- **Order?** (n = 9): pierwsze miejsca: A 60%, B 40%",
        "- **Rate?** (n = 9): Price: Bad 60%; Taste: Good 90%",
        "- **Why?** (n = 8): „Too dear.”",
        "- Copies.",
    ]
    running = summary("run_survey", {"survey": {"id": "srv_1", "title": "Box"}, "results": None}, {}, "en")
    assert running == ["Survey **Box** (`srv_1`).", "The respondents are still answering."]
