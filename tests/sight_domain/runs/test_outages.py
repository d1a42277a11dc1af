"""The database restarts in the middle of a run: the run completes, and nothing that was stored is asked for again."""

from __future__ import annotations

import asyncio

from fakes.gemini import FakeGemini

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.service import GroupWish
from sight_domain.populations.service import parse_target
from sight_domain.settings import Settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

ACTOR = Actor("en")
TARGET = parse_target({"country": "PL", "age_min": 25, "age_max": 44, "settlements": ["city_500k_plus"]})


async def test_a_group_outlives_a_restart_of_its_database(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    given = {"provider": "gemini", "google_api_key": gemini_server.key, "gemini_base_url": gemini_server.url}
    asking = Settings(_env_file=None, home=settings.home, replay="off", **given)  # pyright: ignore[reportCallIssue]
    async with Services(asking) as services:
        created = await services.projects.create(
            ACTOR, name="Tea", description="", language="en", target=TARGET, sample_size=8
        )
        await services.personas.generate(ACTOR, created.id, count=None, seed=3, wait_seconds=120)
        wish = GroupWish(name="Group", questions=["How?", "Why?", "Where?", "When?"])
        group_id = await services.focus_groups.create(ACTOR, created.id, wish, seed=8)
        gemini_server.requests.clear()
        gemini_server.latency = 0.5
        started = await services.focus_groups.run(ACTOR, group_id, wait_seconds=1.2)
        assert started.run.status == "running"
        server = EmbeddedPostgres(settings.home)
        await asyncio.to_thread(
            server._run, "pg_ctl", "-w", "-m", "immediate", "-D", str(server.cluster), "-l", str(server.log),
            "-o", server._options, "restart",
        )  # fmt: skip
        finished = await services.focus_groups.run(ACTOR, group_id, wait_seconds=120)
        assert (finished.run.id, finished.run.status) == (started.run.id, "succeeded"), finished.run.error
        assert finished.metrics is not None and finished.metrics.answers == 32
        asked = [
            body for body in gemini_server.bodies("generateContent") if "responseJsonSchema" not in str(body)
        ]
        in_flight = 8
        assert len(asked) <= 32 + in_flight
