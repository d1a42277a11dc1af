"""Budgets and usage as a researcher meets them."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.gemini import FakeGemini, asked_of

from agent.commands.usage import _write
from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public
from sight_domain.llm.usage import usage_table
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

TARGET = {"country": "PL", "age_min": 25, "age_max": 44}


@pytest.fixture
async def services(settings: Settings, gemini_server: FakeGemini, tmp_path: Path) -> AsyncIterator[Services]:
    quick = tmp_path / "models.yaml"
    quick.write_text(yaml.safe_dump({"policy": {"backoff_seconds": 0.02}}), encoding="utf-8")
    changed = asked_of(gemini_server, models_file=quick, embedder="off")
    async with Services(settings.model_copy(update=changed)) as services:
        yield services


async def done(services: Services, name: str, /, **arguments: Any) -> dict[str, Any]:
    return (await call(name, arguments, ToolContext(Actor("en"), services))).model_dump(mode="json")


async def a_study(services: Services, people: int) -> str:
    made = await done(services, "create_project", name="Tea", target=TARGET, sample_size=people)
    return made["project"]["id"]


async def test_a_study_stops_at_its_budget_and_goes_on_when_it_is_raised(
    services: Services, gemini_server: FakeGemini
) -> None:
    project = await a_study(services, 12)
    updated = await done(services, "update_project", project_id=project, budget_usd=0.005)
    assert updated["project"]["budget_usd"] == 0.005
    first = await done(services, "generate_personas", project_id=project, seed=1)
    outcomes = [person["narrative_outcome"] for person in first["personas"]]
    assert set(outcomes) == {"answered", "over_budget"}
    usage = await done(services, "get_usage", project_id=project)
    assert (usage["budget_usd"], usage["budget_period"]) == (0.005, "project")
    assert usage["usd"] + usage["budget_left_usd"] == pytest.approx(0.005)
    await done(services, "update_project", project_id=project, budget_usd=1)
    second = await done(services, "generate_personas", project_id=project)
    assert {person["narrative_outcome"] for person in second["personas"]} == {"answered"}
    attempts = (await done(services, "get_usage", project_id=project))["attempts"]
    assert attempts >= len(gemini_server.requests) >= 12


async def test_a_group_out_of_money_keeps_its_answers_and_says_what_to_do(services: Services) -> None:
    project = await a_study(services, 3)
    await done(services, "generate_personas", project_id=project, seed=1)
    spent = (await done(services, "get_usage", project_id=project))["usd"]
    await done(services, "update_project", project_id=project, budget_usd=spent + 0.004)
    ran = await done(services, "run_focus_group", project_id=project, questions=["Tea?"], seed=1)
    assert (ran["run"]["status"], ran["run"]["error"]["code"]) == ("failed", "over_budget")
    assert "update_project" in ran["run"]["error"]["message"]
    group = await done(services, "get_focus_group", focus_group_id=ran["focus_group"]["id"])
    outcomes = [turn["outcome"] for turn in group["turns"] if turn["speaker"]["kind"] == "persona"]
    assert outcomes == ["answered"] * 3
    with pytest.raises(SightError) as raised:
        await done(services, "analyze_needs", project_id=project)
    assert raised.value.code is ErrorCode.OVER_BUDGET


async def test_an_estimate_says_what_the_budget_leaves(services: Services) -> None:
    project = await a_study(services, 3)
    about = {"tool": "generate_personas", "arguments": {"project_id": project}}
    assert (await done(services, "estimate_cost", **about))["budget_left_usd"] is None
    await done(services, "update_project", project_id=project, budget_usd=0.5)
    estimate = await done(services, "estimate_cost", **about)
    assert estimate["budget_left_usd"] == 0.5 and "prices of" in estimate["basis"]


async def test_a_study_of_no_budget_spends_nothing_and_without_one_what_it_needs(services: Services) -> None:
    project = await a_study(services, 1)
    await done(services, "update_project", project_id=project, budget_usd=0)
    made = await done(services, "generate_personas", project_id=project, seed=1)
    assert [person["narrative_outcome"] for person in made["personas"]] == ["over_budget"]
    with pytest.raises(SightError) as raised:
        await done(services, "update_project", project_id=project, budget_usd=1, remove_budget=True)
    assert (raised.value.code, raised.value.field) == (ErrorCode.INVALID_ARGUMENT, "remove_budget")
    kept = await done(services, "update_project", project_id=project, name="Green tea")
    assert kept["project"]["budget_usd"] == 0
    freed = await done(services, "update_project", project_id=project, remove_budget=True)
    assert freed["project"]["budget_usd"] is None
    written = await done(services, "generate_personas", project_id=project, seed=1)
    assert [person["narrative_outcome"] for person in written["personas"]] == ["answered"]


@pytest.mark.parametrize("amount", [-1, 1e9, float("nan"), float("inf")])
async def test_a_budget_that_is_none_is_refused(services: Services, amount: float) -> None:
    project = await a_study(services, 1)
    with pytest.raises(SightError) as raised:
        await done(services, "update_project", project_id=project, budget_usd=amount)
    assert (raised.value.code, raised.value.field) == (ErrorCode.INVALID_ARGUMENT, "budget_usd")


async def test_usage_adds_up_in_every_grouping_and_in_the_table(
    services: Services, gemini_server: FakeGemini, capsys: Any
) -> None:
    project = await a_study(services, 4)
    await done(services, "generate_personas", project_id=project, seed=1)
    await done(services, "run_focus_group", project_id=project, questions=["Tea?"], seed=1)
    total = await done(services, "get_usage", project_id=project)
    figures = ("calls", "attempts", "input_tokens", "output_tokens", "reasoning_tokens", "usd")
    assert total["attempts"] >= len(gemini_server.requests) >= total["calls"] >= 9
    assert total["reasoning_tokens"] == 5 * len(gemini_server.requests) and total["usd"] > 0
    for grouping in ("project", "run", "task", "model", "day"):
        groups = (await done(services, "get_usage", project_id=project, group_by=grouping))["groups"]
        for name in figures:
            assert sum(group[name] for group in groups) == pytest.approx(total[name])
    by_project = await done(services, "get_usage", group_by="project")
    assert project in [group["key"] for group in by_project["groups"]]
    _write(await usage_table(services.database, project_ids=[from_public(Kind.PROJECT, project, field="x")]))
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["project"] for row in rows} == {project} and {row["priced_on"] for row in rows} == {
        "2026-11-01"
    }
    for name in figures:
        assert float(sum(Decimal(row[name]) for row in rows)) == pytest.approx(total[name])
