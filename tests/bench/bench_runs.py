"""What durability costs: a group of 20 x 4 against the ideal, and a large group over two workers.

``python tests/bench/bench_runs.py [PEOPLE]``: PEOPLE (500) x 5 questions for the second part; 5000 makes 25,000 answers.
The fake provider runs in a process of its own on the same two cores.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

LATENCY = 1.5
MOST_SECONDS_FOR_FINDINGS = 240
QUESTIONS = ["How do you cook?", "What would stop you?", "What would you pay?", "Who decides?", "What else?"]
SIGHT = str(Path(sys.executable).parent / "sight")


def serve_fake(url: Connection) -> None:
    from fakes.gemini import FakeGemini, Fault, gemini_app, serve

    class Provider(FakeGemini):
        """Summaries at once: the ideal is about answers."""

        def _by_chance(self) -> Fault:
            structured = "responseJsonSchema" in self.requests[-1]["body"].get("generationConfig", {})
            return Fault(delay=-self.latency if structured else 0.0)

    with serve(gemini_app(Provider())) as address:
        url.send(address)
        url.recv()


async def prepared(people: int, questions: int) -> str:
    """A group of so many respondents, drawn and without portraits, ready to run."""
    from sight_domain.accounts.actor import Actor
    from sight_domain.focus_groups.service import GroupWish
    from sight_domain.ids import Kind, from_public, new_uuid
    from sight_domain.personas.models import Persona
    from sight_domain.populations.service import draw_respondents, parse_target
    from tools.services import Services

    target = parse_target({"country": "PL", "age_min": 18, "age_max": 70})
    async with Services() as services:
        actor = Actor("en")
        project = await services.projects.create(
            actor, name="Tea", description="", language="en", target=target, sample_size=people
        )
        drawn = draw_respondents(target, people, seed=1, language="en")
        async with services.database.session() as session:
            session.add_all(
                Persona(
                    id=new_uuid(), project_id=from_public(Kind.PROJECT, project.id, field="id"), batch=1, seq=one.seq,
                    seed=1, full_name=one.full_name, respondent=one.model_dump(mode="json"),
                )
                for one in drawn
            )  # fmt: skip
        wish = GroupWish(name="Group", questions=QUESTIONS[:questions])
        return await services.focus_groups.create(actor, project.id, wish, seed=3)


def script(url: str, **fields: object) -> None:
    httpx.post(f"{url}/script", json=fields).raise_for_status()


def group_of_twenty(url: str) -> None:
    """Whole-process wall time of 20 x 4 at concurrency 20 over the ideal of 4 x 1.5 s."""
    group_id = asyncio.run(prepared(20, 4))
    script(url, latency=LATENCY)
    command = [SIGHT, "tool", "run_focus_group", "--json", json.dumps({"focus_group_id": group_id}), "--yes"]
    began, cpu = time.perf_counter(), children_cpu()
    ended = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    wall, cpu = time.perf_counter() - began, children_cpu() - cpu
    assert ended["run"]["status"] == "succeeded", ended["run"]
    calls = [entry for entry in httpx.get(f"{url}/log").json() if "seconds" in entry]
    answers = [entry for entry in calls if entry["seconds"] > LATENCY / 2]
    between = max(entry["at"] + entry["seconds"] for entry in answers) - min(entry["at"] for entry in answers)
    ideal = 4 * LATENCY
    print(
        f"20 x 4 at {LATENCY} s: whole process {wall:.2f} s = {wall / ideal:.2f} of the ideal (aim 1.13), {cpu:.2f} s of CPU"
    )
    print(f"  first to last call {between:.2f} s = {between / ideal:.2f} (aim 1.05); {len(answers)} answers")


async def large_group(url: str, people: int) -> None:
    """Answers a second and CPU an answer over two workers, with their memory at five points."""
    from sight_domain.accounts.actor import Actor
    from sight_domain.ids import Kind, from_public
    from tools.services import Services

    group_id = await prepared(people, 5)
    script(url, latency=0.0)
    workers = [subprocess.Popen([SIGHT, "worker"], stderr=subprocess.PIPE) for _ in range(2)]
    for worker in workers:
        assert worker.stderr is not None
        while b"working on" not in worker.stderr.readline():
            assert worker.poll() is None
        threading.Thread(target=worker.stderr.read, daemon=True).start()
    watched = [psutil.Process(worker.pid) for worker in workers]
    actor = Actor("en")
    try:
        async with Services() as services:
            cpu = [sum(one.cpu_times()[:2]) for one in watched]
            began = time.perf_counter()
            run = (await services.focus_groups.run(actor, group_id, wait_seconds=0)).run
            total, marks = people * 5, [1, 2, 3, 4, 5]
            database = services.database.embedded
            served_before = sum(sum(one.cpu_times()[:2]) for one in _servers(database)) if database else 0.0
            while marks:
                shown = await services.runs.get(actor, run.id)
                assert shown.status in ("queued", "running"), shown
                if shown.done >= total * marks[0] // 5 - 1:
                    megabytes = [round(one.memory_info().rss / 1e6) for one in watched]
                    print(
                        f"  {shown.done:6} answers after {time.perf_counter() - began:6.1f} s, RSS {megabytes} MB"
                    )
                    marks.pop(0)
                await asyncio.sleep(0.25)
            seconds = time.perf_counter() - began
            used = sum(sum(one.cpu_times()[:2]) - before for one, before in zip(watched, cpu, strict=True))
            served = sum(sum(one.cpu_times()[:2]) for one in _servers(database)) if database else 0.0
            served -= served_before
            print(f"{total} answers over two workers: {total / seconds:.0f}/s (aim 200), ", end="")
            print(
                f"{used / total * 1000:.1f} ms CPU an answer in Sight (aim 9), PostgreSQL {served / total * 1000:.1f} ms"
            )
            run_id = from_public(Kind.RUN, run.id, field="id")
            ended = await services.runs.wait(run_id, MOST_SECONDS_FOR_FINDINGS, "en")
            megabytes = [round(one.memory_info().rss / 1e6) for one in watched]
            print(
                f"with its findings: {ended.status} after {time.perf_counter() - began:.0f} s, RSS {megabytes} MB"
            )
            await services.runs.cancel(actor, run.id)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(30)


def children_cpu() -> float:
    """User and system seconds of the child processes that have ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _servers(database: object) -> list[psutil.Process]:
    from sight_domain.storage.embedded import EmbeddedPostgres, _works_in

    assert isinstance(database, EmbeddedPostgres)
    return [process for process in psutil.process_iter() if _works_in(process, database.cluster)]


def main(people: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve_fake, args=(theirs,), daemon=True)
    server.start()
    url = ours.recv()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "SIGHT_HOME": home, "SIGHT_PROVIDER": "gemini", "GOOGLE_API_KEY": "fake-key", "SIGHT_GEMINI_BASE_URL": url,
            "SIGHT_REPLAY": "off",
        }  # fmt: skip
        group_of_twenty(url)
        asyncio.run(large_group(url, people))
    ours.send("stop")
    server.join(5)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
