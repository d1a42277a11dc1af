"""Interviews offline: everything said is kept, remembered and told truly."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fakes.studies import Call, caller, study

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from tools.services import Services

QUESTIONS = ["Co sądzicie o zestawach posiłków z dostawą?", "Ile zapłacilibyście za taki zestaw?"]


@pytest.fixture(scope="module")
def tool(offline: Services) -> Call:
    return caller(offline, "pl")


@pytest.fixture(scope="module")
async def project_id(tool: Call) -> str:
    return await study(tool, 7, "pl")


@pytest.fixture(scope="module")
async def group(tool: Call, project_id: str) -> dict[str, Any]:
    ran = await tool(
        "run_focus_group",
        project_id=project_id,
        name="Zestawy",
        questions=QUESTIONS,
        mode="discussion",
        seed=3,
        wait_seconds=300,
    )
    return await tool("get_focus_group", focus_group_id=ran["focus_group"]["id"], limit=500)


async def somebody(tool: Call, project_id: str, number: int = 0) -> dict[str, Any]:
    return (await tool("list_personas", project_id=project_id))["personas"][number]


async def test_before_any_group_a_respondent_answers_and_remembers_nothing(tool: Call) -> None:
    fresh = await study(tool, 3, "pl")
    person = await somebody(tool, fresh)
    told = await tool(
        "interview_persona", persona_id=person["id"], message="Co sądzisz o zestawach posiłków?"
    )
    exchange = told["exchange"]
    assert (exchange["outcome"], exchange["recalled"], exchange["facts"]) == ("answered", [], [])
    assert len(exchange["text"].split()) > 5
    assert exchange["written_by"].startswith("offline")
    assert told["note"] is None
    assert told["interview"]["persona_name"] == person["full_name"]


async def test_what_was_said_and_heard_in_the_group_is_remembered_and_quoted_exactly(
    tool: Call, project_id: str, group: dict[str, Any]
) -> None:
    said = {turn["id"]: turn for turn in group["turns"]}
    by_speaker = {turn["speaker"]["id"] for turn in group["turns"]}
    for number in range(7):
        person = await somebody(tool, project_id, number)
        assert person["id"] in by_speaker
        told = await tool(
            "interview_persona", persona_id=person["id"], message="Dlaczego to jest dla Ciebie za drogo?"
        )
        recalled = told["exchange"]["recalled"]
        assert 0 < len(recalled) <= 8
        for event in recalled:
            if event["kind"] == "voted":
                assert event["text"] in QUESTIONS
                continue
            turn = said[event["id"]]
            assert event["text"] == turn["text"]
            assert (turn["speaker"]["id"] == person["id"]) == (event["kind"] == "said")
            assert event["kind"] == "said" or event["speaker"] == turn["speaker"]["name"]
        words = [turn["text"] for turn in said.values()]
        for quote in re.findall(r"„([^”]{12,})”", told["exchange"]["text"]):
            assert any(quote in text for text in words)


async def test_whose_words_are_asked_for_by_name_comes_to_mind(
    tool: Call, project_id: str, group: dict[str, Any]
) -> None:
    person = await somebody(tool, project_id)
    others = {
        turn["speaker"]["name"]
        for turn in group["turns"]
        if turn["speaker"]["kind"] == "persona" and turn["speaker"]["id"] != person["id"]
    }
    assert len(others) == 6
    for name in sorted(others):
        told = await tool("interview_persona", persona_id=person["id"], message=f"A co mówi o tym {name}?")
        assert name in {event["speaker"] for event in told["exchange"]["recalled"]}
        assert len(told["exchange"]["recalled"]) <= 8


async def test_a_conversation_goes_on_and_every_exchange_can_be_read_again(
    tool: Call, project_id: str
) -> None:
    person = await somebody(tool, project_id, 1)
    first = await tool("interview_persona", persona_id=person["id"], message="Jak gotujesz na co dzień?")
    interview_id = first["interview"]["id"]
    second = await tool(
        "interview_persona", persona_id=person["id"], message="Dlaczego?", interview_id=interview_id
    )
    assert second["interview"]["id"] == interview_id
    assert second["exchange"]["seq"] == 1
    assert second["interview"]["exchanges"] == 2
    shown = await tool("get_persona", persona_id=person["id"], sections=["insights"])
    kept = next(
        one for one in shown["persona"]["insights"]["interviews"] if one["interview"]["id"] == interview_id
    )
    assert [one["message"] for one in kept["exchanges"]] == ["Jak gotujesz na co dzień?", "Dlaczego?"]
    assert [one["text"] for one in kept["exchanges"]] == [
        first["exchange"]["text"],
        second["exchange"]["text"],
    ]


async def test_a_later_interview_remembers_an_earlier_one_unless_it_was_deleted(tool: Call) -> None:
    fresh = await study(tool, 3, "pl")
    person = (await somebody(tool, fresh))["id"]
    first = await tool("interview_persona", persona_id=person, message="Ile zapłacisz za zestaw?")
    again = await tool("interview_persona", persona_id=person, message="A co sądzisz o cenie zestawu?")
    assert [(one["kind"], one["text"]) for one in again["exchange"]["recalled"]] == [
        ("told", first["exchange"]["text"])
    ]
    assert again["exchange"]["recalled"][0]["id"] == first["exchange"]["id"]
    deleted = await tool("delete_item", id=first["interview"]["id"], reason="test_data")
    assert deleted["deleted"]["related"] == {"exchanges": 1}
    await tool("delete_item", id=again["interview"]["id"], reason="test_data")
    third = await tool("interview_persona", persona_id=person, message="A co sądzisz o cenie zestawu?")
    assert third["exchange"]["recalled"] == []
    await tool("restore_item", id=first["interview"]["id"])
    fourth = await tool("interview_persona", persona_id=person, message="Co jeszcze o cenie?")
    assert {one["text"] for one in fourth["exchange"]["recalled"]} >= {first["exchange"]["text"]}


async def test_the_same_study_gives_the_same_interview(tool: Call) -> None:
    async def interview() -> list[str]:
        person = (await somebody(tool, await study(tool, 3, "pl")))["id"]
        answers = [
            await tool("interview_persona", persona_id=person, message=message)
            for message in ("Co sądzisz o zestawach?", "Ile byś zapłacił?")
        ]
        return [one["exchange"]["text"] for one in answers]

    assert await interview() == await interview()


@pytest.mark.parametrize("message", ["", "   ", "x" * 2001])
async def test_a_message_that_cannot_be_put_is_refused_and_nothing_is_kept(
    offline: Services, tool: Call, project_id: str, message: str
) -> None:
    person = (await somebody(tool, project_id, 2))["id"]
    before = len(await offline.interviews.with_persona(Actor("pl"), person))
    with pytest.raises(SightError) as refused:
        await offline.interviews.ask(Actor("pl"), person, message)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID_ARGUMENT, "message")
    assert len(await offline.interviews.with_persona(Actor("pl"), person)) == before


async def test_an_interview_goes_on_with_its_own_respondent_only(tool: Call, project_id: str) -> None:
    first, other = [await somebody(tool, project_id, number) for number in (3, 4)]
    opened = await tool("interview_persona", persona_id=first["id"], message="Dzień dobry!")
    with pytest.raises(SightError) as refused:
        await tool(
            "interview_persona",
            persona_id=other["id"],
            message="A ty?",
            interview_id=opened["interview"]["id"],
        )
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID_ARGUMENT, "interview_id")
    assert first["full_name"] in refused.value.message.pl
    with pytest.raises(SightError) as unknown:
        await tool("interview_persona", persona_id=first["id"], message="Hej", interview_id="itv_" + "0" * 26)
    assert unknown.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize("outcome", ["pending", "contradicts_facts", "failed"])
async def test_without_a_portrait_there_is_no_interview(offline: Services, tool: Call, outcome: str) -> None:
    from sqlalchemy import text

    fresh = await study(tool, 3, "pl")
    person = await somebody(tool, fresh)
    async with offline.database.session() as session:
        await session.execute(
            text(
                "update personas set narrative = null, narrative_outcome = :outcome, narrative_reason = 'quota' "
                "where full_name = :name and project_id = (select max(id::text)::uuid from projects)"
            ),
            {"outcome": outcome, "name": person["full_name"]},
        )
    with pytest.raises(SightError) as refused:
        await tool("interview_persona", persona_id=person["id"], message="Dzień dobry!")
    assert refused.value.code is ErrorCode.CONFLICT
    assert refused.value.field == "persona_id"
    assert person["full_name"] in refused.value.message.en
    assert {"pending": "written yet", "contradicts_facts": "contradicted", "failed": "quota"}[
        outcome
    ] in refused.value.message.en
    assert await offline.interviews.with_persona(Actor("pl"), person["id"]) == []


async def test_somebody_elses_interview_is_not_found(offline: Services, tool: Call, project_id: str) -> None:
    from sight_domain.ids import new_uuid

    person = (await somebody(tool, project_id, 5))["id"]
    opened = await tool("interview_persona", persona_id=person, message="Dzień dobry!")
    stranger = Actor("en", user_id=new_uuid())
    for attempt in (
        offline.interviews.get(stranger, opened["interview"]["id"]),
        offline.interviews.ask(stranger, person, "Hello"),
    ):
        with pytest.raises(SightError) as refused:
            await attempt
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_respondents_report_has_what_they_told_with_its_id(tool: Call, project_id: str) -> None:
    person = (await somebody(tool, project_id, 6))["id"]
    told = await tool("interview_persona", persona_id=person, message="Co sądzisz o cenie zestawu?")
    made = await tool("export_report", kind="persona", id=person, format="json", mask_pii=False)
    report = json.loads(Path(made["export"]["path"]).read_text(encoding="utf-8"))
    answers = {one["turn_id"]: one for one in report["content"]["answers"]}
    assert answers[told["exchange"]["id"]]["text"] == told["exchange"]["text"]
    assert answers[told["exchange"]["id"]]["question"] == "Co sądzisz o cenie zestawu?"


async def test_the_cost_of_a_message_is_known_before(tool: Call, project_id: str) -> None:
    person = (await somebody(tool, project_id))["id"]
    given = {"persona_id": person, "message": "Ile?"}
    estimate = await tool("estimate_cost", tool="interview_persona", arguments=given)
    assert (estimate["calls"], estimate["usd"]) == (1, 0)
    assert estimate["input_tokens"] > 500
