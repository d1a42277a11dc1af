"""A discussion: people answer each other, the moderator keeps short, votes are private, nothing said is lost."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from fakes.gemini import FakeGemini, Fault
from fakes.studies import Call, caller, study

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.focus_groups.analysis import calls_of_reading
from sight_domain.language import Language
from tools.services import Services

QUESTIONS = {
    "en": [
        "What do you think of meal kits delivered to your door?",
        "What would stop you from ordering?",
        "How much would you pay for a box?",
        "What would have to change for you to try?",
    ],
    "pl": [
        "Co sądzicie o zestawach posiłków z dostawą do domu?",
        "Co powstrzymałoby was przed zamówieniem?",
        "Ile zapłacilibyście za taki zestaw?",
        "Co musiałoby się zmienić, żebyście spróbowali?",
    ],
}


async def discuss(tool: Call, project_id: str, language: Language = "en", **more: Any) -> dict[str, Any]:
    given = {"questions": QUESTIONS[language], "mode": "discussion", "seed": 11, "wait_seconds": 300, **more}
    return await tool("run_focus_group", project_id=project_id, name="Talk", **given)


async def transcript(tool: Call, group_id: str) -> dict[str, Any]:
    return await tool("get_focus_group", focus_group_id=group_id, limit=500)


def content(read: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What was said, without the ids, which no two talks share."""
    return [
        (turn["seq"], turn["room"], turn["act"], turn["speaker"]["name"], turn["text"], turn["opinion"])
        for turn in read["turns"]
    ]


def assert_talks_like_people(read: dict[str, Any], people: int) -> None:
    metrics = read["metrics"]
    assert metrics["reply_chain_depth"] >= 4
    assert metrics["short_turn_share"] >= 0.2
    assert 0.12 <= metrics["participation_gini"] <= 0.25
    assert metrics["moderator_word_share"] <= 0.08
    assert [sum(ballot["before"]) for ballot in read["ballots"]] == [people] * 4
    assert [sum(ballot["after"]) for ballot in read["ballots"]] == [people] * 4
    said = {turn["id"]: turn for turn in read["turns"]}
    assert read["summary"]["quotes_dropped"] == 0
    quotes = [quote for theme in read["summary"]["themes"] for quote in theme["quotes"]]
    assert quotes
    for quote in quotes:
        assert quote["text"] in said[quote["turn_id"]]["text"]
    for turn in read["turns"]:
        if turn["in_reply_to"]:
            target = said[turn["in_reply_to"]]
            assert (target["room"], target["question_index"]) == (turn["room"], turn["question_index"])
            assert target["seq"] < turn["seq"]
            assert target["speaker"]["id"] != turn["speaker"]["id"]


@pytest.mark.parametrize("language", ["en", "pl"])
async def test_twelve_people_talk_like_people_offline(offline: Services, language: Language) -> None:
    tool = caller(offline, language)
    project_id = await study(tool, 12, language)
    started = await discuss(tool, project_id, language)
    assert started["run"]["status"] == "succeeded", started["run"]
    assert started["run"]["done"] == started["run"]["total"]
    read = await transcript(tool, started["focus_group"]["id"])
    print(f"{language}: {read['metrics']}")
    assert_talks_like_people(read, 12)
    assert {turn["room"] for turn in read["turns"]} == {0, 1}
    texts = [turn["text"] for turn in read["turns"] if turn["speaker"]["kind"] == "persona"]
    assert len(set(texts)) >= 0.95 * len(texts)
    shifts = [shift for turn in read["turns"] for shift in turn["shifts"]]
    assert shifts
    assert all(abs(shift["after"] - shift["before"]) >= 0.24 for shift in shifts)


async def test_twelve_people_talk_like_people_on_gemini(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 12)
    recruited = len(gemini_server.requests)
    started = await discuss(tool, project_id)
    assert started["run"]["status"] == "succeeded", started["run"]
    read = await transcript(tool, started["focus_group"]["id"])
    print(f"gemini: {read['metrics']}; {len(gemini_server.requests) - recruited} calls")
    assert_talks_like_people(read, 12)
    spoken = sum(turn["speaker"]["kind"] == "persona" for turn in read["turns"])
    assert len(gemini_server.requests) - recruited == spoken + 2 * 12 * 4 + 2 * calls_of_reading(spoken) + 2


async def test_the_same_seed_gives_the_same_talk_and_another_another(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 4)
    first, second, other = [
        content(
            await transcript(
                tool, (await discuss(tool, project_id, questions=QUESTIONS["en"][:1], seed=seed))["focus_group"]["id"]
            )
        )
        for seed in (1, 1, 2)
    ]  # fmt: skip
    assert first == second
    assert first != other


