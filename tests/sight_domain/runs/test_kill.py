"""kill -9 at random moments of a group: it completes by itself, pays for nothing twice, and says the same.

How often is read from ``KILLS``.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Iterator

import pytest
from fakes.gemini import FakeGemini, Fault, gemini_app, serve
from fakes.groups import (
    ACTOR,
    answers_given,
    asking,
    environment,
    needlessly_repeated,
    new_group,
    process,
    recruited,
)

from sight_domain.focus_groups.schemas import Transcript
from sight_domain.settings import Settings
from tools.services import Services

KILLS = int(os.environ.get("KILLS", "8"))


class Unhurried(FakeGemini):
    """Answers after exponentially distributed times of `mean` seconds on average."""

    mean: float = 0.0

    def _by_chance(self) -> Fault:
        return Fault(delay=self.chance.expovariate(1 / self.mean)) if self.mean else Fault()


@pytest.fixture
def server() -> Iterator[Unhurried]:
    fake = Unhurried()
    with serve(gemini_app(fake)) as fake.url:
        yield fake


async def transcript(services: Services, group_id: str) -> Transcript:
    return await services.focus_groups.get(ACTOR, group_id, limit=200, cursor=None)


def said(group: Transcript) -> list[tuple[int, str, str, str]]:
    return [(turn.seq, turn.speaker.name, turn.outcome, turn.text) for turn in group.turns]


@pytest.mark.slow
@pytest.mark.timeout(300 + 40 * KILLS)
async def test_kills_cost_no_answer_twice_and_change_no_word(settings: Settings, server: Unhurried) -> None:
    chance = random.Random(5)
    given = asking(settings, server)
    async with Services(given) as services:
        project_id = await recruited(services, 20)
        group_id = await new_group(services, project_id)
        server.requests.clear()
        server.mean = 1.0
        started = await services.focus_groups.run(ACTOR, group_id, wait_seconds=0)
        # Leaving gives the run back unfinished; from here on other processes execute, and this one only looks.

    watching = Services(given)
    stored: set[str] = set()
    kills: list[float] = []
    asked_again: list[str] = []
    while len(kills) < KILLS:
        begun, enough = time.monotonic(), chance.randint(1, 4)
        with process(environment(settings, server)) as working:
            while sum(answer.asked > begun for answer in answers_given(server)) < enough:
                assert working.poll() is None
                assert time.monotonic() < begun + 120, await watching.runs.get(ACTOR, started.run.id)
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.uniform(0.0, 0.15))
        kills.append(time.monotonic())
        asked_again += [one.text for one in answers_given(server) if one.asked > begun and one.text in stored]
        stored |= {turn.text for turn in (await transcript(watching, group_id)).turns}
    assert 0 < len(stored) < 80

    server.mean = 0.0
    begun = time.monotonic()
    with process(environment(settings, server)):
        while (await watching.runs.get(ACTOR, started.run.id)).status != "succeeded":
            assert time.monotonic() < begun + 60
            await asyncio.sleep(0.1)
    asked_again += [one.text for one in answers_given(server) if one.asked > begun and one.text in stored]
    interrupted = await transcript(watching, group_id)
    await watching.aclose()

    assert asked_again == []
    assert needlessly_repeated(answers_given(server), kills) == []
    print(
        f"{len(kills)} kills, {len(answers_given(server))} answers given for 80, {len(stored)} stored at the last kill"
    )

    async with Services(given.model_copy(update={"replay": "off"})) as undisturbed:
        other_id = await new_group(undisturbed, project_id)
        finished = await undisturbed.focus_groups.run(ACTOR, other_id, wait_seconds=120)
        assert finished.run.status == "succeeded"
        assert said(await transcript(undisturbed, other_id)) == said(interrupted)
