"""Every tool says enough of itself for people, models and programs."""

from __future__ import annotations

import pytest

from sight_domain.errors import ErrorCode, SightError
from tools.catalogue import TOOLSETS, Tool, catalogue, find_tool

EXPECTED = {
    "create_project", "list_projects", "get_project", "update_project", "delete_item", "restore_item",
    "generate_personas", "list_personas", "get_persona", "compare_personas", "check_representativeness", "segment_personas",
    "run_focus_group", "get_focus_group", "run_survey", "get_survey_results", "analyze_needs", "add_document", "list_documents", "search_knowledge", "query_graph",
    "export_report", "get_usage", "estimate_cost", "get_run", "cancel_run", "resume_run",
    "interview_persona", "generate_messaging", "search_transcripts", "draft_guide",
}  # fmt: skip


def test_the_catalogue_holds_these_tools() -> None:
    assert set(catalogue()) == EXPECTED


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_a_tool_describes_itself(tool: Tool) -> None:
    assert tool.toolset in TOOLSETS
    assert len(tool.description) > 20
    assert tool.title.en != tool.title.pl
    assert len(tool.examples) >= 4
    assert not (tool.read_only and tool.destructive)


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_arguments_are_described_and_closed(tool: Tool) -> None:
    schema = tool.input_schema
    assert schema["additionalProperties"] is False
    for name, argument in schema.get("properties", {}).items():
        described = argument.get("description") or any(
            option.get("description") for option in argument.get("anyOf", [])
        )
        assert described, f"{tool.name}.{name} has no description"


@pytest.mark.parametrize("tool", catalogue().values(), ids=lambda tool: tool.name)
def test_results_are_objects_with_properties(tool: Tool) -> None:
    assert tool.output_schema["type"] == "object"
    assert tool.output_schema["properties"]


def test_only_deleting_is_destructive() -> None:
    assert [tool.name for tool in catalogue().values() if tool.destructive] == ["delete_item"]


def test_an_unknown_tool_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(SightError) as raised:
        find_tool("create_projekt")
    assert raised.value.code is ErrorCode.NOT_FOUND
    assert "create_project" in raised.value.hint.en
