"""kill -9 at twenty random moments of a group: it completes by itself, pays for nothing twice, and says the same."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fakes.gemini import FakeGemini, Fault, gemini_app, serve

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.schemas import Transcript
from sight_domain.populations.service import parse_target
from sight_domain.settings import Settings
from tools.services import Services

ACTOR = Actor("en")
TARGET = parse_target({"country": "PL", "age_min": 25, "age_max": 44, "settlements": ["city_500k_plus"]})
QUESTIONS = ["How do you cook?", "What would stop you?", "What would you pay?", "Who cooks with you?"]
KILLS = 8
_STORING_SECONDS = 1.0


class Answer(NamedTuple):
    """A text the server gave, and when it was asked and gave it (monotonic seconds)."""

    text: str
    asked: float
    at: float


class Unhurried(FakeGemini):
    """Answers after exponentially distributed times of `mean` seconds on average."""

    mean: float = 0.0

    def _by_chance(self) -> Fault:
        return Fault(delay=self.chance.expovariate(1 / self.mean)) if self.mean else Fault()

    def answers(self) -> list[Answer]:
        """What was answered for the group so far, in order of arrival."""
        return [
            Answer(self._parts(entry["body"])[0]["text"], entry["at"], entry["at"] + entry["seconds"])
            for entry in list(self.requests)
            if entry.get("status") == 200 and _is_answer(entry["body"])
        ]


def _is_answer(body: dict[str, Any]) -> bool:
    return "responseJsonSchema" not in body.get("generationConfig", {})


@pytest.fixture
def server() -> Iterator[Unhurried]:
    fake = Unhurried()
    with serve(gemini_app(fake)) as fake.url:
        yield fake


@pytest.fixture
def asking(settings: Settings, server: Unhurried) -> Settings:
    """The settings of an installation that asks the fake server, otherwise as they come."""
    given = {"provider": "gemini", "google_api_key": server.key, "gemini_base_url": server.url}
    return Settings(_env_file=None, home=settings.home, **given)  # pyright: ignore[reportCallIssue]


def environment(settings: Settings, server: FakeGemini) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SIGHT_")},
        "SIGHT_HOME": str(settings.home),
        "SIGHT_PROVIDER": "gemini",
        "SIGHT_GOOGLE_API_KEY": server.key,
        "SIGHT_GEMINI_BASE_URL": server.url,
    }


def process(settings: Settings, server: FakeGemini, script: str = "staying.py") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / script)],
        env=environment(settings, server),
        stdout=subprocess.DEVNULL,
    )


async def recruited(services: Services, size: int) -> str:
    created = await services.projects.create(
        ACTOR, name="Tea", description="", language="en", target=TARGET, sample_size=size
    )
    made = await services.personas.generate(ACTOR, created.id, count=None, seed=3, wait_seconds=120)
    assert made.run.status == "succeeded", made
    return created.id


async def new_group(services: Services, project_id: str) -> str:
    return await services.focus_groups.create(
        ACTOR,
        project_id,
        name="Group",
        questions=QUESTIONS,
        persona_ids=None,
        mode="parallel",
        stimulus=None,
        seed=8,
    )


async def transcript(services: Services, group_id: str) -> Transcript:
    return await services.focus_groups.get(ACTOR, group_id, limit=200, cursor=None)


def said(group: Transcript) -> list[tuple[int, str, str, str]]:
    return [(turn.seq, turn.speaker.name, turn.outcome, turn.text) for turn in group.turns]


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_kills_cost_no_answer_twice_and_change_no_word(asking: Settings, server: Unhurried) -> None:
    chance = random.Random(5)
    async with Services(asking) as services:
        project_id = await recruited(services, 20)
        group_id = await new_group(services, project_id)
        server.requests.clear()
        server.mean = 1.0
        started = await services.focus_groups.run(ACTOR, group_id, wait_seconds=0)
        # Leaving gives the run back unfinished; from here on other processes execute, and this one only looks.

    watching = Services(asking)
    stored: set[str] = set()
    kills: list[float] = []
    asked_again: list[str] = []
    while len(kills) < KILLS:
        working = process(asking, server)
        begun, enough = time.monotonic(), chance.randint(1, 4)
        while sum(answer.asked > begun for answer in server.answers()) < enough:
            assert working.poll() is None
            assert time.monotonic() < begun + 30, await watching.runs.get(ACTOR, started.run.id)
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0.0, 0.15))
        working.kill()
        working.wait()
        kills.append(time.monotonic())
        asked_again += [one.text for one in server.answers() if one.asked > begun and one.text in stored]
        stored |= {turn.text for turn in (await transcript(watching, group_id)).turns}
    assert 0 < len(stored) < 80

    server.mean = 0.0
    begun = time.monotonic()
    working = process(asking, server)
    while (await watching.runs.get(ACTOR, started.run.id)).status != "succeeded":
        assert time.monotonic() < begun + 60
        await asyncio.sleep(0.1)
    working.kill()
    working.wait()
    asked_again += [one.text for one in server.answers() if one.asked > begun and one.text in stored]
    interrupted = await transcript(watching, group_id)
    await watching.aclose()

    assert asked_again == []
    for text, times in Counter(answer.text for answer in server.answers()).items():
        if times > 1:
            # Answered more than once: each time but the last its asker was killed before it could store the answer.
            *lost, _ = [answer.at for answer in server.answers() if answer.text == text]
            assert all(any(kill - _STORING_SECONDS < at for kill in kills) for at in lost)
    print(
        f"{len(kills)} kills, {len(server.answers())} answers given for 80, {len(stored)} stored at the last kill"
    )

    async with Services(asking.model_copy(update={"replay": "off"})) as undisturbed:
        other_id = await new_group(undisturbed, project_id)
        finished = await undisturbed.focus_groups.run(ACTOR, other_id, wait_seconds=120)
        assert finished.run.status == "succeeded"
        assert said(await transcript(undisturbed, other_id)) == said(interrupted)
