"""An installation that asks the fake Gemini at default settings, a group in it, and processes of it to be stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from fakes.gemini import FakeGemini, asked_of

from sight_domain.accounts.actor import Actor
from sight_domain.focus_groups.service import GroupWish
from sight_domain.populations.service import parse_target
from sight_domain.settings import Settings
from tools.services import Services

ACTOR = Actor("en")
QUESTIONS = ["How do you cook?", "What would stop you?", "What would you pay?", "Who cooks with you?"]
TARGET = parse_target({"country": "PL", "age_min": 25, "age_max": 44, "settlements": ["city_500k_plus"]})
STAYING = Path(__file__).with_name("staying.py")
"""A process that stays and goes on duty, like the chat and the MCP server do."""


def asking(settings: Settings, server: FakeGemini, **changes: object) -> Settings:
    """The settings of an installation in the same home that asks the fake server, otherwise as they come."""
    return Settings(_env_file=None, home=settings.home, **asked_of(server, **changes))  # pyright: ignore[reportCallIssue]


def environment(settings: Settings, server: FakeGemini, **changes: str) -> dict[str, str]:
    """The same for a process of its own."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SIGHT_")},
        "SIGHT_HOME": str(settings.home),
        "SIGHT_PROVIDER": "gemini",
        "SIGHT_GOOGLE_API_KEY": server.key,
        "SIGHT_GEMINI_BASE_URL": server.url,
        **changes,
    }


@contextmanager
def process(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process, `staying.py` unless another command is named; killed at the end of the block."""
    started = subprocess.Popen(
        command or [sys.executable, str(STAYING)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


async def recruited(services: Services, size: int) -> str:
    """A study with respondents and their portraits."""
    created = await services.projects.create(
        ACTOR, name="Tea", description="", language="en", target=TARGET, sample_size=size
    )
    made = await services.personas.generate(ACTOR, created.id, count=None, seed=3, wait_seconds=120)
    assert made.run.status == "succeeded", made
    return created.id


async def new_group(services: Services, project_id: str) -> str:
    """A group of interviews that is ready to run."""
    wish = GroupWish(name="Group", questions=QUESTIONS)
    return await services.focus_groups.create(ACTOR, project_id, wish, seed=8)


class Answer(NamedTuple):
    """A text the server gave, and when it was asked and gave it (monotonic seconds)."""

    text: str
    asked: float
    at: float


def answers_asked(server: FakeGemini) -> list[dict[str, Any]]:
    """The requests for answers of the group, as the server's log has them, in order of arrival."""
    return [
        entry
        for entry in list(server.requests)
        if entry["verb"] == "generateContent"
        and "responseJsonSchema" not in entry["body"].get("generationConfig", {})
    ]


def answers_given(server: FakeGemini) -> list[Answer]:
    """What was answered for the group so far, in order of arrival."""
    return [
        Answer(server._parts(entry["body"])[0]["text"], entry["at"], entry["at"] + entry["seconds"])
        for entry in answers_asked(server)
        if entry.get("status") == 200
    ]


def needlessly_repeated(
    answers: Sequence[Answer], moments: Sequence[float], *, storing_seconds: float = 1.0
) -> list[Answer]:
    """Answers that were given again later although at none of these moments anything could keep them from being stored."""
    of: dict[str, list[Answer]] = {}
    for one in answers:
        of.setdefault(one.text, []).append(one)
    return [
        one
        for repeated in of.values()
        for one in repeated[:-1]
        if not any(one.asked < moment < one.at + storing_seconds for moment in moments)
    ]
