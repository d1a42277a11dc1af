from __future__ import annotations

import asyncio
import socket

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.storage import redis


@pytest.mark.redis
async def test_a_running_server_names_its_version(redis_url: str) -> None:
    probe = await redis.probe(redis_url)
    assert probe.reachable
    assert probe.version is not None
    assert int(probe.version.split(".")[0]) >= 6
    assert probe.version in probe.detail.en
    assert probe.version in probe.detail.pl


@pytest.mark.redis
async def test_a_client_keeps_what_it_is_given(redis_url: str) -> None:
    client = redis.connect(redis_url)
    try:
        await client.set("sight:test:word", "gęś", ex=5)
        assert await client.get("sight:test:word") == "gęś"
    finally:
        await client.delete("sight:test:word")
        await client.aclose()


@pytest.mark.redis
async def test_a_refused_password_is_told_from_silence_and_not_repeated(redis_url: str) -> None:
    probe = await redis.probe(redis_url.replace("redis://", "redis://nobody:wrong-secret@"))
    assert not probe.reachable
    assert "refuses" in probe.detail.en
    assert "odrzuca" in probe.detail.pl
    assert "wrong-secret" not in probe.detail.en + probe.detail.pl


async def test_a_closed_port_is_a_sentence_with_a_remedy(closed_port: int) -> None:
    probe = await redis.probe(f"redis://:secret@127.0.0.1:{closed_port}/0")
    assert not probe.reachable
    assert probe.version is None
    assert f"redis://127.0.0.1:{closed_port}" in probe.detail.en
    assert "SIGHT_REDIS_URL" in probe.detail.en
    assert "SIGHT_REDIS_URL" in probe.detail.pl
    assert "secret" not in probe.detail.en


async def test_a_server_that_accepts_and_says_nothing_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sight_domain.storage.probe.TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        async with asyncio.timeout(20):
            probe = await redis.probe(f"redis://127.0.0.1:{mute.getsockname()[1]}")
    assert not probe.reachable
    assert "does not answer" in probe.detail.en


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost:6379", "redis://localhost:port", ""])
async def test_what_is_no_address_names_the_setting(url: str) -> None:
    with pytest.raises(SightError) as caught:
        redis.connect(url)
    assert caught.value.code is ErrorCode.NOT_CONFIGURED
    assert caught.value.field == "SIGHT_REDIS_URL"
    probe = await redis.probe(url)
    assert not probe.reachable
    assert "redis://localhost:6379/0" in probe.detail.pl
