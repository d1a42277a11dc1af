"""Runs that were cancelled or have failed, resumed over MCP with the official client."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

from clients.mcp_stdio import TARGET, client, refused, structured
from fakes.gemini import FakeGemini
from fakes.groups import answers_asked, environment
from mcp import ClientSession

from sight_domain.settings import Settings

QUESTIONS = ["How do you cook?", "What would stop you?", "What would you pay?"]


def environment_of(settings: Settings, server: FakeGemini) -> dict[str, str]:
    return environment(settings, server, SIGHT_REPLAY="off", SIGHT_MODEL_CONCURRENCY="3", SIGHT_LANGUAGE="en")


async def begun(session: ClientSession, server: FakeGemini, **changes: Any) -> dict[str, Any]:
    """A group of six, started on a server changed so after everybody was recruited."""
    project = await structured(session, "create_project", {"name": "Tea", "target": TARGET, "sample_size": 6})
    about = {"project_id": project["project"]["id"]}
    await structured(session, "generate_personas", {**about, "seed": 2})
    server.requests.clear()
    for name, value in changes.items():
        setattr(server, name, value)
    return await structured(
        session,
        "run_focus_group",
        {**about, "name": "Group", "questions": QUESTIONS, "seed": 2, "wait_seconds": 0},
    )


async def state_when(
    session: ClientSession, run_id: str, reached: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """What `get_run` says once that is so."""
    async with asyncio.timeout(120):
        while True:
            run = (await structured(session, "get_run", {"run_id": run_id}))["run"]
            if reached(run):
                return run
            await asyncio.sleep(0.1)


async def test_a_cancelled_run_goes_on_where_it_stopped(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with client(settings.home, given=environment_of(settings, gemini_server)) as session:
        started = await begun(session, gemini_server, latency=0.4)
        run_id, group_id = started["run"]["id"], started["focus_group"]["id"]
        await state_when(session, run_id, lambda run: run["done"] >= 5)
        cancelled = (await structured(session, "cancel_run", {"run_id": run_id}))["run"]
        assert (cancelled["status"], cancelled["partial"], cancelled["subject_id"]) == (
            "cancelled",
            True,
            group_id,
        )
        kept = await structured(session, "get_focus_group", {"focus_group_id": group_id})
        kept_texts = {turn["text"] for turn in kept["turns"] if turn["speaker"]["kind"] == "persona"}
        assert 5 <= len(kept_texts) < 18

        gemini_server.latency = 0.0
        gemini_server.requests.clear()
        steps: list[float] = []

        async def progress(done: float, _total: float | None, _message: str | None) -> None:
            steps.append(done)

        resumed = await structured(session, "resume_run", {"run_id": run_id}, progress_callback=progress)
        assert (resumed["run"]["id"], resumed["run"]["status"]) == (run_id, "succeeded")
        assert len(answers_asked(gemini_server)) == 18 - len(kept_texts)
        assert steps[-1] == resumed["run"]["total"]
        whole = await structured(session, "get_focus_group", {"focus_group_id": group_id})
        assert whole["metrics"]["answers"] == 18
        assert kept_texts <= {turn["text"] for turn in whole["turns"]}

        again = await refused(session, "resume_run", {"run_id": run_id})
        assert (again["code"], again["field"]) == ("conflict", "run_id")


async def test_a_failed_run_goes_on_once_its_cause_is_gone(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with client(settings.home, given=environment_of(settings, gemini_server)) as session:
        started = await begun(session, gemini_server, models=set())
        run_id, group_id = started["run"]["id"], started["focus_group"]["id"]
        failed = await state_when(session, run_id, lambda run: run["status"] not in ("queued", "running"))
        assert failed["status"] == "failed"
        assert failed["error"]["hint"]

        gemini_server.models = None
        resumed = await structured(session, "resume_run", {"run_id": run_id})
        assert resumed["run"]["status"] == "succeeded", resumed["run"]
        whole = await structured(session, "get_focus_group", {"focus_group_id": group_id})
        assert whole["metrics"]["answers"] == 18


async def test_deleting_a_project_stops_and_hides_its_runs_until_it_is_restored(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    given = environment_of(settings, gemini_server)
    async with client(settings.home, given=given, says="accept") as session:
        started = await begun(session, gemini_server, latency=5.0)
        run_id, project_id = started["run"]["id"], started["focus_group"]["project_id"]
        await structured(session, "delete_item", {"id": project_id, "reason": "test_data"})
        for tool in ("resume_run", "get_run"):
            assert (await refused(session, tool, {"run_id": run_id}))["code"] == "not_found"
        assert (await refused(session, "resume_run", {"run_id": "prj_1"}))["code"] == "invalid_id"

        await structured(session, "restore_item", {"id": project_id})
        stopped = (await structured(session, "get_run", {"run_id": run_id}))["run"]
        assert stopped["status"] == "cancelled"
        gemini_server.latency = 0.0
        resumed = await structured(session, "resume_run", {"run_id": run_id})
        assert resumed["run"]["status"] == "succeeded"


async def test_a_client_that_comes_later_hears_all_progress_and_the_end(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    given = environment_of(settings, gemini_server)
    async with client(settings.home, given=given) as session:
        started = await begun(session, gemini_server, latency=0.3)
        run_id = started["run"]["id"]
        await state_when(session, run_id, lambda run: run["done"] >= 3)
        async with client(settings.home, given=given) as later:
            steps: list[float] = []

            async def progress(done: float, _total: float | None, _message: str | None) -> None:
                steps.append(done)

            waited = {"run_id": run_id, "wait_seconds": 120}
            ended = (await structured(later, "get_run", waited, progress_callback=progress))["run"]
            assert ended["status"] == "succeeded"
            assert steps[0] == 0
            assert steps == sorted(steps)
            assert steps[-1] == ended["total"]


async def test_an_addition_that_failed_is_begun_anew_and_not_resumed(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with client(settings.home, given=environment_of(settings, gemini_server)) as session:
        project = {"name": "Tea", "target": TARGET, "sample_size": 6}
        about = {"project_id": (await structured(session, "create_project", project))["project"]["id"]}
        broken = base64.b64encode(b"%PDF-1.7 and nothing more").decode()
        await refused(session, "add_document", {**about, "content_base64": broken, "filename": "tea.pdf"})
        (run,) = (await structured(session, "get_project", about))["project"]["runs"]
        assert (run["kind"], run["status"], run["partial"]) == ("knowledge.add_document", "failed", False)
        error = await refused(session, "resume_run", {"run_id": run["id"]})
        assert (error["code"], error["hint"]) == ("conflict", "Start the same thing again.")
