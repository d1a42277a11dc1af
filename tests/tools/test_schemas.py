"""What clients are told about arguments and results: complete, valid, true of every result, and not too long."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from clients.mcp_stdio import TARGET, client
from mcp.types import TextContent

from tools.catalogue import Tool, catalogue
from tools.mcp_server import listed_tools
from tools.schemas import schemas_of

WHOLE_LIST = 52_000
READ_BY_MODELS = 25_000


def nested(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema and of the schemas inside it, by path."""
    if isinstance(schema, list):
        for inner in schema:
            yield from nested(inner, path)
    if not isinstance(schema, dict):
        return
    for name, inner in schema.get("properties", {}).items():
        yield f"{path}.{name}", inner
        yield from nested(inner, f"{path}.{name}")
    for name, inner in schema.get("$defs", {}).items():
        yield from nested(inner, f"{path}#{name}")
    for key in ("items", "additionalProperties", "anyOf"):
        yield from nested(schema.get(key), path)


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_every_property_of_arguments_and_results_is_described(tool: Tool) -> None:
    for schema in (tool.input_schema, tool.output_schema):
        found = dict(nested(schema))
        assert [path for path, inner in found.items() if not inner.get("description")] == []


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_schemas_are_valid_and_refer_to_nothing_that_is_not_there(tool: Tool) -> None:
    for schema in (tool.input_schema, tool.output_schema):
        jsonschema.Draft202012Validator.check_schema(schema)
        references = {inner["$ref"] for _, inner in nested(schema) if "$ref" in inner}
        assert references <= {f"#/$defs/{name}" for name in schema.get("$defs", {})}


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_an_empty_result_is_not_accepted(tool: Tool) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, tool.output_schema)


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_what_may_be_missing_from_a_result_may_be_null(tool: Tool) -> None:
    schema = tool.output_schema
    for name, field in tool.result.model_fields.items():
        if type(None) in get_args(field.annotation):
            one = {"$defs": schema.get("$defs", {}), **schema["properties"][name]}
            jsonschema.validate(None, one)


def test_an_argument_that_may_be_left_out_is_not_offered_as_null() -> None:
    for tool in catalogue().values():
        for path, inner in nested(tool.input_schema):
            assert "null" not in str(inner.get("type")), f"{tool.name}{path}"
            assert {"type": "null"} not in inner.get("anyOf", []), f"{tool.name}{path}"


def test_the_list_of_tools_stays_within_its_budget(capsys: pytest.CaptureFixture[str]) -> None:
    tools = listed_tools(catalogue().values(), "en")
    whole = len(tools.model_dump_json(by_alias=True, exclude_none=True).encode())
    for_models = sum(
        len(tool.model_dump_json(include={"name", "description", "inputSchema"}).encode())
        for tool in tools.tools
    )
    with capsys.disabled():
        print(f"\ntools/list: {whole:,} bytes, of which names, descriptions and arguments {for_models:,}")
    assert whole <= WHOLE_LIST
    assert for_models <= READ_BY_MODELS


def test_a_shape_is_spelled_out_once_and_named_by_the_tools_after_it() -> None:
    said = schemas_of(catalogue().values())
    assert "age_min" in said["create_project"].input["properties"]["target"]["properties"]
    named = said["update_project"].input["properties"]["target"]
    assert "As in create_project: " in named["description"] and "properties" not in named
    assert "eta_seconds" in said["generate_personas"].output["properties"]["run"]["description"]
    assert said["get_run"].output["properties"]["run"]["description"].endswith("As in generate_personas.")


def test_a_list_of_some_tools_refers_to_no_other() -> None:
    some = [tool for tool in catalogue().values() if tool.toolset in ("runs", "surveys", "focus_groups")]
    names = {tool.name for tool in some}
    for tool, schemas in schemas_of(some).items():
        for schema in (schemas.input, schemas.output):
            for path, inner in nested(schema):
                homes = re.findall(r"As in (\w+)", inner["description"])
                assert set(homes) <= names, f"{tool}{path}"


