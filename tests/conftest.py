"""Real parts for every test: a home of its own and the embedded PostgreSQL in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.gemini import FakeGemini, asked_of, gemini_server, running_gemini  # noqa: F401 - fixtures
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from sight_domain.settings import Settings
from sight_domain.storage.database import Database
from sight_domain.storage.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from tools.services import Services

# How long an example takes says how loaded the machine is, not whether the property holds.
hypothesis_settings.register_profile("loaded", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("loaded")

# Fixtures redis_url and neo4j_server, and the closing line about what was skipped.
pytest_plugins = ["scripts.services.pytest_plugin"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A SIGHT_HOME for the whole test run; its cluster is removed at the end."""
    folder = tmp_path_factory.mktemp("sight-home")
    yield folder
    cluster = EmbeddedPostgres(folder)
    cluster.leave()
    shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    """Offline, embedded, nothing read from the machine's environment but what a test sets, no answer of another test."""
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        home=home,
        provider="offline",
        database_url=None,
        redis_url=None,
        neo4j_uri=None,
        replay="off",
    )


@pytest.fixture(scope="session")
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The migrated database of `home`."""
    database = Database(settings)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def on_gemini(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:  # noqa: F811 - a fixture
    """The product on the fake Gemini, without an embedder."""
    from tools.services import Services

    async with Services(settings.model_copy(update=asked_of(gemini_server, embedder="off"))) as services:
        yield services