async def test_a_talk_that_breaks_off_goes_on_where_it_stopped(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 5)
    asked = QUESTIONS["en"][:2]
    whole = await transcript(tool, (await discuss(tool, project_id, questions=asked))["focus_group"]["id"])
    gemini_server.faults.extend([Fault() for _ in range(12)] + [Fault(status=400)] * 60)
    broken = await discuss(tool, project_id, questions=asked)
    assert broken["run"]["status"] == "failed"
    assert broken["run"]["error"]["code"] == "unavailable"
    group_id = broken["focus_group"]["id"]
    so_far = await transcript(tool, group_id)
    assert so_far["focus_group"]["status"] == "stopped"
    answered = [turn for turn in so_far["turns"] if turn["outcome"] == "answered"]
    assert 0 < len(answered) < len(whole["turns"])
    gemini_server.faults.clear()
    before = len(gemini_server.requests)
    resumed = await tool("run_focus_group", focus_group_id=group_id, wait_seconds=300)
    assert resumed["run"]["status"] == "succeeded", resumed["run"]
    read = await transcript(tool, group_id)
    assert content(read) == content(whole)
    kept = sum(turn["speaker"]["kind"] == "persona" for turn in answered)
    spoken = sum(turn["speaker"]["kind"] == "persona" for turn in read["turns"])
    votes = sum(sum(ballot["before"]) + sum(ballot["after"]) for ballot in so_far["ballots"])
    analysis = 2 * calls_of_reading(spoken) + 2
    assert len(gemini_server.requests) - before == (spoken - kept) + (2 * 5 * 2 - votes) + analysis


async def test_what_cannot_be_discussed_is_refused_by_name(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 3)
    people = (await tool("list_personas", project_id=project_id))["personas"]

    async def refused(**given: Any) -> SightError:
        with pytest.raises(SightError) as caught:
            await discuss(tool, project_id, **given)
        assert caught.value.code is ErrorCode.INVALID_ARGUMENT
        return caught.value

    assert (await refused(persona_ids=[people[0]["id"]])).field == "persona_ids"
    assert (await refused(turns_per_head=61)).field == "turns_per_head"
    assert (await refused(turns_per_head=3)).field == "turns_per_head"
    assert (await refused(turns_per_head=4, mode="parallel")).field == "turns_per_head"
    assert (await refused(stimulus="x" * 20_001)).field == "stimulus"
    assert (await tool("get_project", project_id=project_id))["project"]["focus_groups"] == []


async def test_nobody_exceeds_the_turns_a_head_has(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 4)
    started = await discuss(tool, project_id, turns_per_head=4)
    read = await transcript(tool, started["focus_group"]["id"])
    names = [turn["speaker"]["name"] for turn in read["turns"] if turn["speaker"]["kind"] == "persona"]
    assert max(names.count(name) for name in set(names)) <= 4


async def test_a_discussion_is_estimated_before_it_is_held(on_gemini: Services) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 20)
    about = {"project_id": project_id, "questions": QUESTIONS["en"]}
    alone = await tool("estimate_cost", tool="run_focus_group", arguments=about)
    together = await tool("estimate_cost", tool="run_focus_group", arguments=about | {"mode": "discussion"})
    answers, turns, votes = 20 * 4, 3 * 20 * 4, 2 * 20 * 4
    assert alone["calls"] == answers + 2 * calls_of_reading(answers) + 2
    assert together["calls"] == turns + votes + 2 * calls_of_reading(turns) + 2
    assert 0 < together["usd"] <= 0.5


async def test_a_cancelled_talk_keeps_what_was_said_and_can_be_gone_on_with(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool = caller(on_gemini)
    project_id = await study(tool, 4)
    gemini_server.latency = 0.1
    asked = QUESTIONS["en"][:1]
    started = await discuss(tool, project_id, questions=asked, wait_seconds=1)
    assert started["run"]["status"] == "running"
    group_id = started["focus_group"]["id"]
    cancelled = await tool("cancel_run", run_id=started["run"]["id"])
    assert cancelled["run"]["status"] == "cancelled"
    kept = content(await transcript(tool, group_id))
    gemini_server.latency = 0.0
    resumed = await tool("run_focus_group", focus_group_id=group_id, wait_seconds=300)
    assert resumed["run"]["status"] == "succeeded"
    read = content(await transcript(tool, group_id))
    assert read[: len(kept)] == kept
    assert len(read) > len(kept)


async def test_exports_hold_the_talk_and_its_votes(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 4)
    started = await discuss(tool, project_id, questions=QUESTIONS["en"][:1])
    group_id = started["focus_group"]["id"]
    written: dict[str, bytes] = {}
    for form in ("json", "csv", "pdf"):
        made = await tool("export_report", kind="focus_group", id=group_id, format=form)
        written[form] = (await offline.reports.read(Actor("en"), made["export"]["id"]))[1]
    exported = json.loads(written["json"])
    assert "ballots" in json.dumps(exported)
    header, *rows = csv.reader(io.StringIO(written["csv"].decode("utf-8-sig")))
    acts = {row[header.index("act")] for row in rows}
    assert {"move_on", "answer", "close"} <= acts
    assert written["pdf"].startswith(b"%PDF")