async def test_what_every_tool_answers_is_what_its_schema_says(home: Path) -> None:
    async with client(home) as session:
        schemas = {tool.name: tool.outputSchema or {} for tool in (await session.list_tools()).tools}
        called: set[str] = set()

        async def call(tool: str, /, **arguments: Any) -> dict[str, Any]:
            result = await session.call_tool(tool, arguments)
            assert isinstance(result.content[0], TextContent)
            assert not result.isError, f"{tool}: {result.content[0].text}"
            assert result.structuredContent is not None
            jsonschema.validate(result.structuredContent, schemas[tool])
            called.add(tool)
            return result.structuredContent

        project = (await call("create_project", name="Tea", target=TARGET, sample_size=4))["project"]
        about = {"project_id": project["id"]}
        await call("update_project", **about, description="Loose tea by post")
        await call("estimate_cost", tool="generate_personas", arguments=about)
        recruited = await call("generate_personas", **about, seed=1)
        people = [person["id"] for person in recruited["personas"]]
        await call("list_personas", **about, limit=2)
        await call("get_persona", persona_id=people[0])
        await call("interview_persona", persona_id=people[0], message="Why do you drink tea?")
        await call("compare_personas", persona_ids=people[:2])
        await call("check_representativeness", **about)
        await call("segment_personas", **about)
        await call("draft_guide", **about, goal="Find out when people drink tea")
        group = await call("run_focus_group", **about, name="First", questions=["When do you drink tea?"])
        await call("get_focus_group", focus_group_id=group["focus_group"]["id"])
        asked = [
            {"type": "likert", "text": "Tea is better loose."},
            {
                "type": "single_choice",
                "text": "When?",
                "options": ["Morning", "Evening"],
                "reference": {"Morning": 1},
            },
            {"type": "numeric", "text": "How many cups?", "min": 0, "max": 20},
            {"type": "ranking", "text": "In order?", "options": ["Price", "Taste"]},
            {"type": "matrix", "text": "How good?", "rows": ["Taste"], "options": ["Bad", "Good"]},
            {"type": "open_text", "text": "Why {q2}?"},
        ]
        survey = await call("run_survey", **about, title="Tea", questions=asked, seed=1)
        await call("get_survey_results", survey_id=survey["survey"]["id"], by=["gender"])
        await call("analyze_needs", **about)
        await call("generate_messaging", **about, kind="email", tone="professional")
        assert (await call("search_transcripts", **about, query="tea"))["hits"]
        text = base64.b64encode(b"Tea sells best in autumn. The share of loose tea was 58% in 2024.").decode()
        await call("add_document", **about, content_base64=text, filename="tea.txt")
        await call("list_documents", **about)
        facts = (await call("query_graph", **about, question="What is the share of loose tea?"))["facts"]
        assert [fact["value"] for fact in facts] == [58]
        assert (await call("search_knowledge", **about, query="tea in autumn"))["hits"]
        await call("export_report", kind="project", id=project["id"], format="csv")
        await call("get_usage", **about, group_by="task")
        await call("get_run", run_id=group["run"]["id"])
        larger = (await call("create_project", name="Tea", target=TARGET, sample_size=30))["project"]["id"]
        begun = (await call("generate_personas", project_id=larger, wait_seconds=0))["run"]["id"]
        await call("cancel_run", run_id=begun)
        assert (await call("resume_run", run_id=begun))["run"]["status"] == "succeeded"
        await call("get_project", **about)
        await call("list_projects")

        refusal = await session.call_tool("get_project", {"project_id": "per_1"})
        assert refusal.isError
        jsonschema.validate(refusal.structuredContent, schemas["get_project"])

    async with client(home, says="accept") as session:
        await call("delete_item", id=project["id"], reason="test_data")
        await call("restore_item", id=project["id"])
    assert called == set(schemas)
