"""Surveys through the tools: costs asked about first, runs gone on with, things listed, deleted and restored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini, asked_of

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

QUESTIONS = [
    {"id": "buy", "type": "likert", "text": "I would buy it."},
    {"type": "open_text", "text": "Why {buy}?"},
]


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def use(context: ToolContext, tool: str, /, **arguments: Any) -> dict[str, Any]:
    return (await call(tool, arguments, context)).model_dump(mode="json")


async def study(context: ToolContext, size: int = 4) -> str:
    project = await use(context, "create_project", name="Tea", target={"country": "PL"}, sample_size=size)
    await use(context, "generate_personas", project_id=project["project"]["id"], seed=1)
    return project["project"]["id"]


async def yes(_question: Text) -> bool:
    return True


async def test_a_survey_lives_in_its_project_until_it_is_deleted(services: Services) -> None:
    context = ToolContext(Actor("en"), services, confirm=yes)
    project_id = await study(context)
    ran = await use(context, "run_survey", project_id=project_id, questions=QUESTIONS, seed=2)
    assert ran["run"]["status"] == "succeeded" and ran["survey"]["title"] == "I would buy it."
    survey_id = ran["survey"]["id"]

    async def listed() -> list[dict[str, Any]]:
        return (await use(context, "get_project", project_id=project_id))["project"]["surveys"]

    assert await listed() == [{"id": survey_id, "name": "I would buy it.", "status": "completed"}]
    found = await use(context, "get_survey_results", survey_id=survey_id, by=["gender", "region"])
    assert [question["n_answered"] for question in found["questions"]] == [4, 4]
    assert {table["dimension"] for table in found["crosstabs"]} <= {"gender", "region"}
    await use(context, "delete_item", id=survey_id, reason="test_data")
    assert await listed() == []
    await use(context, "restore_item", id=survey_id)
    assert len(await listed()) == 1


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({}, "project_id"),
        ({"project_id": "PROJECT"}, "questions"),
        ({"project_id": "PROJECT", "questions": [{"type": "scale", "text": "?", "min": 5, "max": 1}]}, "questions[0].min"),
        ({"project_id": "PROJECT", "questions": [{"type": "poll", "text": "?"}]}, "questions[0].type"),
        ({"project_id": "PROJECT", "questions": [{"type": "open_text", "text": "?", "option": []}]}, "questions[0].option"),
        ({"project_id": "PROJECT", "questions": QUESTIONS, "stimulus": "x" * 20_001}, "stimulus"),
        ({"project_id": "PROJECT", "questions": QUESTIONS, "persona_ids": ["Nobody Here"]}, "persona_ids[0]"),
        ({"survey_id": "fg_1"}, "survey_id"),
        ({"survey_id": "srv_1", "title": "New"}, "survey_id"),
    ],
)  # fmt: skip
async def test_bad_input_is_refused_by_field_and_leaves_nothing(
    services: Services, arguments: dict[str, Any], field: str
) -> None:
    context = ToolContext(Actor("pl"), services)
    project_id = await study(context, 2)
    given = {name: project_id if value == "PROJECT" else value for name, value in arguments.items()}
    with pytest.raises(SightError) as caught:
        await call("run_survey", given, context)
    assert caught.value.field == field
    assert (await use(context, "get_project", project_id=project_id))["project"]["surveys"] == []


async def test_a_costly_survey_waits_for_a_yes_that_names_the_cost(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    paid = asked_of(gemini_server, approval_usd=0.0001)
    async with Services(settings.model_copy(update=paid)) as services:
        asked: list[Text] = []

        async def ask(question: Text) -> bool:
            asked.append(question)
            return len(asked) != 2

        context = ToolContext(Actor("en"), services, confirm=ask)
        project_id = await study(context, 3)
        given = {"project_id": project_id, "questions": QUESTIONS, "seed": 1}
        estimate = await use(context, "estimate_cost", tool="run_survey", arguments=given)
        assert estimate["calls"] == 6 and estimate["needs_approval"] and estimate["usd"] > 0
        with pytest.raises(SightError) as caught:
            await call("run_survey", given, context)
        assert caught.value.code is ErrorCode.APPROVAL_REQUIRED
        assert (await services.surveys.of_project(Actor("en"), project_id)) == []
        ran = await use(context, "run_survey", **given)
        assert ran["run"]["status"] == "succeeded" and len(asked) == 3


async def test_somebody_elses_survey_does_not_exist(services: Services) -> None:
    from uuid import uuid4

    context = ToolContext(Actor("en"), services)
    project_id = await study(context, 2)
    survey = (await use(context, "run_survey", project_id=project_id, questions=QUESTIONS))["survey"]["id"]
    stranger = ToolContext(Actor("en", uuid4()), services)
    for tool, arguments in (
        ("get_survey_results", {"survey_id": survey}),
        ("run_survey", {"survey_id": survey}),
        ("export_report", {"kind": "survey", "id": survey, "format": "json"}),
    ):
        with pytest.raises(SightError) as caught:
            await call(tool, arguments, stranger)
        assert caught.value.code is ErrorCode.NOT_FOUND
