"""The `sight` command: a whole study from a shell, one message to the assistant, and what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

SIGHT = Path(sys.executable).parent / "sight"
TARGET = {
    "country": "PL",
    "age_min": 25,
    "age_max": 44,
    "genders": ["female"],
    "settlements": ["city_500k_plus"],
}


def sight(home: Path, *arguments: str, code: int = 0, said: str | None = None, **settings: str) -> str:
    """Run the command to its end; returns its standard output."""
    environment = {**os.environ, "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "offline", **settings}
    finished = subprocess.run(
        [str(SIGHT), *arguments], env=environment, capture_output=True, text=True, timeout=120, input=said
    )
    assert finished.returncode == code, finished.stderr + finished.stdout
    assert "Traceback" not in finished.stdout + finished.stderr
    return finished.stdout


def tool(home: Path, name: str, arguments: dict[str, Any], *options: str, code: int = 0) -> dict[str, Any]:
    return json.loads(sight(home, "tool", name, "--json", json.dumps(arguments), *options, code=code))


def test_a_study_in_a_shell(home: Path) -> None:
    created = tool(
        home, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 5, "language": "en"}
    )
    project_id = created["project"]["id"]
    recruited = tool(home, "generate_personas", {"project_id": project_id, "seed": 5})
    assert recruited["run"]["status"] == "succeeded"
    group = tool(
        home,
        "run_focus_group",
        {"project_id": project_id, "name": "Tea time", "questions": ["When do you drink tea?"], "seed": 5},
    )
    assert group["run"]["status"] == "succeeded"
    assert group["metrics"]["answers"] == 5
    exported = tool(home, "export_report", {"kind": "project", "id": project_id, "format": "json"})
    report = json.loads(Path(exported["export"]["path"]).read_text(encoding="utf-8"))
    assert "offline" in report["metadata"]["generated_by"] or "offline" in json.dumps(report["metadata"])


def test_the_same_seed_makes_the_same_study_again(home: Path) -> None:
    def answers() -> list[str]:
        created = tool(
            home, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 3, "language": "pl"}
        )
        project_id = created["project"]["id"]
        tool(home, "generate_personas", {"project_id": project_id, "seed": 11})
        group = tool(
            home,
            "run_focus_group",
            {"project_id": project_id, "name": "A", "questions": ["Kiedy pijesz herbatę?"], "seed": 11},
        )
        transcript = tool(home, "get_focus_group", {"focus_group_id": group["focus_group"]["id"]})
        return [turn["speaker"]["name"] + ": " + turn["text"] for turn in transcript["turns"]]

    assert answers() == answers()


def test_a_run_longer_than_the_wait_is_seen_through_before_the_command_ends(home: Path) -> None:
    created = tool(home, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 8})
    project_id = created["project"]["id"]
    at_once = tool(home, "generate_personas", {"project_id": project_id, "seed": 5, "wait_seconds": 0})
    assert at_once["run"]["status"] in ("queued", "running", "succeeded")
    later = tool(home, "get_run", {"run_id": at_once["run"]["id"]})
    assert (later["run"]["status"], later["run"]["done"]) == ("succeeded", 8)


def test_errors_are_json_with_exit_code_2(home: Path) -> None:
    error = tool(home, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 0}, code=2)["error"]
    assert (error["code"], error["field"]) == ("invalid_argument", "sample_size")
    in_polish = tool(home, "get_project", {"project_id": "x"}, "--language", "pl", code=2)["error"]
    assert "identyfikator" in in_polish["message"]
    assert (
        json.loads(sight(home, "tool", "get_project", "--json", "[]", code=2))["error"]["field"] == "--json"
    )
    assert json.loads(sight(home, "tool", "no_tool", code=2))["error"]["code"] == "not_found"


def test_deleting_needs_yes(home: Path) -> None:
    created = tool(home, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 5})
    call = {"id": created["project"]["id"], "reason": "duplicate"}
    assert tool(home, "delete_item", call, code=2)["error"]["code"] == "approval_required"
    assert tool(home, "delete_item", call, "--yes")["deleted"]["reason"] == "duplicate"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "Set up a study about tea with 12 women from large Polish cities and recruit them",
            ["create_project", "generate_personas"],
        ),
        (
            "Załóż badanie o herbacie na 12 kobietach z dużych miast i zrekrutuj je",
            ["create_project", "generate_personas"],
        ),
    ],
)
def test_a_plan_makes_no_call(home: Path, message: str, expected: list[str]) -> None:
    before = tool(home, "list_projects", {})
    planned = json.loads(sight(home, "ask", "--plan", "--json", message))
    assert [call["name"] for call in planned["tool_calls"]] == expected
    assert {call["outcome"] for call in planned["tool_calls"]} == {"planned"}
    assert tool(home, "list_projects", {}) == before


def test_the_assistant_does_what_it_is_told_and_remembers_it_in_the_next_process(home: Path) -> None:
    told = json.loads(
        sight(
            home,
            "ask",
            "--json",
            "Set up a study about tea for women 25-44 in large Polish cities and recruit 4 people",
        )
    )
    assert [(call["name"], call["outcome"]) for call in told["tool_calls"]] == [
        ("create_project", "ok"),
        ("generate_personas", "ok"),
    ]
    assert "offline engine" in told["answer"]
    went_on = json.loads(sight(home, "ask", "--json", "--thread", told["thread"], "Compare the first two"))
    assert [(call["name"], call["outcome"]) for call in went_on["tool_calls"]] == [("compare_personas", "ok")]


def test_what_needs_approval_waits_for_yes(home: Path) -> None:
    told = json.loads(
        sight(home, "ask", "--json", "Set up a study about coffee for men over 30 with 4 people")
    )
    asked = json.loads(
        sight(home, "ask", "--json", "--thread", told["thread"], "Delete this project, it was only a test")
    )
    assert [(call["name"], call["outcome"]) for call in asked["tool_calls"]] == [
        ("delete_item", "approval_required")
    ]
    agreed = json.loads(
        sight(
            home,
            "ask",
            "--json",
            "--yes",
            "--thread",
            told["thread"],
            "Delete this project, it was only a test",
        )
    )
    assert [(call["name"], call["outcome"]) for call in agreed["tool_calls"]] == [("delete_item", "ok")]


def test_doctor_says_what_works_and_what_to_do(home: Path) -> None:
    findings = {finding["part"]: finding for finding in json.loads(sight(home, "doctor", "--json"))}
    assert findings["database"]["state"] == "ok"
    assert findings["redis"]["state"] == findings["neo4j"]["state"] == "off"
    assert findings["graph"]["state"] in ("ok", "warning")
    assert "GOOGLE_API_KEY" in findings["models"]["detail"]
    broken = json.loads(
        sight(home, "doctor", "--json", code=1, SIGHT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    )
    assert {finding["part"]: finding["state"] for finding in broken}["database"] == "broken"


def test_the_tools_are_listed_with_their_schemas(home: Path) -> None:
    listed = json.loads(sight(home, "tools", "--json"))
    assert {"create_project", "run_focus_group", "export_report"} <= {tool["name"] for tool in listed}
    assert all(tool["input_schema"]["additionalProperties"] is False for tool in listed)
    assert "Utwórz projekt" in sight(home, "tools", "--language", "pl")


def test_migrate_says_the_revision(home: Path) -> None:
    assert sight(home, "migrate").strip().isdigit()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_demo_is_a_whole_study_that_adds_up(home: Path, tmp_path: Path, language: str) -> None:
    said = sight(home, "demo", "--language", language, "--output", str(tmp_path))
    assert {"pl": "silnik offline", "en": "offline engine"}[language] in said
    project = tool(home, "list_projects", {"limit": 1})["projects"][0]
    fit = tool(home, "check_representativeness", {"project_id": project["id"]})
    assert fit["n"] == 20
    assert all(dimension["max_margin_error_persons"] <= 1 for dimension in fit["dimensions"])
    (group,) = tool(home, "get_project", {"project_id": project["id"]})["project"]["focus_groups"]
    transcript = tool(home, "get_focus_group", {"focus_group_id": group["id"], "limit": 500})
    texts = {turn["id"]: turn["text"] for turn in transcript["turns"]}
    answers = [turn["text"] for turn in transcript["turns"] if turn["speaker"]["kind"] == "persona"]
    assert len(answers) == len(set(answers)) == 80
    themes = transcript["summary"]["themes"]
    assert len(themes) >= 3
    assert all(quote["text"] in texts[quote["turn_id"]] for theme in themes for quote in theme["quotes"])
    assert all(theme["reach"] == len({quote["persona_id"] for quote in theme["quotes"]}) for theme in themes)
    (report,) = tmp_path.glob("*.pdf")
    pages = pypdfium2.PdfDocument(report)
    assert len(pages) > 5
    assert project["name"] in " ".join(pages[0].get_textpage().get_text_range().split())


def test_search_quality_is_measured_on_a_judged_collection(tmp_path: Path) -> None:
    folder = tmp_path / "judged"
    (folder / "qrels").mkdir(parents=True)
    notes = {"d1": "Herbata z cytryną rozgrzewa zimą.", "d2": "Kawa pobudza rano.", "d3": "Herbata zielona."}
    corpus = "".join(
        json.dumps({"_id": key, "title": "", "text": text}) + "\n" for key, text in notes.items()
    )
    (folder / "corpus.jsonl").write_text(corpus, encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "kto pije kawę rano?"}\n', encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n", encoding="utf-8")
    report = json.loads(
        sight(tmp_path / "home", "eval", "retrieval", str(folder), "--legs", "keyword,bm25s", "--json")
    )
    assert report["legs"]["keyword"]["ndcg@10"] == report["legs"]["bm25s"]["ndcg@10"] == 1.0
    assert report["confidence"]["keyword"]["n"] == sum(
        part["n"] for part in report["confidence"]["keyword"]["bins"]
    )
    assert report["documents"] == 3
    assert not (tmp_path / "home").exists() or not any((tmp_path / "home").glob("files/documents/*"))
    shown = sight(
        tmp_path / "home", "eval", "retrieval", str(folder), "--legs", "keyword", "--language", "pl"
    )
    assert "tryb" in shown
    walked = json.loads(
        sight(tmp_path / "home", "eval", "retrieval", str(folder), "--legs", "keyword,graph", "--json")
    )
    assert set(walked["legs"]) == {"keyword", "graph"} and set(walked["confidence"]) == {"keyword"}
    sight(tmp_path / "home", "eval", "retrieval", str(tmp_path), code=2)
    sight(tmp_path / "home", "eval", "retrieval", str(folder), "--legs", "telepathy", code=2)


def test_documents_are_given_the_vectors_of_another_embedder(home: Path) -> None:
    assert "SIGHT_EMBEDDER=local" in sight(home, "reindex", "local")
    assert "Documents read for the graph" in sight(home, "reindex", "graph", SIGHT_LANGUAGE="en")
    sight(home, "reindex", "gemini", code=2, GOOGLE_API_KEY="")
