"""Models that a study names for itself, and models near the end of their days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from fakes.questions import ask
from pydantic import SecretStr

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.health import Finding, examine
from sight_domain.ids import Kind, from_public
from sight_domain.llm.gateway import Gateway
from sight_domain.llm.model_names import checked_models
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.registry import Registry
from sight_domain.populations.service import TargetPopulation
from sight_domain.projects.service import ProjectService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

LITE, FLASH = "gemini-3.5-flash-lite", "gemini-3.8-flash"
TODAY = date(2026, 11, 21)
ACTOR = Actor(user_id=None, language="en")


def checked(settings: Settings, names: Sequence[str], providers: Sequence[str] = ("gemini",)) -> list[str]:
    return checked_models(names, Registry(settings).models, providers, TODAY)


def test_names_of_providers_and_of_the_registry_are_taken_once_and_in_order(settings: Settings) -> None:
    assert checked(settings, [FLASH, " " + LITE, FLASH]) == [FLASH, LITE]
    assert checked(settings, ["offline-engine"], ["offline"]) == ["offline"]
    assert checked(settings, []) == []


@pytest.mark.parametrize(
    ("names", "code", "told"),
    [
        (["gemini-3.8-flsh"], ErrorCode.INVALID_ARGUMENT, FLASH),
        (["gpt-9"], ErrorCode.INVALID_ARGUMENT, "SIGHT_MODELS_FILE"),
        (["gemini-embedding-001"], ErrorCode.INVALID_ARGUMENT, FLASH),
        ([LITE, "offline"], ErrorCode.NOT_CONFIGURED, "SIGHT_PROVIDER=offline"),
        (["openai-compatible"], ErrorCode.NOT_CONFIGURED, "SIGHT_OPENAI_BASE_URL"),
    ],
)
def test_what_cannot_be_used_says_what_can(
    settings: Settings, names: list[str], code: ErrorCode, told: str
) -> None:
    with pytest.raises(SightError) as raised:
        checked(settings, names)
    assert raised.value.code is code and raised.value.field == "models"
    assert told in raised.value.hint.en and raised.value.hint.pl


def test_only_models_that_can_be_asked_are_suggested(settings: Settings) -> None:
    with pytest.raises(SightError) as raised:
        checked(settings, ["xyz"])
    assert raised.value.hint.en.startswith(f"Nearest: {LITE}, {FLASH}. ")


def test_a_retired_model_is_refused_with_its_date(settings: Settings) -> None:
    assert checked(settings, ["gemini-2.5-flash"]) == ["gemini-2.5-flash"]
    with pytest.raises(SightError, match="2026-12-01"):
        checked_models(["gemini-2.5-flash"], Registry(settings).models, ["gemini"], date(2026, 12, 1))


@pytest.fixture
def projects(database: Database) -> ProjectService:
    return ProjectService(database)


async def a_study(projects: ProjectService) -> str:
    target = TargetPopulation(country="PL")
    study = await projects.create(
        ACTOR, name="Tea", description="", language="en", target=target, sample_size=5
    )
    return study.id


async def told(projects: ProjectService, gateway: Gateway, project_id: str, models: list[str]) -> Any:
    unchanged: dict[str, Any] = dict.fromkeys(("name", "description", "target", "sample_size"))
    view = await projects.update(ACTOR, project_id, **unchanged, models=gateway.checked_models(models))
    key = from_public(Kind.PROJECT, project_id, field="project_id")
    gateway.models_changed(key)
    return view, key


async def test_a_study_is_done_with_the_models_it_names_until_told_otherwise(
    projects: ProjectService, gemini_gateway: Callable[..., Gateway], gemini_server: FakeGemini
) -> None:
    gateway, study = gemini_gateway(), await a_study(projects)
    key = from_public(Kind.PROJECT, study, field="project_id")
    assert (await ask(gateway, project_id=key)).model == LITE
    view, key = await told(projects, gateway, study, [FLASH])
    assert view.models == [FLASH]
    outcome = await ask(gateway, project_id=key)
    assert outcome.model == FLASH
    # The parameters stay the task's own.
    assert gemini_server.bodies()[-1]["generationConfig"]["maxOutputTokens"] == 2048
    assert (await ask(gateway)).model == LITE
    estimate = await gateway.estimate("llm.repair", "llm.repair", {"fault": "x"}, 1, project_id=key)
    assert estimate.model == FLASH
    view, key = await told(projects, gateway, study, [])
    assert view.models == [] and (await ask(gateway, project_id=key)).model == LITE


async def test_a_model_that_is_no_longer_known_is_an_outcome_that_names_it(
    projects: ProjectService, gemini_gateway: Callable[..., Gateway], gemini_server: FakeGemini
) -> None:
    more = {
        "models": {"mine": {"provider": "gemini", "name": "mine-1", "context_tokens": 1000, "prices": None}}
    }
    study = await a_study(projects)
    _, key = await told(projects, gemini_gateway(overrides=more), study, ["mine"])
    outcome = await ask(gemini_gateway(), project_id=key)
    assert outcome.status is OutcomeStatus.FAILED and "mine" in outcome.reason
    assert "update_project" in outcome.reason and not gemini_server.requests


async def model_findings(
    settings: Settings, models_file: Callable[..., Any], retires: str, *models: str
) -> list[Finding]:
    overrides = {model: {"retires_on": retires} for model in models or (LITE,)}
    keyed = settings.model_copy(
        update={
            "provider": "gemini",
            "google_api_key": SecretStr("k"),
            "gemini_base_url": "http://127.0.0.1:1",
            "models_file": models_file(models=overrides),
        }
    )
    return [finding for finding in await examine(keyed) if finding.part == "models"]


@pytest.mark.parametrize(
    ("retires", "said"),
    [("2020-01-01", ["was retired on 2020-01-01"]), ("9999-01-01", [])],
)
async def test_the_doctor_warns_of_a_retired_model(
    settings: Settings, database: Database, models_file: Callable[..., Any], retires: str, said: list[str]
) -> None:
    del database
    findings = await model_findings(settings, models_file, retires)
    warnings = [finding.detail.en for finding in findings if finding.state == "warning"]
    assert findings[0].state == "ok" and FLASH in findings[0].detail.en
    assert (LITE in findings[0].detail.en) is not bool(said)
    assert len(warnings) == len(said)
    assert all(words in warning for words, warning in zip(said, warnings, strict=True))


async def test_with_every_model_of_the_assistant_retired_sight_is_broken(
    settings: Settings, models_file: Callable[..., Any]
) -> None:
    findings = await model_findings(settings, models_file, "2020-01-01", LITE, FLASH)
    assert [finding.state for finding in findings] == ["broken", "warning", "warning"]
    assert "SIGHT_MODELS_FILE" in findings[0].detail.en


async def test_the_doctor_warns_of_a_model_that_is_about_to_retire(
    settings: Settings, models_file: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sight_domain import clock

    real = clock.now()
    monkeypatch.setattr("sight_domain.health.now", lambda: real.replace(year=2030, month=1, day=1))
    [_, warning] = await model_findings(settings, models_file, "2030-02-15")
    assert "will be retired on 2030-02-15" in warning.detail.en and "SIGHT_MODELS_FILE" in warning.detail.pl
    assert len(await model_findings(settings, models_file, "2030-12-15")) == 1
