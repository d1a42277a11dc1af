"""One process cancels what another one is doing: its calls end at once, those that wait for a place among them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from fakes.gemini import FakeGemini
from fakes.groups import ACTOR, answers_asked, asking, environment, new_group, process, recruited
from sqlalchemy import text

from sight_domain.ids import Kind, from_public, new_uuid, to_public
from sight_domain.llm.outcomes import Outcome, OutcomeStatus
from sight_domain.runs.schemas import RunStatus
from sight_domain.runs.service import Job, UseCase
from sight_domain.settings import Settings
from tools.services import Services

PLACES = 3
STATUSES = "select status, count(*) as n from llm_calls where run_id = :run group by status"


async def test_calls_of_another_process_end_when_the_run_is_cancelled_also_those_that_wait_for_a_place(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    given = asking(settings, gemini_server, replay="off", model_concurrency=PLACES)
    places = {"SIGHT_REPLAY": "off", "SIGHT_MODEL_CONCURRENCY": str(PLACES)}
    async with Services(given) as services:
        group_id = await new_group(services, await recruited(services, 12))
        gemini_server.requests.clear()
        gemini_server.latency = 20.0
        started = (await services.focus_groups.run(ACTOR, group_id, wait_seconds=0)).run
        # Leaving gives it to the other process.

    run = from_public(Kind.RUN, started.id, field="run_id")
    async with Services(given) as here:
        with process(environment(settings, gemini_server, **places)):
            gemini_server.requests.clear()
            await _until(lambda: len(answers_asked(gemini_server)) == PLACES, 60)
            asked = time.monotonic()
            view = await here.runs.cancel(ACTOR, started.id)
            answered = time.monotonic() - asked
            assert view.status is RunStatus.CANCELLED

            statuses: dict[str, int] = {}
            while statuses.get("cancelled", 0) < PLACES:
                assert time.monotonic() < asked + 10, statuses
                async with here.database.session() as session:
                    rows = await session.execute(text(STATUSES), {"run": run})
                    statuses = {row.status: row.n for row in rows}
                await asyncio.sleep(0.05)
            print(f"cancelled after {answered:.2f} s, its calls ended after {time.monotonic() - asked:.2f} s")
            await asyncio.sleep(1.0)
            assert len(answers_asked(gemini_server)) == PLACES
        assert answered < 4, "two seconds, on a machine that does nothing else"
        shown = await here.runs.get(ACTOR, started.id)
        assert (shown.status, shown.done) == (RunStatus.CANCELLED, 0)
        turns = (await here.focus_groups.get(ACTOR, group_id, limit=200, cursor=None)).turns
        assert [turn for turn in turns if turn.speaker.kind == "persona"] == []


async def _until(reached: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_a_call_that_outlives_the_task_of_its_run_ends_too(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    gemini_server.latency = 60.0
    asked: list[asyncio.Task[Outcome[str]]] = []
    async with Services(asking(settings, gemini_server, replay="off")) as services:

        async def body(job: Job) -> None:
            call = services.gateway.generate(
                "focus_groups.answer",
                "llm.repair",
                {"fault": "none"},
                language="en",
                seed=1,
                run_id=job.run_id,
            )
            asked.append(asyncio.create_task(call))
            await asyncio.shield(asked[0])

        services.runs.register(UseCase("tests.detached", Kind.PROJECT, body))
        run_id = await services.runs.start(
            "tests.detached", project_id=None, subject_id=new_uuid(), arguments={}, total=1
        )
        await _until(lambda: len(gemini_server.requests) == 1, 60)
        view = await services.runs.cancel(ACTOR, to_public(Kind.RUN, run_id))
        assert view.status is RunStatus.CANCELLED
        assert (await asyncio.wait_for(asked[0], 10)).status is OutcomeStatus.CANCELLED
