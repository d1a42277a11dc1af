"""The whole study over MCP, with the official client on standard input and output."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from clients.mcp_stdio import TARGET, client, refused, structured
from mcp import McpError
from mcp.types import PaginatedRequestParams, ResourceTemplateReference, TextResourceContents
from pydantic import AnyUrl


async def test_a_study_from_brief_to_pdf(home: Path) -> None:
    async with client(home) as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        created = await structured(
            session,
            "create_project",
            {"name": "Meal kits", "target": TARGET, "sample_size": 6, "language": "en"},
        )
        project_id = created["project"]["id"]
        steps: list[tuple[float, float | None]] = []

        async def progress(done: float, total: float | None, _message: str | None) -> None:
            steps.append((done, total))

        recruited = await structured(
            session, "generate_personas", {"project_id": project_id, "seed": 3}, progress_callback=progress
        )
        assert recruited["run"]["status"] == "succeeded"
        assert len(recruited["personas"]) == 6
        assert steps[-1] == (6, 6)
        assert len(steps) >= 6

        group = await structured(
            session,
            "run_focus_group",
            {
                "project_id": project_id,
                "name": "First group",
                "questions": ["How do you cook today?", "What would keep you from subscribing?"],
                "mode": "parallel",
                "seed": 3,
            },
        )
        assert group["run"]["status"] == "succeeded"
        transcript = await structured(
            session, "get_focus_group", {"focus_group_id": group["focus_group"]["id"], "limit": 500}
        )
        texts = {turn["id"]: turn["text"] for turn in transcript["turns"]}
        answers = [turn["text"] for turn in transcript["turns"] if turn["speaker"]["kind"] == "persona"]
        assert len(answers) == len(set(answers)) == 12
        quotes = [quote for theme in transcript["summary"]["themes"] for quote in theme["quotes"]]
        assert quotes
        assert all(quote["text"] in texts[quote["turn_id"]] for quote in quotes)

        needs = await structured(session, "analyze_needs", {"project_id": project_id})
        for outcome in needs["desired_outcomes"]:
            gap = outcome["importance"] - outcome["satisfaction"]
            assert outcome["opportunity_score"] == pytest.approx(outcome["importance"] * gap, abs=0.01)
        first_two = [persona["id"] for persona in recruited["personas"][:2]]
        compared = await structured(session, "compare_personas", {"persona_ids": first_two})
        assert 0 <= compared["similarity_score"] <= 1

        exported = await structured(
            session, "export_report", {"kind": "project", "id": project_id, "format": "pdf"}
        )
        resource = await session.read_resource(AnyUrl(exported["export"]["uri"]))
        assert resource.contents[0].mimeType == "application/pdf"
        for name, result in (
            ("create_project", created),
            ("get_focus_group", transcript),
            ("analyze_needs", needs),
        ):
            jsonschema.validate(result, tools[name].outputSchema or {})


async def test_errors_name_the_field_and_the_remedy_and_change_nothing(home: Path) -> None:
    async with client(home) as session:
        before = await structured(session, "list_projects", {})
        project = {"name": "Tea", "target": TARGET, "sample_size": 20}
        for arguments, field in (
            (project | {"sample_size": 0}, "sample_size"),
            (project | {"sample_size": 10_001}, "sample_size"),
            (project | {"target": TARGET | {"age_min": 60}}, "target.age_min"),
            (project | {"colour": "red"}, "colour"),
        ):
            error = await refused(session, "create_project", arguments)
            assert (error["code"], error["field"]) == ("invalid_argument", field)
            assert error["hint"]
        assert await structured(session, "list_projects", {}) == before
        assert (await refused(session, "get_project", {"project_id": "per_1"}))["code"] == "invalid_id"
        assert (await refused(session, "no_such_tool", {}))["code"] == "not_found"


@pytest.mark.parametrize(("says", "deleted"), [(None, False), ("decline", False), ("accept", True)])
async def test_deleting_asks_the_person_and_fails_closed(home: Path, says: str | None, deleted: bool) -> None:
    async with client(home, says=says) as session:
        created = await structured(
            session, "create_project", {"name": "To go", "target": TARGET, "sample_size": 5}
        )
        project_id = created["project"]["id"]
        call = {"id": project_id, "reason": "test_data"}
        if deleted:
            await structured(session, "delete_item", call)
            assert (await refused(session, "get_project", {"project_id": project_id}))["code"] == "not_found"
            await structured(session, "restore_item", {"id": project_id})
        else:
            assert (await refused(session, "delete_item", call))["code"] == "approval_required"
        await structured(session, "get_project", {"project_id": project_id})


async def test_what_it_offers_is_annotated(home: Path) -> None:
    async with client(home) as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        delete, listing = tools["delete_item"].annotations, tools["list_projects"].annotations
        assert delete is not None
        assert listing is not None
        assert (delete.destructiveHint, delete.readOnlyHint) == (True, False)
        assert (listing.destructiveHint, listing.readOnlyHint) == (False, True)
        assert all(tool.outputSchema and tool.title and tool.description for tool in tools.values())
        templates = (await session.list_resource_templates()).resourceTemplates
        assert [template.uriTemplate for template in templates] == [
            "sight://exports/{export_id}",
            "sight://packs/{country}",
        ]


async def test_population_packs_are_listed_completed_and_read(home: Path) -> None:
    async with client(home) as session:
        listed = {str(resource.uri) for resource in (await session.list_resources()).resources}
        assert {"sight://packs/PL", "sight://packs/UA"} <= listed
        template = ResourceTemplateReference(type="ref/resource", uri="sight://packs/{country}")
        completed = await session.complete(template, {"name": "country", "value": "u"})
        assert completed.completion.values == ["UA", "US"]
        (content,) = (await session.read_resource(AnyUrl("sight://packs/DE"))).contents
        assert isinstance(content, TextResourceContents)
        pack = json.loads(content.text)
        assert "settlement" not in pack["dimensions"] and pack["lacks"]
        assert {"code": "female", "label": "woman"}.items() <= pack["dimensions"]["gender"][0].items()
        with pytest.raises(McpError) as raised:
            await session.read_resource(AnyUrl("sight://packs/FR"))
        assert raised.value.error.code == -32002 and "DE (Germany)" in raised.value.error.message


async def test_a_page_that_nobody_offered_is_an_invalid_parameter(home: Path) -> None:
    async with client(home) as session:
        nowhere = PaginatedRequestParams(cursor="bm93aGVyZQ")
        for listing in (session.list_tools, session.list_resources, session.list_resource_templates):
            with pytest.raises(McpError) as raised:
                await listing(params=nowhere)
            assert raised.value.error.code == -32602


async def test_exports_are_listed_completed_and_read(home: Path) -> None:
    async with client(home) as session:
        created = await structured(
            session, "create_project", {"name": "Files", "target": TARGET, "sample_size": 3}
        )
        project_id = created["project"]["id"]
        exported = await structured(
            session, "export_report", {"kind": "project", "id": project_id, "format": "json"}
        )
        made = exported["export"]
        listed = {str(resource.uri): resource for resource in (await session.list_resources()).resources}
        assert listed[made["uri"]].name == made["filename"]
        assert listed[made["uri"]].size == made["bytes"]
        assert "export_report" in (listed[made["uri"]].description or "")
        template = ResourceTemplateReference(type="ref/resource", uri="sight://exports/{export_id}")
        completed = await session.complete(template, {"name": "export_id", "value": made["id"][:-1]})
        assert made["id"] in completed.completion.values
        assert (
            await session.complete(template, {"name": "export_id", "value": "zzz"})
        ).completion.values == []
        for address in ("sight://exports/exp_1", "sight://nothing/here"):
            with pytest.raises(McpError) as raised:
                await session.read_resource(AnyUrl(address))
            assert raised.value.error.code == -32002
