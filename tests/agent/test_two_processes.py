"""Two Sight processes share one home; killing either harms neither the other nor what is stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from fakes.gemini import FakeGemini

SIGHT = Path(sys.executable).parent / "sight"
TARGET = {"country": "PL", "age_min": 25, "age_max": 44, "settlements": ["city_500k_plus"]}
QUESTIONS = ["How do you cook?", "What would stop you?", "What would you pay?"]


def _environment(home: Path, server: FakeGemini) -> dict[str, str]:
    return {
        **os.environ,
        "SIGHT_HOME": str(home),
        "SIGHT_PROVIDER": "gemini",
        "GOOGLE_API_KEY": server.key,
        "GOOGLE_GEMINI_BASE_URL": server.url,
        "SIGHT_MODEL_CONCURRENCY": "3",
    }


def _begun(environment: dict[str, str], name: str, arguments: dict[str, Any]) -> subprocess.Popen[str]:
    command = [str(SIGHT), "tool", name, "--json", json.dumps(arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _result(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained + said
    return json.loads(said)


def _answers_asked(server: FakeGemini) -> list[str]:
    """What was asked in requests that were answered, for the group's answers only."""
    return [
        json.dumps(entry["body"]["contents"])
        for entry in server.requests
        if entry["verb"] == "generateContent" and "responseJsonSchema" not in json.dumps(entry["body"])
    ]


def test_a_killed_group_goes_on_in_another_process_and_pays_for_no_answer_twice(
    home: Path, gemini_server: FakeGemini
) -> None:
    environment = _environment(home, gemini_server)
    project = _result(
        _begun(environment, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 6})
    )
    project_id = project["project"]["id"]
    _result(_begun(environment, "generate_personas", {"project_id": project_id, "seed": 2}))
    gemini_server.requests.clear()
    gemini_server.latency = 0.4
    group = {"project_id": project_id, "name": "Group", "questions": QUESTIONS, "seed": 2}
    killed = _begun(environment, "run_focus_group", group)
    deadline = time.monotonic() + 60
    while len(_answers_asked(gemini_server)) < 8:
        assert time.monotonic() < deadline, killed.communicate(timeout=5)
        time.sleep(0.05)
    watching = _begun(environment, "get_project", {"project_id": project_id})
    killed.kill()
    killed.wait()
    seen = _result(watching)["project"]
    assert seen["personas_count"] == 6
    (group_id,) = [listed["id"] for listed in seen["focus_groups"]]
    (run_id,) = [run["id"] for run in seen["runs"] if run["kind"] == "focus_groups.run"]
    interrupted = _result(_begun(environment, "get_run", {"run_id": run_id}))["run"]
    assert (interrupted["status"], interrupted["partial"]) == ("queued", True)

    asked_before = len(_answers_asked(gemini_server))
    gemini_server.latency = 0.0
    finished = _result(_begun(environment, "run_focus_group", {"focus_group_id": group_id}))
    assert finished["run"]["status"] == "succeeded"
    assert finished["metrics"]["answers"] == 18
    in_flight = 3
    assert len(_answers_asked(gemini_server)) - asked_before <= 18 - (asked_before - in_flight)
    assert finished["run"]["id"] == run_id
    assert _result(_begun(environment, "get_run", {"run_id": run_id}))["run"]["status"] == "succeeded"


def test_what_one_process_runs_another_can_cancel(home: Path, gemini_server: FakeGemini) -> None:
    environment = _environment(home, gemini_server)
    project = _result(
        _begun(environment, "create_project", {"name": "Coffee", "target": TARGET, "sample_size": 6})
    )
    project_id = project["project"]["id"]
    gemini_server.latency = 30.0
    running = _begun(environment, "generate_personas", {"project_id": project_id, "seed": 2})
    run_id = None
    deadline = time.monotonic() + 60
    while run_id is None:
        assert time.monotonic() < deadline
        listed = _result(_begun(environment, "get_project", {"project_id": project_id}))["project"]["runs"]
        run_id = next((run["id"] for run in listed if run["status"] == "running"), None)
    cancelled = _result(_begun(environment, "cancel_run", {"run_id": run_id}))["run"]
    assert cancelled["status"] == "cancelled"
    stopped = _result(running)
    assert stopped["run"]["status"] == "cancelled"
    assert len(stopped["personas"]) == 6
