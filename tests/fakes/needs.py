"""Studies whose respondents have answered a survey in their own words and on scales, for tests of needs."""

from __future__ import annotations

import json
from typing import Any

from fakes.gemini import FakeGemini
from fakes.studies import Call, caller, study

from sight_domain.language import Language
from tools.services import Services

QUESTIONS: dict[Language, list[dict[str, Any]]] = {
    "en": [
        {"id": "why", "type": "open_text", "text": "What would stop you from ordering a meal kit?"},
        {"id": "good", "type": "open_text", "text": "What do you like about it, and what is it worth?"},
        {"id": "imp", "type": "scale", "text": "How important is a low price to you?", "min": 1, "max": 5},
        {"id": "sat", "type": "scale", "text": "How satisfied are you with the price, is it low?", "min": 1, "max": 5},
    ],
    "pl": [
        {"id": "why", "type": "open_text", "text": "Co by cię powstrzymało przed zamówieniem zestawu?"},
        {"id": "good", "type": "open_text", "text": "Co ci się w tym podoba i ile to jest warte?"},
        {"id": "imp", "type": "scale", "text": "Jak ważna jest dla Ciebie niska cena?", "min": 1, "max": 5},
        {"id": "sat", "type": "scale", "text": "Jak bardzo jesteś zadowolony z niskiej ceny?", "min": 1, "max": 5},
    ],
}  # fmt: skip


async def surveyed(services: Services, language: Language = "en", people: int = 8) -> tuple[Call, str, str]:
    """The tools as somebody calls them, the id of a study, and the id of the survey its respondents have answered."""
    tool = caller(services, language)
    project_id = await study(tool, people, language)
    return tool, project_id, await ask_again(tool, project_id, language)


async def ask_again(tool: Call, project_id: str, language: Language = "en") -> str:
    survey = await tool(
        "run_survey",
        project_id=project_id,
        title="Kits",
        questions=QUESTIONS[language],
        seed=3,
        wait_seconds=300,
    )
    assert survey["run"]["status"] == "succeeded"
    return survey["survey"]["id"]


def asked_for(server: FakeGemini, shape: str) -> list[str]:
    """The prompts of all requests that were to be answered with `shape`."""
    return [
        json.dumps(entry["body"]["contents"], ensure_ascii=False)
        for entry in server.requests
        if entry["body"].get("generationConfig", {}).get("responseJsonSchema", {}).get("title") == shape
    ]
