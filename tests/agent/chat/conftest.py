"""A small real study to show, and a Chainlit session that keeps what it would send to a browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from sight_domain.accounts.actor import Actor
from sight_domain.accounts.service import AccountService
from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from tools.catalogue import call
from tools.context import ToolContext
from tools.services import Services


@pytest.fixture(scope="session", autouse=True)
def app_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Chainlit reads its root when it is first imported, so it gets one of its own before."""
    from agent.chat.assets import prepare_app_root

    with pytest.MonkeyPatch.context() as patch:
        root = prepare_app_root(tmp_path_factory.mktemp("app"))
        patch.setenv("CHAINLIT_APP_ROOT", str(root))
        patch.setenv("CHAINLIT_AUTH_SECRET", "a key for tests only, long enough for HS256")
        import chainlit.config

        assert str(root) == chainlit.config.APP_ROOT, "something imported Chainlit before its root was set"
        yield root


@dataclass
class Browser:
    """Events sent to the browser, in order: ``("new_message", {...})``."""

    events: list[tuple[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] | None = None

    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def emit(self, event: str, data: Any) -> Any:
        self.events.append((event, data))
        async with self.arrived:
            self.arrived.notify_all()

    async def seen(self, event: str) -> None:
        """Wait until such an event was sent."""
        async with self.arrived:
            await self.arrived.wait_for(lambda: self.sent(event))

    async def emit_call(self, _event: str, _data: Any, _timeout: int | None) -> dict[str, Any] | None:
        return self.answer

    def sent(self, event: str) -> list[Any]:
        return [data for name, data in self.events if name == event]


@pytest.fixture
async def chatting() -> AsyncIterator[Browser]:
    """A Chainlit context for the test's own task."""
    from chainlit.context import context_var, init_ws_context, local_steps
    from chainlit.session import WebsocketSession
    from chainlit.user import PersistedUser

    browser = Browser()
    session = WebsocketSession(
        id=str(uuid4()), socket_id=str(uuid4()), emit=cast(Any, browser.emit), emit_call=browser.emit_call,
        user_env={}, client_type="webapp", environ={"HTTP_ACCEPT_LANGUAGE": "pl-PL,pl;q=0.9,en;q=0.5"},
        user=PersistedUser(id="local", createdAt="2026-01-01T00:00:00Z", identifier="local"),
    )  # fmt: skip
    session.has_first_interaction = True
    init_ws_context(session)
    local_steps.set(None)
    yield browser
    await session.delete()
    context_var.set(None)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
async def services(settings: Settings, database: Database) -> AsyncIterator[Services]:
    """Closed before other tests: while these are open, no other process of this home executes runs."""
    async with Services(settings) as services:
        yield services


@pytest.fixture(scope="session")
def accounts(database: Database) -> AccountService:
    return AccountService(database)


@dataclass
class Study:
    """Results of every tool that the chat shows, from one small study."""

    services: Services
    actor: Actor
    results: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def use(self, tool: str, **arguments: Any) -> dict[str, Any]:
        result = await call(tool, arguments, ToolContext(actor=self.actor, services=self.services))
        self.results[tool] = result.model_dump(mode="json", exclude_none=True)
        return self.results[tool]


@pytest.fixture(scope="module")
async def study(services: Services) -> Study:
    study = Study(services, Actor("pl"))
    target = {"country": "PL", "age_min": 25, "age_max": 44}
    project = (
        await study.use("create_project", name="Śniadania", target=target, sample_size=6, language="pl")
    )["project"]["id"]
    people = (await study.use("generate_personas", project_id=project, seed=7))["personas"]
    await study.use("list_personas", project_id=project, limit=4)
    await study.use("get_persona", persona_id=people[0]["id"])
    await study.use("compare_personas", persona_ids=[people[0]["id"], people[1]["id"]])
    await study.use("check_representativeness", project_id=project)
    await study.use("segment_personas", project_id=project)
    group = await study.use(
        "run_focus_group", project_id=project, name="Poranki", questions=["Co jesz rano?", "Co przeszkadza?"]
    )
    await study.use("get_focus_group", focus_group_id=group["focus_group"]["id"])
    asked = [
        {"id": "buy", "type": "likert", "text": "Kupił(a)bym zestaw śniadaniowy."},
        {"id": "when", "type": "single_choice", "text": "Kiedy?", "options": ["W tygodniu", "W weekend"]},
        {"id": "pay", "type": "numeric", "text": "Ile zapłacisz?", "min": 0, "max": 100},
        {
            "id": "order",
            "type": "ranking",
            "text": "Co jest najważniejsze?",
            "options": ["Cena", "Smak", "Czas"],
        },
        {
            "id": "rate",
            "type": "matrix",
            "text": "Jak oceniasz?",
            "rows": ["Cena", "Smak"],
            "options": ["Źle", "Dobrze"],
        },
        {"id": "why", "type": "open_text", "text": "Dlaczego?"},
    ]
    survey = await study.use("run_survey", project_id=project, title="Poranki", questions=asked, seed=3)
    await study.use("get_survey_results", survey_id=survey["survey"]["id"], by=["gender"])
    await study.use("analyze_needs", project_id=project)
    await study.use("generate_messaging", project_id=project, kind="email", tone="caring")
    await study.use("export_report", kind="project", id=project, format="json")
    return study
