"""Needs of a study and of one respondent: from answers, with real quotes, made once however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fakes.gemini import FakeGemini, asked_of
from fakes.needs import ask_again, asked_for, surveyed
from fakes.studies import Call, caller, study

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.insights.opportunity import odi_score, opportunity_score
from sight_domain.language import LANGUAGES, Language
from sight_domain.settings import Settings
from tools.services import Services


@pytest.fixture(scope="module")
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


@pytest.fixture(scope="module")
async def answered(offline: Services) -> tuple[Call, str, str]:
    """One study for all tests that change nothing in it."""
    return await surveyed(offline, people=12)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_rests_on_words_that_were_said_and_is_counted(
    offline: Services, language: Language
) -> None:
    tool, project_id, survey_id = await surveyed(offline, language, people=12)
    raw = await offline.surveys.raw_answers(Actor(language), survey_id)
    said = {(one.persona_id, one.question_id): str(one.value) for one in raw if one.outcome == "answered"}
    needs = await tool("analyze_needs", project_id=project_id)
    assert needs["people"] == 12
    assert needs["quotes_dropped"] == 0
    assert not needs["outdated"]
    for part in ("jobs_to_be_done", "desired_outcomes", "pain_points"):
        assert needs[part]
        for need in needs[part]:
            for quote in need["quotes"]:
                assert quote["survey_id"] == survey_id
                assert quote["text"] in said[quote["persona_id"], quote["question_id"]]
    for pain in needs["pain_points"]:
        assert pain["n"] == len({quote["persona_id"] for quote in pain["quotes"]})
        assert pain["percent_affected"] == pytest.approx(pain["n"] / 12, abs=1e-4)
        low, high = pain["interval"]
        assert low < pain["percent_affected"] < high
        assert pain["own_words"]
    for outcome in needs["desired_outcomes"]:
        if outcome["n"]:
            assert outcome["opportunity_score"] == opportunity_score(
                outcome["importance"], outcome["satisfaction"]
            )
            assert outcome["odi_score"] == odi_score(outcome["importance"], outcome["satisfaction"])
        assert (outcome["odi_interval"] is None) == (outcome["n"] < 5)


async def test_ratings_come_from_the_survey_s_own_scales(
    offline: Services, answered: tuple[Call, str, str]
) -> None:
    tool, project_id, survey_id = answered
    raw = await offline.surveys.raw_answers(Actor("en"), survey_id)
    given = {
        key: [one.value for one in raw if one.question_id == key and one.outcome == "answered"]
        for key in ("imp", "sat")
    }
    needs = await tool("analyze_needs", project_id=project_id)
    rated = next(one for one in needs["desired_outcomes"] if one["rated_from"] == "survey")
    assert rated["outcome_statement"] == "A low price"
    assert rated["questions"] == [f"{survey_id}/imp", f"{survey_id}/sat"]
    assert rated["n"] == 12
    for key, name in (("imp", "importance"), ("sat", "satisfaction")):
        mean = sum(10 * (int(str(value)) - 1) / 4 for value in given[key]) / 12
        assert rated[name] == pytest.approx(mean, abs=0.005)
    assert any("evenly spaced" in method for method in needs["methods"])


async def test_opportunity_is_told_by_segment_from_the_same_ratings(answered: tuple[Call, str, str]) -> None:
    tool, project_id, _ = answered
    needs = await tool("analyze_needs", project_id=project_id)
    people = (await tool("list_personas", project_id=project_id, limit=100))["personas"]
    sizes: dict[str, int] = {}
    for person in people:
        sizes[person["segment"]] = sizes.get(person["segment"], 0) + 1
    rows = [row for row in needs["by_segment"] if row["outcome_statement"] == "A low price"]
    assert {row["segment_name"]: row["n"] for row in rows} == sizes
    whole = next(one for one in needs["desired_outcomes"] if one["outcome_statement"] == "A low price")
    mean = sum(row["importance"] * row["n"] for row in rows) / sum(row["n"] for row in rows)
    assert mean == pytest.approx(whole["importance"], abs=0.01)


async def test_newer_answers_make_it_outdated_until_it_is_refreshed(offline: Services) -> None:
    tool, project_id, survey_id = await surveyed(offline)
    first = await tool("analyze_needs", project_id=project_id)
    assert (await tool("analyze_needs", project_id=project_id))["generated_at"] == first["generated_at"]
    second_survey = await ask_again(tool, project_id)
    kept = await tool("analyze_needs", project_id=project_id)
    assert (kept["generated_at"], kept["outdated"]) == (first["generated_at"], True)
    fresh = await tool("analyze_needs", project_id=project_id, refresh=True)
    assert fresh["generated_at"] > first["generated_at"]
    assert not fresh["outdated"]
    await tool("delete_item", id=second_survey, reason="test_data")
    assert (await tool("analyze_needs", project_id=project_id))["outdated"]
    assert survey_id != second_survey


async def test_other_answers_in_the_same_number_make_it_outdated(offline: Services) -> None:
    """One survey deleted, another restored: as many answers as were read, the newest the same, but not the same ones."""
    tool, project_id, first = await surveyed(offline, people=2)
    second, _ = await ask_again(tool, project_id), await ask_again(tool, project_id)
    await tool("delete_item", id=first, reason="test_data")
    await tool("analyze_needs", project_id=project_id)
    await tool("restore_item", id=first)
    assert (await tool("analyze_needs", project_id=project_id))["outdated"]
    await tool("delete_item", id=second, reason="test_data")
    assert (await tool("analyze_needs", project_id=project_id))["outdated"]
    await tool("delete_item", id=first, reason="test_data")
    await tool("restore_item", id=second)
    assert not (await tool("analyze_needs", project_id=project_id))["outdated"]


async def test_pairs_named_by_the_caller_are_used_and_kept(offline: Services) -> None:
    tool, project_id, survey_id = await surveyed(offline)
    await tool("analyze_needs", project_id=project_id)
    turned = [{"survey_id": survey_id, "importance": "sat", "satisfaction": "imp"}]
    needs = await tool("analyze_needs", project_id=project_id, rated_by=turned)
    rated = next(one for one in needs["desired_outcomes"] if one["rated_from"] == "survey")
    assert rated["questions"] == [f"{survey_id}/sat", f"{survey_id}/imp"]
    again = await tool("analyze_needs", project_id=project_id, rated_by=turned)
    assert again["generated_at"] == needs["generated_at"]


async def test_one_respondent_has_needs_of_their_own(answered: tuple[Call, str, str]) -> None:
    tool, project_id, _ = answered
    person = (await tool("list_personas", project_id=project_id, limit=1))["personas"][0]
    needs = await tool("analyze_needs", persona_id=person["id"])
    assert needs["persona_id"] == person["id"]
    quotes = [
        q for part in ("jobs_to_be_done", "pain_points") for need in needs[part] for q in need["quotes"]
    ]
    assert {quote["persona_id"] for quote in quotes} == {person["id"]}
    assert all(one["odi_interval"] is None for one in needs["desired_outcomes"])
    assert needs["by_segment"] == []
    shown = await tool("get_persona", persona_id=person["id"], sections=["needs"])
    assert shown["persona"]["needs"]["generated_at"] == needs["generated_at"]


async def test_before_anybody_has_answered_there_is_nothing_to_analyse(offline: Services) -> None:
    tool = caller(offline)
    created = await tool("create_project", name="Empty", target={"country": "PL"}, sample_size=2)
    with pytest.raises(SightError) as caught:
        await tool("analyze_needs", project_id=created["project"]["id"])
    assert caught.value.code is ErrorCode.CONFLICT
    with pytest.raises(SightError) as caught:
        await tool("analyze_needs")
    assert caught.value.field == "project_id"


async def test_ratings_that_are_no_pair_tell_of_no_needs_until_they_are_named(offline: Services) -> None:
    tool = caller(offline)
    project_id = await study(tool, 2)
    questions = [
        {"id": "a", "type": "scale", "text": "How important is the price?", "min": 1, "max": 5},
        {"id": "b", "type": "scale", "text": "How good is the price now?", "min": 1, "max": 5},
    ]
    survey = await tool("run_survey", project_id=project_id, title="S", questions=questions, wait_seconds=300)
    for refused in ("analyze_needs", "generate_messaging"):
        with pytest.raises(SightError) as caught:
            await tool(refused, project_id=project_id)
        assert caught.value.code is ErrorCode.CONFLICT
        assert caught.value.hint is not None and "rated_by" in caught.value.hint.en
    pair = {"survey_id": survey["survey"]["id"], "importance": "a", "satisfaction": "b"}
    needs = await tool("analyze_needs", project_id=project_id, rated_by=[pair])
    assert [one["n"] for one in needs["desired_outcomes"]] == [2]
    assert not any("Pains" in method for method in needs["methods"])


async def test_a_model_that_invents_its_quotes_has_them_all_dropped_and_counted(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool, project_id, _ = await surveyed(on_gemini, people=4)
    invented = [{"turn_id": "a1", "text": "I adore this product."}, {"turn_id": "a77", "text": "So do I."}]
    gemini_server.scripted["NeedsDraft"] = {
        "jobs_to_be_done": [
            {"job_statement": "When I dream, I want it all.", "priority_score": 9, "frequency": "daily",
             "difficulty": 2, "quotes": invented}
        ],
        "desired_outcomes": [
            {"outcome_statement": "Maximise delight", "is_measurable": False, "quotes": invented}
        ],
    }  # fmt: skip
    gemini_server.scripted["ReadingDraft"] = {
        "pain_points": [
            {"pain_title": "Nothing hurts", "pain_description": "At all.", "severity": 10, "frequency": "daily",
             "quotes": invented, "potential_solutions": []}
        ],
        "ratings": [{"outcome": 1, "importance": 10, "satisfaction": 0, "quotes": invented}],
    }  # fmt: skip
    needs = await tool("analyze_needs", project_id=project_id)
    assert needs["jobs_to_be_done"] == needs["pain_points"] == []
    assert [one["rated_from"] for one in needs["desired_outcomes"]] == ["survey"]
    assert needs["quotes_dropped"] == 8


async def test_many_who_ask_at_once_get_one_analysis_paid_once(
    on_gemini: Services, gemini_server: FakeGemini, settings: Settings
) -> None:
    tool, project_id, _ = await surveyed(on_gemini, people=3)
    person = (await tool("list_personas", project_id=project_id, limit=1))["personas"][0]["id"]
    gemini_server.requests.clear()
    gemini_server.latency = 0.3
    async with Services(settings.model_copy(update=asked_of(gemini_server, embedder="off"))) as others:
        callers: list[Call] = [caller(on_gemini), caller(others)] * 4
        found = await asyncio.gather(*(one("analyze_needs", persona_id=person) for one in callers))
        assert len({one["generated_at"] for one in found}) == 1
        assert (
            len(asked_for(gemini_server, "NeedsDraft")) == len(asked_for(gemini_server, "ReadingDraft")) == 1
        )
        # Asking for a fresh one is answered by one fresh one as well.
        fresh = await asyncio.gather(
            *(one("analyze_needs", persona_id=person, refresh=True) for one in callers)
        )
    assert len({one["generated_at"] for one in fresh}) == 1
    assert fresh[0]["generated_at"] > found[0]["generated_at"]
    assert len(asked_for(gemini_server, "NeedsDraft")) == len(asked_for(gemini_server, "ReadingDraft")) == 2


async def test_a_reading_that_fails_leaves_nothing_half_made_and_is_not_begun_again_when_resumed(
    on_gemini: Services, gemini_server: FakeGemini
) -> None:
    tool, project_id, _ = await surveyed(on_gemini, people=3)
    gemini_server.requests.clear()
    gemini_server.scripted["ReadingDraft"] = {"neither": "fits"}
    with pytest.raises(SightError) as caught:
        await tool("analyze_needs", project_id=project_id)
    assert caught.value.code is ErrorCode.UNAVAILABLE
    assert len(asked_for(gemini_server, "NeedsDraft")) == 1
    runs = (await tool("get_project", project_id=project_id))["project"]["runs"]
    (failed,) = [run for run in runs if run["kind"] == "insights.analyze"]
    assert failed["status"] == "failed"
    del gemini_server.scripted["ReadingDraft"]
    await tool("resume_run", run_id=failed["id"], wait_seconds=60)
    needs = await tool("analyze_needs", project_id=project_id)
    assert needs["people"] == 3
    assert len(asked_for(gemini_server, "NeedsDraft")) == 1
