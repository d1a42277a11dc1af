"""Messages asked for in Polish and English, with the arguments of the real tool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.llm.offline.planner.exchange import Exchange, PlannerTool
from sight_domain.llm.offline.planner.planner import plan
from tools.catalogue import catalogue

Scene = Callable[..., list[Exchange]]


@pytest.fixture(scope="module")
def real_tools() -> tuple[PlannerTool, ...]:
    return tuple(
        PlannerTool(tool.name, tool.title.en, tool.input_schema, tool.examples, tool.destructive)
        for tool in catalogue().values()
    )


@pytest.mark.parametrize(
    ("say", "arguments"),
    [
        (
            "Napisz przyjazny tekst reklamowy dla Zofii",
            {"persona_id": "per_zofia", "tone": "friendly", "kind": "ad"},
        ),
        ("Write an ad for Anna", {"persona_id": "per_anna", "kind": "ad"}),
        (
            "Napisz profesjonalny komunikat marketingowy jako e-mail",
            {"project_id": "prj_alpha", "kind": "email", "tone": "professional"},
        ),
        (
            "Draft messaging for the segment “Young adults in villages”, an sms in a caring tone",
            {
                "project_id": "prj_alpha",
                "segment": "Young adults in villages",
                "kind": "sms",
                "tone": "caring",
            },
        ),
        (
            "Przygotuj komunikaty marketingowe dla segmentu „Młodzi ze wsi”",
            {"project_id": "prj_alpha", "segment": "Młodzi ze wsi"},
        ),
        (
            "Napisz profesjonalny e-mail dla respondentów",
            {"project_id": "prj_alpha", "kind": "email", "tone": "professional"},
        ),
        ("Write a bold newsletter", {"project_id": "prj_alpha", "kind": "email", "tone": "bold"}),
        ("Przygotuj post na Facebooka", {"project_id": "prj_alpha", "kind": "social_post"}),
        ("Suggest messaging for the respondents", {"project_id": "prj_alpha"}),
    ],
)
def test_what_is_said_becomes_the_tool_s_arguments(
    scene: Scene, real_tools: tuple[PlannerTool, ...], say: str, arguments: dict[str, Any]
) -> None:
    (step, *_) = plan([*scene("study"), Exchange("user", say)], real_tools)
    assert (step.name, step.arguments) == ("generate_messaging", arguments)
