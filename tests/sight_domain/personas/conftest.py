"""A study on the fake Gemini, and portraits that its model may write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.gemini import FakeGemini
from pydantic import SecretStr

from sight_domain.settings import Settings
from tools.services import Services


@pytest.fixture
async def gemini_services(settings: Settings, gemini_server: FakeGemini) -> AsyncIterator[Services]:
    with_gemini = settings.model_copy(
        update={
            "provider": "gemini",
            "google_api_key": SecretStr(gemini_server.key),
            "gemini_base_url": gemini_server.url,
            "embedder": "off",
        }
    )
    async with Services(with_gemini) as services:
        yield services


@pytest.fixture
async def offline_services(settings: Settings) -> AsyncIterator[Services]:
    async with Services(settings.model_copy(update={"embedder": "off"})) as services:
        yield services


@pytest.fixture
def narrative() -> Any:
    """``narrative(opening, words=…)``: a well-formed portrait that begins with `opening` and then says nothing of anybody."""

    def make(opening: str, *, words: int = 140, seed: str = "a") -> dict[str, str]:
        filler = [
            f"{seed}{chr(97 + i % 26)}{chr(97 + i // 26)}o" for i in range(words - len(opening.split()))
        ]
        body = " ".join(f"{' '.join(filler[i : i + 9]).capitalize()}." for i in range(0, len(filler), 9))
        return {
            "persona_title": "Somebody plain",
            "headline": "A plain headline about habits",
            "background_story": f"{opening} {body}",
            "quote": "That is how things are.",
            "values_in_words": "Peace and quiet come first.",
            "interests_in_words": "Walks and books.",
        }

    return make
