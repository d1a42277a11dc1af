"""Several Sight processes asked for the same needs at the same time make them once, and all get them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from fakes.gemini import FakeGemini, asked_of
from fakes.needs import asked_for, surveyed

from sight_domain.settings import Settings
from tools.services import Services

SIGHT = Path(sys.executable).parent / "sight"


async def test_three_processes_pay_for_one_analysis(
    settings: Settings, home: Path, gemini_server: FakeGemini
) -> None:
    async with Services(settings.model_copy(update=asked_of(gemini_server, embedder="off"))) as services:
        tool, project_id, _ = await surveyed(services, people=3)
        person = (await tool("list_personas", project_id=project_id, limit=1))["personas"][0]["id"]
    gemini_server.requests.clear()
    gemini_server.latency = 1.0
    environment = {
        **os.environ,
        "SIGHT_HOME": str(home),
        "SIGHT_PROVIDER": "gemini",
        "SIGHT_EMBEDDER": "off",
        "SIGHT_REPLAY": "off",
        "GOOGLE_API_KEY": gemini_server.key,
        "GOOGLE_GEMINI_BASE_URL": gemini_server.url,
    }
    command = [str(SIGHT), "tool", "analyze_needs", "--json", json.dumps({"persona_id": person})]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=180) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    found = [json.loads(out) for out, _ in said]
    assert found[0] == found[1] == found[2]
    assert len(asked_for(gemini_server, "NeedsDraft")) == len(asked_for(gemini_server, "ReadingDraft")) == 1
