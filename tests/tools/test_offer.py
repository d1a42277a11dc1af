"""A part of the catalogue for clients that need no more, and what they are told about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from clients.mcp_stdio import client, environment, refused

from sight_domain.errors import ErrorCode, SightError
from tools.catalogue import TOOLSETS, catalogue
from tools.offer import Offer, instructions, names_in


def test_with_no_wish_everything_is_offered() -> None:
    assert Offer().tools() == catalogue()


def test_read_only_leaves_what_changes_nothing() -> None:
    offered = Offer(read_only=True).tools()
    assert offered and all(tool.read_only for tool in offered.values())
    assert "generate_personas" not in offered and "get_focus_group" in offered


def test_toolsets_and_exclusions_are_combined() -> None:
    offered = Offer(names_in("projects, runs"), excluded=names_in("delete_item,")).tools()
    assert {tool.toolset for tool in offered.values()} == {"projects", "runs"}
    assert "delete_item" not in offered and "restore_item" in offered


@pytest.mark.parametrize(
    ("offer", "field", "choice"),
    [
        (Offer(frozenset({"projcts"})), "--toolsets", "projects"),
        (Offer(excluded=frozenset({"get_rn"})), "--exclude-tools", "get_run"),
        (Offer(frozenset({"estimates"}), excluded=frozenset({"estimate_cost"})), "--toolsets", "toolsets"),
    ],
)
def test_a_wish_that_cannot_be_met_names_option_and_remedy(offer: Offer, field: str, choice: str) -> None:
    with pytest.raises(SightError) as raised:
        offer.tools()
    assert raised.value.code is ErrorCode.INVALID_ARGUMENT
    assert raised.value.field == field
    assert choice in raised.value.hint.en


@pytest.mark.parametrize("toolset", TOOLSETS)
@pytest.mark.parametrize("read_only", [False, True])
def test_instructions_speak_of_no_tool_that_is_not_offered(toolset: str, read_only: bool) -> None:
    offered = {tool.name for tool in catalogue().values() if tool.toolset == toolset}
    offered = {name for name in offered if catalogue()[name].read_only or not read_only}
    said = instructions(offered)
    assert [name for name in catalogue() if name in said and name not in offered] == []
    assert "model output" in said


def test_instructions_of_everything_tell_a_study_from_start_to_file() -> None:
    said = instructions(catalogue())
    assert said.index("create_project") < said.index("run_focus_group") < said.index("export_report")
    assert len(said.splitlines()) <= 15


async def test_a_tool_left_out_is_neither_listed_nor_called(home: Path) -> None:
    options = ("--toolsets", "projects,runs", "--exclude-tools", "delete_item")
    async with client(home, *options) as session:
        listed = {tool.name for tool in (await session.list_tools()).tools}
        assert "create_project" in listed and "get_run" in listed
        assert not {"delete_item", "generate_personas"} & listed
        error = await refused(session, "delete_item", {"id": "prj_1", "reason": "other"})
        assert error["code"] == "not_found" and "restore_item" in error["hint"]


def test_an_unknown_toolset_ends_the_command_before_the_protocol(home: Path) -> None:
    sight = Path(sys.executable).parent / "sight"
    ended = subprocess.run(
        [sight, "mcp", "--toolsets", "everything"],
        env=environment(home), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 2 and ended.stdout == ""
    assert "projects, personas" in ended.stderr
