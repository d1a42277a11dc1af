"""A guide is drafted, shown in full, changed in words, and run only when somebody says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.llm.offline.planner.planner import Exchange, PlannerTool, decide

Scene = Callable[[str], list[Exchange]]
Tools = tuple[PlannerTool, ...]
GUIDE = {
    "sections": [
        {
            "title": "Dziś",
            "minutes": 10.0,
            "questions": [{"text": "Jak jest dziś?", "probes": ["A wczoraj?"]}],
        },
        {"title": "Sedno", "minutes": 50.0, "questions": [{"text": "Co was zniechęca?", "probes": []}]},
    ],
    "stimuli": [{"kind": "text", "title": "Plakat", "text": "Pudełko", "from_question": 1}],
}
DRAFTED = {
    "focus_group": {
        "id": "fg_draft",
        "name": "Rezygnacje",
        "status": "draft",
        "project_id": "prj_alpha",
        "guide": GUIDE,
    },
    "written_by": "gemini",
    "changed": True,
}
RAN = {
    "run": {"id": "run_1", "status": "succeeded", "done": 3, "total": 3},
    "focus_group": {"id": "fg_draft", "status": "completed"},
}


def say(history: list[Exchange], text: str, tools: Tools, results: dict[str, Any]) -> tuple[list[Any], str]:
    calls = []
    history.append(Exchange("user", text))
    for _ in range(8):
        decision = decide(history, tools)
        history.append(Exchange("assistant", decision.text, decision.tool_calls))
        if decision.text:
            return calls, decision.text
        for call in decision.tool_calls:
            calls.append((call.name, call.arguments))
            told = json.dumps(results[call.name], ensure_ascii=False)
            history.append(Exchange("tool", told, tool_call_id=call.id, tool_name=call.name))
    raise AssertionError("the turn does not end")


@pytest.mark.parametrize(
    ("wish", "goal"),
    [
        (
            "Przygotuj scenariusz wywiadu, żeby dowiedzieć się, dlaczego ludzie rezygnują",
            "Dlaczego ludzie rezygnują",
        ),
        ("Opracuj scenariusz grupy fokusowej o cenach", "Cenach"),
        ("Draft a discussion guide to find out why people cancel", "Why people cancel"),
        ("Please write an interview guide about prices", "Prices"),
    ],
)
def test_a_guide_is_drafted_for_what_is_to_be_found_out(
    wish: str, goal: str, scene: Scene, tools: Tools
) -> None:
    calls, text = say(scene("people"), wish, tools, {"draft_guide": DRAFTED})
    assert calls == [("draft_guide", {"project_id": "prj_alpha", "goal": goal})]
    for shown in ("1. Jak jest dziś?", "A wczoraj?", "2. Co was zniechęca?", "Plakat", "(10 min)"):
        assert shown in text


@pytest.mark.parametrize(
    "go",
    [
        "zaczynaj",
        "odpalaj",
        "Uruchom go",
        "looks good, run it",
        "tak",
        "Zatwierdzam",
        "go ahead",
        "ok, start",
        "run it",
        "uruchom grupę",
    ],
)
def test_it_runs_on_the_word(go: str, scene: Scene, tools: Tools) -> None:
    history, results = scene("people"), {"draft_guide": DRAFTED, "run_focus_group": RAN}
    say(history, "Przygotuj scenariusz wywiadu o cenach", tools, results)
    calls, _ = say(history, go, tools, results)
    assert calls == [("run_focus_group", {"focus_group_id": "fg_draft"})]


@pytest.mark.parametrize(
    "change",
    [
        "Usuń pytanie 2",
        "Zmień scenariusz: bez pytania 1",
        "Dodaj pytanie: Kto za to płaci?",
        "Remove question 1 from the guide",
    ],
)
def test_changes_are_made_before_it_runs(change: str, scene: Scene, tools: Tools) -> None:
    history, results = scene("people"), {"draft_guide": DRAFTED, "run_focus_group": RAN}
    say(history, "Przygotuj scenariusz wywiadu o cenach", tools, results)
    calls, text = say(history, change, tools, results)
    assert calls == [("draft_guide", {"focus_group_id": "fg_draft", "changes": change})]
    assert "1. Jak jest dziś?" in text
    calls, _ = say(history, "zaczynaj", tools, results)
    assert calls == [("run_focus_group", {"focus_group_id": "fg_draft"})]


def test_a_change_nobody_could_make_is_said(scene: Scene, tools: Tools) -> None:
    history = scene("people")
    say(history, "Przygotuj scenariusz wywiadu o cenach", tools, {"draft_guide": DRAFTED})
    _, text = say(
        history, "Zmień scenariusz na zabawniejszy", tools, {"draft_guide": DRAFTED | {"changed": False}}
    )
    assert "Nie umiem wprowadzić tej zmiany" in text


def test_a_draft_looked_at_again_is_still_offered_to_be_run(scene: Scene, tools: Tools) -> None:
    history = scene("people")
    results = {
        "draft_guide": DRAFTED,
        "get_focus_group": DRAFTED,
        "run_focus_group": RAN,
        "list_projects": {},
    }
    say(history, "Przygotuj scenariusz wywiadu o cenach", tools, results)
    _, text = say(history, "Pokaż transkrypcję", tools, results)
    assert "Nic jeszcze nie uruchomiono" in text and "analiza potrzeb" not in text
    say(history, "Pokaż moje projekty", tools, results)
    calls, _ = say(history, "zaczynaj", tools, results)
    assert calls == [("run_focus_group", {"focus_group_id": "fg_draft"})]


def test_questions_after_the_first_are_a_list_of_their_own(scene: Scene, tools: Tools) -> None:
    """Markdown opens a list that begins with 2 only after an empty line."""
    _, text = say(scene("people"), "Przygotuj scenariusz wywiadu o cenach", tools, {"draft_guide": DRAFTED})
    lines = text.splitlines()
    sections = [number for number, line in enumerate(lines) if line.startswith("**")]
    assert sections and all(lines[number + 1] == "" for number in sections)


def test_a_guide_without_a_goal_is_asked_about(scene: Scene, tools: Tools) -> None:
    history = scene("people")
    calls, text = say(history, "Przygotuj scenariusz wywiadu", tools, {"draft_guide": DRAFTED})
    assert calls == []
    assert "Czego ma się dowiedzieć grupa?" in text
