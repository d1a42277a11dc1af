"""The demo study made again from its seed, with the network off: nothing is asked, and every word is the same."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.gemini import FakeGemini, asked_of
from sqlalchemy import delete

from agent.commands.demo import BRIEF, RESPONDENTS, TARGET
from sight_domain.accounts.actor import Actor
from sight_domain.language import Language
from sight_domain.llm.content_key import Aliases
from sight_domain.llm.models import LlmRecording
from sight_domain.settings import Settings
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services

MakeServices = Callable[..., Services]
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?")


@pytest.fixture
async def make_services(
    settings: Settings, gemini_server: FakeGemini, tmp_path: Path
) -> AsyncIterator[MakeServices]:
    """Services on the fake Gemini with the memory that users have by default."""
    quick = tmp_path / "models.yaml"
    quick.write_text(yaml.safe_dump({"policy": {"backoff_seconds": 0.02}}), encoding="utf-8")
    opened: list[Services] = []

    def make(**changed: Any) -> Services:
        given = asked_of(
            gemini_server, **{"models_file": quick, "embedder": "off", "replay": "auto", **changed}
        )
        opened.append(Services(settings.model_copy(update=given)))
        return opened[-1]

    yield make
    for services in opened:
        await services.aclose()


async def the_demo_study(services: Services, language: Language, seed: int) -> dict[str, bytes]:
    """What `sight demo` does, and what it leaves: the study's files by name."""

    async def done(tool: str, **arguments: Any) -> dict[str, Any]:
        context = ToolContext(Actor(language), services)
        return (await call(tool, arguments, context)).model_dump(mode="json")

    made = await done(
        "create_project", name=BRIEF.name.to(language), description=BRIEF.description.to(language),
        language=language, target=TARGET, sample_size=RESPONDENTS,
    )  # fmt: skip
    project = made["project"]["id"]
    recruited = await done("generate_personas", project_id=project, seed=seed, wait_seconds=600)
    questions = [question.to(language) for question in BRIEF.questions]
    group = await done(
        "run_focus_group", project_id=project, name=BRIEF.name.to(language), questions=questions,
        stimulus=BRIEF.description.to(language), seed=seed, wait_seconds=600,
    )  # fmt: skip
    assert (recruited["run"]["status"], group["run"]["status"]) == ("succeeded", "succeeded")
    await done("analyze_needs", project_id=project)
    files = {}
    for name, given in {
        "study.json": {"format": "json"},
        "people.csv": {"format": "csv"},
        "transcripts.csv": {"format": "csv", "sections": ["transcripts"]},
        "needs.csv": {"format": "csv", "sections": ["needs"]},
    }.items():
        exported = await done("export_report", kind="project", id=project, mask_pii=False, **given)
        files[name] = Path(exported["export"]["path"]).read_bytes()
    usage = await done("get_usage", project_id=project)
    files["requests"] = str(usage["attempts"]).encode()
    return files


def comparable(content: bytes) -> str:
    """All but what a new study cannot share with an old one: ids count by their order, times of the clock not at all."""
    return _TIME.sub("TIME", Aliases().hide(content.decode()))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "pl"])
async def test_the_demo_study_replayed_with_the_network_off_is_the_same_to_the_byte(
    make_services: MakeServices, gemini_server: FakeGemini, language: Language
) -> None:
    first_time = make_services()
    async with first_time.database.session() as session:
        await session.execute(delete(LlmRecording))
    first = await the_demo_study(first_time, language, seed=20260)
    asked = len(gemini_server.requests)
    # A request that meets a connection just closed is in the ledger, though the server never saw it.
    assert int(first.pop("requests")) >= asked >= RESPONDENTS * (1 + len(BRIEF.questions))
    for mode in ("auto", "replay"):
        offline = make_services(replay=mode, gemini_base_url="http://127.0.0.1:9")
        again = await the_demo_study(offline, language, seed=20260)
        assert again.pop("requests") == b"0"
        for name in first:
            assert comparable(again[name]) == comparable(first[name]), name
    assert len(gemini_server.requests) == asked


async def test_another_seed_is_another_study(make_services: MakeServices, gemini_server: FakeGemini) -> None:
    async def recruited(seed: int) -> list[str]:
        services = make_services()
        context = ToolContext(Actor("en"), services)
        made: Any = await call("create_project", {"name": "Tea", "target": TARGET, "sample_size": 3}, context)
        given = {"project_id": made.project.id, "seed": seed, "wait_seconds": 60}
        page: Any = await call("generate_personas", given, context)
        return [person.full_name for person in page.personas]

    first = await recruited(1)
    asked = len(gemini_server.requests)
    assert await recruited(1) == first and len(gemini_server.requests) == asked
    assert await recruited(2) != first and len(gemini_server.requests) > asked
