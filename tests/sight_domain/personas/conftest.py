"""The product offline, and portraits that a model may write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sight_domain.settings import Settings
from tools.services import Services


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
