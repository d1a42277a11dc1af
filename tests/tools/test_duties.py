"""What an installation does by the clock, done at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr
from sqlalchemy import text

from sight_domain.accounts.actor import Actor
from sight_domain.clock import now
from sight_domain.ids import Kind, from_public, new_uuid
from sight_domain.populations.service import TargetPopulation
from sight_domain.settings import Settings
from sight_domain.storage.deletion import DeletionReason
from tools.duties import purge_deleted, retiring_models
from tools.services import Services

EN = Actor("en")


@pytest.fixture
async def services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings) as services:
        yield services


async def test_the_night_removes_what_was_deleted_a_week_ago_and_recordings_past_their_time(
    services: Services, settings: Settings
) -> None:
    await purge_deleted(services)
    kept, gone = [
        await services.projects.create(
            EN,
            name="Tea",
            description="",
            language="en",
            target=TargetPopulation(country="PL"),
            sample_size=1,
        )
        for _ in range(2)
    ]
    for project in (kept, gone):
        await services.projects.delete(EN, project.id, DeletionReason.OTHER, "done with it")
    async with services.database.session() as session:
        await session.execute(
            text("update projects set deleted_at = now() - interval '8 days' where id = :id"),
            {"id": from_public(Kind.PROJECT, gone.id, field="id")},
        )
        for days in (settings.replay_days - 1, settings.replay_days + 1):
            await session.execute(
                text(
                    "insert into llm_recordings (id, created_at, key, task, provider, model, answer) values"
                    " (:id, now() - make_interval(days => :days), :key, 't', 'gemini', 'm', 'Tea.')"
                ),
                {"id": new_uuid(), "days": days, "key": new_uuid().bytes},
            )
    removed = await purge_deleted(services)
    assert (removed["projects"], removed["recordings"]) == (1, 1)
    assert (await services.projects.restore(EN, kept.id)).id == kept.id
    assert set((await purge_deleted(services)).values()) == {0}


@pytest.mark.parametrize(("day", "said"), [("2020-01-01", True), (f"{now().year + 2}-01-01", False)])
async def test_the_morning_names_models_that_are_retired_within_a_month(
    settings: Settings, tmp_path: Path, day: str, said: bool
) -> None:
    models: dict[str, Any] = {"models": {"gemini-3.8-flash": {"retires_on": day}}}
    path = tmp_path / "models.yaml"
    path.write_text(yaml.safe_dump(models), encoding="utf-8")
    keyed = {"provider": "gemini", "google_api_key": SecretStr("k"), "models_file": path}
    async with Services(settings.model_copy(update=keyed)) as services:
        assert retiring_models(services) == (["gemini-3.8-flash"] if said else [])
