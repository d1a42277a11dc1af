"""What a call says of a group that is there already: accepted where it agrees, refused by the field where it does not."""

from __future__ import annotations

from typing import Any

import pytest
from fakes.studies import caller, study

from sight_domain.errors import ErrorCode, SightError
from tools.services import Services

SECTIONS = [
    {
        "title": "Prices",
        "minutes": 8,
        "questions": [{"text": "What is dear to you?", "probes": ["Since when?"]}],
    },
    {"title": "Offer", "minutes": 12.5, "questions": [{"text": "What do you think of the offer?"}]},
]


async def test_what_agrees_with_a_group_is_no_obstacle_to_running_it(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 3)
    drafted = await tool("draft_guide", project_id=project_id, goal="Find out why people cancel", seed=9)
    group_id = drafted["focus_group"]["id"]
    await tool("draft_guide", focus_group_id=group_id, sections=SECTIONS)

    async def differs(**said: Any) -> SightError:
        with pytest.raises(SightError) as caught:
            await tool("run_focus_group", focus_group_id=group_id, **said)
        assert caught.value.code is ErrorCode.INVALID_ARGUMENT
        return caught.value

    held = await tool("get_focus_group", focus_group_id=group_id, limit=1)
    minutes = held["focus_group"]["guide"]["minutes"]
    for field, value in {
        "project_id": await study(tool, 1),
        "name": "Another",
        "questions": ["What is dear to you?", "And what else?"],
        "sections": SECTIONS[:1],
        "stimulus": "A box.",
        "minutes": minutes + 1,
        "max_usd": 2.0,
        "seed": 10,
        "stimuli": [{"text": "A box."}],
    }.items():
        assert (await differs(**{field: value})).field == field
    refusal = await differs(questions=["What is dear to you?", "And what else?"])
    assert "What do you think of the offer?" in refusal.message.en
    assert "draft_guide" in refusal.hint.en

    agreeing = {
        "project_id": project_id,
        "mode": "discussion",
        "questions": [" What is dear to you?", "What do you think of the offer?"],
        "sections": SECTIONS,
        "minutes": minutes,
        "seed": 9,
    }
    started = await tool("run_focus_group", focus_group_id=group_id, wait_seconds=300, **agreeing)
    assert started["run"]["status"] == "succeeded", started["run"]


async def test_the_mode_and_the_people_of_a_group_are_compared_too(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 3)
    people = [row["id"] for row in (await tool("list_personas", project_id=project_id))["personas"]]
    asked = {"project_id": project_id, "questions": ["What is dear to you?"], "persona_ids": people[:2]}
    started = await tool("run_focus_group", wait_seconds=300, **asked)
    group_id = started["focus_group"]["id"]
    for field, said in (("mode", "discussion"), ("persona_ids", people[1:])):
        with pytest.raises(SightError) as caught:
            await tool("run_focus_group", focus_group_id=group_id, **{field: said})
        assert caught.value.field == field
    with pytest.raises(SightError) as completed:
        await tool("run_focus_group", focus_group_id=group_id, **{**asked, "persona_ids": people[1::-1]})
    assert completed.value.code is ErrorCode.CONFLICT
