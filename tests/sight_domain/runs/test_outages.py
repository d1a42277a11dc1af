"""The database restarts, Redis dies, the network to the provider is cut, in the middle of a run: the run completes by
itself, and nothing that was answered is asked for again."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes.gemini import FakeGemini, gemini_app, serve
from fakes.groups import (
    ACTOR,
    QUESTIONS,
    answers_asked,
    answers_given,
    asking,
    needlessly_repeated,
    new_group,
    recruited,
)

from sight_domain.settings import Settings
from sight_domain.storage.embedded import EmbeddedPostgres
from tools.services import Services

PEOPLE = 8
ANSWERS = PEOPLE * len(QUESTIONS)
CUT_SECONDS = 20.0


async def started(services: Services, server: FakeGemini, latency: float) -> tuple[str, str]:
    """A group of eight in the middle of its answers; ids of group and run."""
    group_id = await new_group(services, await recruited(services, PEOPLE))
    server.requests.clear()
    server.latency = latency
    begun = await services.focus_groups.run(ACTOR, group_id, wait_seconds=0)
    async with asyncio.timeout(60):
        while len(answers_given(server)) < PEOPLE:  # noqa: ASYNC110 - the server runs in another thread
            await asyncio.sleep(0.02)
    return group_id, begun.run.id


async def completed(services: Services, group_id: str, run_id: str) -> None:
    """Wait for the run and see that it has all its answers."""
    finished = await services.focus_groups.run(ACTOR, group_id, wait_seconds=180)
    assert (finished.run.id, finished.run.status) == (run_id, "succeeded"), finished.run.error
    assert finished.metrics is not None
    assert finished.metrics.answers == ANSWERS


async def test_a_group_outlives_a_restart_of_its_database(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with Services(asking(settings, gemini_server, replay="off")) as services:
        group_id, run_id = await started(services, gemini_server, 0.5)
        server = EmbeddedPostgres(settings.home)
        await asyncio.to_thread(
            server._run, "pg_ctl", "-w", "-m", "immediate", "-D", str(server.cluster), "-l", str(server.log),
            "-o", server._options, "restart",
        )  # fmt: skip
        await completed(services, group_id, run_id)
        assert len(answers_asked(gemini_server)) <= ANSWERS + PEOPLE


@contextmanager
def redis_process(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Redis of the test's own, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield server, f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


@pytest.mark.redis
@pytest.mark.usefixtures("redis_url")
async def test_a_group_outlives_its_redis(
    settings: Settings, gemini_server: FakeGemini, tmp_path: Path
) -> None:
    with redis_process(tmp_path) as (redis, url):
        async with Services(asking(settings, gemini_server, replay="off", redis_url=url)) as services:
            group_id, run_id = await started(services, gemini_server, 0.5)
            assert [load.shared for load in services.gateway.pressure.loads()] == [True]
            redis.kill()
            redis.wait()
            await completed(services, group_id, run_id)
            assert [load.shared for load in services.gateway.pressure.loads()] == [False]
    assert len(answers_asked(gemini_server)) == ANSWERS


@pytest.mark.slow
async def test_a_group_outlives_a_cut_of_the_network_to_its_provider(settings: Settings) -> None:
    fake = FakeGemini()
    with serve(gemini_app(fake)) as fake.url:
        services = Services(asking(settings, fake, replay="off"))
        group_id, run_id = await started(services, fake, 0.5)
        cut = time.monotonic()
    answered = len(answers_given(fake))
    assert PEOPLE <= answered < ANSWERS
    await asyncio.sleep(CUT_SECONDS - (time.monotonic() - cut))
    assert (await services.runs.get(ACTOR, run_id)).status == "running"
    assert len(answers_given(fake)) == answered
    with serve(gemini_app(fake), port=int(fake.url.rpartition(":")[2])):
        back = time.monotonic()
        await completed(services, group_id, run_id)
        print(
            f"cut for {back - cut:.1f} s after {answered} answers; done {time.monotonic() - back:.1f} s after it"
        )
        await services.aclose()
    assert needlessly_repeated(answers_given(fake), [cut]) == []
