"""Who sits in a group when some of its respondents are no longer there."""

from __future__ import annotations

import pytest
from fakes.gemini import FakeGemini, Fault
from fakes.studies import caller, study
from sqlalchemy import text

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from tools.services import Services


async def test_a_stopped_group_with_a_member_removed_for_good_is_not_gone_on_with_but_can_be_read(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 4)
    gemini_server.faults.extend([Fault(), *(Fault(status=400) for _ in range(40))])
    stopped = await tool(
        "run_focus_group",
        project_id=project_id,
        name="Talk",
        questions=["Would you try it?"],
        wait_seconds=300,
    )
    gemini_server.faults.clear()
    group_id, run_id = stopped["focus_group"]["id"], stopped["run"]["id"]
    assert stopped["focus_group"]["status"] == "stopped", stopped["run"]
    somebody = (await tool("list_personas", project_id=project_id))["personas"][0]
    await tool("delete_item", id=somebody["id"], reason="test_data")
    async with on_gemini.database.session() as session:
        await session.execute(
            text("update personas set deleted_at = now() - interval '9 days' where id = :id"),
            {"id": from_public(Kind.PERSONA, somebody["id"], field="id")},
        )
    assert await on_gemini.personas.purge_deleted() >= 1
    with pytest.raises(SightError) as caught:
        await tool("run_focus_group", focus_group_id=group_id)
    assert (caught.value.code, caught.value.field) == (ErrorCode.CONFLICT, "focus_group_id")
    assert caught.value.message.en == (
        "Participants of this group were removed for good: 1. It cannot go on without them."
    )
    resumed = await tool("resume_run", run_id=run_id, wait_seconds=60)
    assert resumed["run"]["status"] == "failed" and resumed["run"]["error"]["code"] == "conflict"
    read = await tool("get_focus_group", focus_group_id=group_id)
    assert all(turn["speaker"]["name"] != somebody["full_name"] for turn in read["turns"])
    anew = await tool(
        "run_focus_group",
        project_id=project_id,
        name="Anew",
        questions=["Would you try it?"],
        wait_seconds=300,
    )
    assert anew["run"]["status"] == "succeeded" and anew["focus_group"]["participants"] == 3
