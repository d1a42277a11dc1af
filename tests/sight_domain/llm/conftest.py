"""Gateways on the fake servers, with pauses short enough for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.gemini import FakeGemini, asked_of
from fakes.openai import openai_server, running_openai  # noqa: F401 - fixtures

from sight_domain.llm.gateway import Gateway
from sight_domain.settings import Settings
from sight_domain.storage.database import Database

QUICK = {"policy": {"backoff_seconds": 0.02, "backoff_cap_seconds": 0.1, "attempt_seconds": 5}}


@pytest.fixture
def models_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes overrides of the models file: short pauses, and what the test adds."""

    def write(**overrides: Any) -> Path:
        content = {"policy": {**QUICK["policy"], **overrides.pop("policy", {})}, **overrides}
        path = tmp_path / "models.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


@pytest.fixture
async def make_gateway(
    settings: Settings, database: Database, models_file: Callable[..., Path]
) -> AsyncIterator[Callable[..., Gateway]]:
    """``make_gateway(policy={…}, provider="gemini", …)``: a gateway, closed at the end of the test."""
    made: list[Gateway] = []

    def make(*, overrides: dict[str, Any] | None = None, **changed: Any) -> Gateway:
        chosen = settings.model_copy(update={"models_file": models_file(**(overrides or {})), **changed})
        gateway = Gateway(chosen, database)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        await gateway.aclose()


@pytest.fixture
def gemini_gateway(make_gateway: Callable[..., Gateway], gemini_server: FakeGemini) -> Callable[..., Gateway]:
    """As `make_gateway`, on the fake Gemini."""

    def make(**changed: Any) -> Gateway:
        given = asked_of(gemini_server, **changed)
        return make_gateway(**given)

    return make
