"""Whom and what a request picks out: respondents by what they are, studies by their place, parts of an export."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.llm.offline.planner.planner import Exchange, PlannerTool, ToolCall, decide

Scene = Callable[[str], list[Exchange]]
Tools = tuple[PlannerTool, ...]
FACTS = [
    ("per_anna", "Anna Kowalska", "female", 34, "tertiary", "city_500k_plus"),
    ("per_zofia", "Zofia Nowak", "female", 27, "secondary", "rural"),
    ("per_tomasz", "Tomasz Wójcik", "male", 51, "tertiary", "rural"),
    ("per_maria", "Maria Lis", "female", 45, "vocational", "city_500k_plus"),
]
NAMES = ("id", "full_name", "gender", "age", "education", "settlement")
PAGE = {"personas": [dict(zip(NAMES, facts, strict=True)) for facts in FACTS], "total": 4}
STUDIES = {"projects": [{"id": f"prj_{key}", "name": "Kawa"} for key in ("one", "two", "three")]}


def _calls(
    history: list[Exchange], say: str, tools: Tools, results: dict[str, Any]
) -> tuple[list[ToolCall], str]:
    """The calls a message leads to, each answered from ``results``, and what is said in the end."""
    history.append(Exchange("user", say))
    calls: list[ToolCall] = []
    for _ in range(8):
        decision = decide(history, tools)
        history.append(Exchange("assistant", decision.text, decision.tool_calls))
        for call in decision.tool_calls:
            calls.append(call)
            answer = json.dumps(results.get(call.name, {}))
            history.append(Exchange("tool", answer, tool_call_id=call.id, tool_name=call.name))
        if decision.text:
            return calls, decision.text
    raise AssertionError("the turn does not end")


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        ("Ask only the women: What is breakfast?", ["per_anna", "per_zofia", "per_maria"]),
        ("Zapytaj tylko mężczyzn: Czym jest śniadanie?", ["per_tomasz"]),
        ("Run a focus group with people under 35: What is breakfast?", ["per_anna", "per_zofia"]),
        ("Zrób fokus z osobami powyżej 40 lat: Czym jest śniadanie?", ["per_tomasz", "per_maria"]),
        ("Zrób fokus z kobietami z wyższym wykształceniem: Czym jest śniadanie?", ["per_anna"]),
        ("Run a focus group with those from villages: What is breakfast?", ["per_zofia", "per_tomasz"]),
        ("Puść fokus, ale bez mężczyzn: Co jesz rano?", ["per_anna", "per_zofia", "per_maria"]),
        ("Ask everyone except the women: What is breakfast?", ["per_tomasz"]),
        ("Ask the women, but not those under 30: What is breakfast?", ["per_anna", "per_maria"]),
        ("Only the over-40s this time: What is breakfast?", ["per_tomasz", "per_maria"]),
        ("Zapytaj panie po czterdziestce: Czym jest śniadanie?", ["per_maria"]),
        ("I'd like to hear from the women with a degree: How do mornings go?", ["per_anna"]),
        ("Ask everyone: What is breakfast?", None),
        ("Zapytaj respondentów: Czym jest śniadanie?", None),
    ],
)
def test_a_group_is_limited_to_the_respondents_described(
    say: str, expected: list[str] | None, scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    calls, _ = _calls(scene("people"), say, tools, {**results, "list_personas": PAGE})
    assert calls[-1].name == "run_focus_group"
    assert calls[-1].arguments.get("persona_ids") == expected


@pytest.mark.parametrize(
    ("say", "told", "everyone"),
    [
        ("Ask only the men over 60: What is breakfast?", "None of the respondents fits", "everyone"),
        ("Zapytaj tylko kobiety powyżej 70 lat: Czym jest śniadanie?", "nie spełnia", "wszystkich"),
    ],
)
def test_when_nobody_fits_the_user_is_asked_whom_to_take(
    say: str, told: str, everyone: str, scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    history = scene("people")
    answers = {**results, "list_personas": PAGE}
    calls, text = _calls(history, say, tools, answers)
    assert [call.name for call in calls] == ["list_personas"]
    assert told in text
    calls, _ = _calls(history, everyone, tools, answers)
    assert [call.name for call in calls] == ["run_focus_group"]
    assert "persona_ids" not in calls[0].arguments


def test_the_audience_of_a_new_study_does_not_limit_its_group(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    say = "Set up a study on tea for women 25-44, recruit 4 respondents and run a focus group: What is tea?"
    calls, _ = _calls(scene("nothing"), say, tools, {**results, "list_personas": PAGE})
    assert [call.name for call in calls] == ["create_project", "generate_personas", "run_focus_group"]
    assert "persona_ids" not in calls[-1].arguments


@pytest.mark.parametrize(
    ("say", "project"),
    [
        ("Zrekrutuj 5 osób do pierwszego badania", "prj_one"),
        ("Dodaj 5 respondentów do trzeciego projektu", "prj_three"),
        ("Recruit 5 respondents for the second study", "prj_two"),
    ],
)
@pytest.mark.parametrize("listed_before", [True, False])
def test_a_study_is_found_by_its_place_though_all_share_a_name(
    say: str, project: str, listed_before: bool, scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    history = scene("nothing")
    answers = {**results, "list_projects": STUDIES}
    if listed_before:
        _calls(history, "Pokaż moje projekty", tools, answers)
    calls, _ = _calls(history, say, tools, answers)
    assert calls[-1].arguments == {"project_id": project, "count": 5}


def test_studies_that_share_a_name_are_offered_with_their_ids(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    history = scene("nothing")
    answers = {**results, "list_projects": STUDIES}
    _, text = _calls(history, "Zrekrutuj 5 osób", tools, answers)
    assert all(f"`prj_{key}`" in text for key in ("one", "two", "three"))
    calls, _ = _calls(history, "do drugiego badania", tools, answers)
    assert calls[-1].arguments["project_id"] == "prj_two"


def test_the_study_turned_to_is_the_one_the_next_request_is_about(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    answers = {**results, "list_projects": STUDIES, "get_project": {"project": STUDIES["projects"][1]}}
    calls, _ = _calls(
        scene("nothing"),
        "Przejdź do drugiego badania i pokaż respondentów",
        tools,
        {**answers, "list_personas": PAGE},
    )
    assert [call.name for call in calls] == ["list_projects", "get_project", "list_personas"]
    assert calls[-1].arguments["project_id"] == "prj_two"


@pytest.mark.parametrize(
    ("say", "arguments"),
    [
        (
            "wyeksportuj potrzeby do CSV",
            {"kind": "project", "id": "prj_alpha", "format": "csv", "sections": ["needs"]},
        ),
        (
            "Export the needs as JSON",
            {"kind": "project", "id": "prj_alpha", "format": "json", "sections": ["needs"]},
        ),
        (
            "all transcripts of the study as CSV",
            {"kind": "project", "id": "prj_alpha", "format": "csv", "sections": ["transcripts"]},
        ),
        ("Wyeksportuj transkrypcję grupy do CSV", {"kind": "focus_group", "id": "fg_one", "format": "csv"}),
        (
            "Zapisz transkrypcję jako PDF",
            {"kind": "focus_group", "id": "fg_one", "format": "pdf", "sections": ["transcript"]},
        ),
        ("Wyeksportuj badanie do PDF", {"kind": "project", "id": "prj_alpha", "format": "pdf"}),
    ],
)
def test_an_export_holds_the_part_asked_for(
    say: str, arguments: dict[str, Any], scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    calls, _ = _calls(scene("study"), say, tools, results)
    assert [(call.name, call.arguments) for call in calls] == [("export_report", arguments)]


def test_a_long_list_of_respondents_is_told_in_five_lines(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    people = [
        {"id": f"per_{n}", "full_name": f"Osoba {n}", "age": 20 + n, "gender": "female"} for n in range(9)
    ]
    answers = {**results, "list_personas": {"personas": people, "total": 30}}
    _, text = _calls(scene("people"), "Pokaż respondentów", tools, answers)
    assert sum(line.startswith("- **Osoba") for line in text.splitlines()) == 5
    assert "… i jeszcze 25" in text and "Liczba respondentów: 30." in text


def test_an_export_is_told_by_name_and_size_alone(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    export = {"id": "exp_1", "filename": "study.pdf", "bytes": 20480, "uri": "sight://exports/exp_1"}
    _, text = _calls(scene("study"), "Give me a PDF", tools, {**results, "export_report": {"export": export}})
    assert "**study.pdf** (20 KB)" in text and "sight://" not in text


def test_the_gender_of_one_person_is_told_in_the_singular(
    scene: Scene, tools: Tools, results: dict[str, Any]
) -> None:
    people = (("per_anna", "Anna Kowalska", "female"), ("per_tomasz", "Tomasz Wójcik", "male"))
    personas = [
        {"id": key, "full_name": name, "overview": {"gender": gender}} for key, name, gender in people
    ]
    values = {"per_anna": "kobiety", "per_tomasz": "mężczyźni"}
    difference = {"field": "gender", "label": "płeć", "values": values}
    compared = {"personas": personas, "similarity_score": 0.612345, "key_differences": [difference]}
    answers = {**results, "compare_personas": compared}
    _, text = _calls(scene("people"), "Porównaj Annę z Tomaszem", tools, answers)
    assert "płeć: Anna Kowalska: kobieta; Tomasz Wójcik: mężczyzna" in text
    assert "**0,61**" in text
