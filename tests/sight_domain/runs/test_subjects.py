"""What runs work on: nothing is left behind for a run that may not begin, and nothing is paid for that was deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.groups import asking, recruited

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

GROUP = {"name": "Group", "questions": ["How do you cook?", "What would stop you?"]}
SURVEY = {"title": "Survey", "questions": [{"type": "scale", "text": "How likely?", "min": 1, "max": 5}]}


async def yes(_question: Text) -> bool:
    return True


async def use(services: Services, tool: str, /, **arguments: Any) -> dict[str, Any]:
    result = await call(tool, arguments, ToolContext(Actor("en"), services, confirm=yes))
    return result.model_dump(mode="json")


@pytest.fixture(scope="module")
async def services(settings: Settings, running_gemini: FakeGemini) -> AsyncIterator[Services]:
    async with Services(asking(settings, running_gemini, replay="off")) as services:
        yield services


@pytest.mark.parametrize(
    ("tool", "wish", "subject"),
    [("run_focus_group", GROUP, "focus_group"), ("run_survey", SURVEY, "survey")],
)
async def test_a_run_on_something_deleted_asks_nobody_until_that_is_restored(
    services: Services, gemini_server: FakeGemini, tool: str, wish: dict[str, Any], subject: str
) -> None:
    project_id = await recruited(services, 3)
    gemini_server.requests.clear()
    gemini_server.latency = 30.0
    started = await use(services, tool, project_id=project_id, **wish, wait_seconds=0)
    async with asyncio.timeout(60):
        while not gemini_server.requests:  # noqa: ASYNC110 - the server runs in another thread
            await asyncio.sleep(0.02)
    run_id, key = started["run"]["id"], started[subject]["id"]
    await use(services, "delete_item", id=key, reason="other")
    assert (await use(services, "get_run", run_id=run_id))["run"]["status"] == "cancelled"

    gemini_server.latency = 0.0
    gemini_server.requests.clear()
    with pytest.raises(SightError) as raised:
        await use(services, "resume_run", run_id=run_id)
    assert (raised.value.code, raised.value.field) == (ErrorCode.CONFLICT, "run_id")
    assert key in raised.value.message.pl
    assert "restore_item" in raised.value.hint.pl
    assert gemini_server.requests == []

    await use(services, "restore_item", id=key)
    assert (await use(services, "resume_run", run_id=run_id))["run"]["status"] == "succeeded"


@pytest.mark.parametrize(
    ("tool", "wish"), [("run_focus_group", GROUP), ("run_survey", SURVEY), ("export_report", None)]
)
async def test_what_may_not_wait_is_not_half_made(
    services: Services, settings: Settings, gemini_server: FakeGemini, tool: str, wish: dict[str, Any] | None
) -> None:
    project_id = await recruited(services, 3)
    wish = wish and {"project_id": project_id, **wish}
    async with Services(asking(settings, gemini_server, replay="off")) as full:
        full.runs._limits = type(full.runs._limits)(waiting=0)
        with pytest.raises(SightError) as raised:
            await use(full, tool, **(wish or {"kind": "project", "id": project_id, "format": "json"}))
    assert (raised.value.code, raised.value.retry_safe) == (ErrorCode.BUSY, True)
    study = (await use(services, "get_project", project_id=project_id))["project"]
    assert (study["focus_groups"], study["surveys"]) == ([], [])
    assert [run["kind"] for run in study["runs"]] == ["personas.generate"]
