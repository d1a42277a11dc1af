"""What belongs to one user does not exist for another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.accounts.service import AccountService
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import new_uuid
from sight_domain.language import Text
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def _user(services: Services) -> ToolContext:
    account = await AccountService(services.database).add(f"{new_uuid()}@example.com", "a long password", "")

    async def yes(_question: Text) -> bool:
        return True

    return ToolContext(Actor("en", account.key), services, confirm=yes)


async def _done(name: str, arguments: dict[str, Any], context: ToolContext) -> dict[str, Any]:
    return (await call(name, arguments, context)).model_dump(mode="json")


async def _code(name: str, arguments: dict[str, Any], context: ToolContext) -> ErrorCode:
    with pytest.raises(SightError) as raised:
        await call(name, arguments, context)
    return raised.value.code


async def test_another_persons_study_is_not_found_by_any_tool(services: Services) -> None:
    owner, stranger = await _user(services), await _user(services)
    project = {"name": "Tea", "target": {"country": "PL"}, "sample_size": 3}
    project_id = (await _done("create_project", project, owner))["project"]["id"]
    people = (await _done("generate_personas", {"project_id": project_id, "seed": 1}, owner))["personas"]
    ran = await _done("run_focus_group", {"project_id": project_id, "questions": ["Tea?"], "seed": 1}, owner)
    group_id, run_id = ran["focus_group"]["id"], ran["run"]["id"]
    await _done("analyze_needs", {"project_id": project_id}, owner)
    persona = {"persona_id": people[0]["id"]}
    for name, arguments in (
        ("get_project", {"project_id": project_id}),
        ("update_project", {"project_id": project_id, "name": "Mine"}),
        ("generate_personas", {"project_id": project_id, "count": 1}),
        ("list_personas", {"project_id": project_id}),
        ("get_persona", persona),
        ("get_persona", {"persona_id": people[0]["full_name"]}),
        ("compare_personas", {"persona_ids": [one["id"] for one in people[:2]]}),
        ("check_representativeness", {"project_id": project_id}),
        ("segment_personas", {"project_id": project_id}),
        ("run_focus_group", {"project_id": project_id, "questions": ["Mine?"]}),
        ("run_focus_group", {"focus_group_id": group_id}),
        ("get_focus_group", {"focus_group_id": group_id}),
        ("analyze_needs", {"project_id": project_id}),
        ("analyze_needs", persona),
        ("export_report", {"kind": "project", "id": project_id, "format": "json"}),
        ("export_report", {"kind": "focus_group", "id": group_id, "format": "csv"}),
        ("export_report", {"kind": "persona", "id": people[0]["id"], "format": "csv"}),
        ("get_usage", {"project_id": project_id}),
        ("get_run", {"run_id": run_id}),
        ("cancel_run", {"run_id": run_id}),
        ("resume_run", {"run_id": run_id}),
        ("delete_item", {"id": project_id, "reason": "other"}),
        ("delete_item", {"id": people[0]["id"], "reason": "other"}),
        ("delete_item", {"id": group_id, "reason": "other"}),
    ):
        assert await _code(name, arguments, stranger) is ErrorCode.NOT_FOUND, name
    assert (await _done("list_projects", {}, stranger))["projects"] == []
    assert (await _done("get_usage", {}, stranger))["calls"] == 0
    assert (await _done("get_usage", {}, owner))["calls"] >= 7


async def test_an_export_is_read_by_its_owner_only(services: Services) -> None:
    owner, stranger = await _user(services), await _user(services)
    project = {"name": "Tea", "target": {"country": "PL"}, "sample_size": 3}
    project_id = (await _done("create_project", project, owner))["project"]["id"]
    made = await _done("export_report", {"kind": "project", "id": project_id, "format": "json"}, owner)
    export_id = made["export"]["id"]
    assert (await services.reports.read(owner.actor, export_id))[1]
    with pytest.raises(SightError) as raised:
        await services.reports.read(stranger.actor, export_id)
    assert raised.value.code is ErrorCode.NOT_FOUND


async def test_somebody_logged_in_cannot_read_the_servers_files(services: Services, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The server's own file, which is nobody's business.")
    assert (
        await _code("add_document", {"path": str(secret)}, await _user(services))
        is ErrorCode.PERMISSION_DENIED
    )
    local = ToolContext(Actor("en"), services)
    assert (await _done("add_document", {"path": str(secret)}, local))["document"]["title"]
