"""The services offline and on the fake Gemini, with and without an embedder."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fakes.gemini import FakeGemini, asked_of

from sight_domain.settings import Settings
from tools.services import Services


@pytest.fixture(scope="module")
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


@pytest.fixture
async def on_gemini(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    """With Gemini's embeddings."""
    with_gemini = settings.model_copy(update=asked_of(gemini_server, embedder="gemini"))
    async with Services(with_gemini) as services:
        yield services
