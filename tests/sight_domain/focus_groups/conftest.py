"""The services offline."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sight_domain.settings import Settings
from tools.services import Services


@pytest.fixture
async def offline(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services
