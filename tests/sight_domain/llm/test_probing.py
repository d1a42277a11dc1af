"""The doctor asks each provider for the model's description: key, address and name are found wrong before a study is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.gemini import FakeGemini, asked_of
from fakes.openai import FakeOpenAI
from pydantic import SecretStr

from sight_domain.health import Finding, examine
from sight_domain.settings import Settings
from sight_domain.storage.database import Database


@pytest.fixture
async def found(
    settings: Settings, database: Database, models_file: Callable[..., Path]
) -> Callable[..., Any]:
    """``await found(provider="gemini", …)``: what the doctor says of the providers."""
    del database

    async def look(**changed: Any) -> list[Finding]:
        given = settings.model_copy(update={"replay": "off", "models_file": models_file(), **changed})
        return [finding for finding in await examine(given) if finding.part == "provider"]

    return look


def gemini(server: FakeGemini, **changed: Any) -> dict[str, Any]:
    return asked_of(server, **changed)


async def test_a_provider_that_has_the_model_is_named_and_nothing_is_spent(
    found: Callable[..., Any], gemini_server: FakeGemini
) -> None:
    [finding] = await found(**gemini(gemini_server))
    assert finding.state == "ok" and "accepts the key" in finding.detail.en
    assert gemini_server.requests == []


async def test_a_wrong_key_a_missing_model_and_a_wrong_address_are_told_apart(
    found: Callable[..., Any], gemini_server: FakeGemini
) -> None:
    [key] = await found(**gemini(gemini_server, google_api_key=SecretStr("no key")))
    gemini_server.models = {"some-other-model"}
    [model] = await found(**gemini(gemini_server))
    [address] = await found(**gemini(gemini_server, gemini_base_url="http://127.0.0.1:1"))
    assert {finding.state for finding in (key, model, address)} == {"broken"}
    assert "GOOGLE_API_KEY" in key.detail.en and "klucz" in key.detail.pl
    assert "SIGHT_MODELS_FILE" in model.detail.en
    assert "cannot be reached" in address.detail.en


async def test_a_server_without_the_model_says_which_it_has(
    found: Callable[..., Any], openai_server: FakeOpenAI
) -> None:
    asked = {"provider": "openai", "openai_base_url": f"{openai_server.url}/v1"}
    [served] = await found(**asked, openai_model=None)
    [missing] = await found(**asked, openai_model="no-such-model")
    assert served.state == "ok"
    assert missing.state == "broken" and openai_server.models[0] in missing.detail.pl


@pytest.mark.parametrize("changed", [{"provider": "offline"}, {"replay": "replay"}])
async def test_nobody_is_asked_where_no_request_would_be_sent(
    found: Callable[..., Any], gemini_server: FakeGemini, changed: dict[str, Any]
) -> None:
    assert await found(**gemini(gemini_server, **changed)) == []
