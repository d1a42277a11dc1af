from __future__ import annotations

import asyncio
import socket

import pytest

from scripts.services.pytest_plugin import Neo4jServer
from sight_domain.errors import ErrorCode, SightError
from sight_domain.storage import neo4j


@pytest.mark.neo4j
async def test_a_running_server_names_its_version(neo4j_server: Neo4jServer) -> None:
    probe = await neo4j.probe(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    assert probe.reachable, probe.detail
    assert probe.version is not None
    assert probe.version.startswith("5.")
    assert probe.version in probe.detail.en
    assert probe.version in probe.detail.pl


@pytest.mark.neo4j
async def test_a_driver_writes_and_reads(neo4j_server: Neo4jServer) -> None:
    driver = neo4j.connect(neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    try:
        await driver.execute_query("MERGE (:ProbeTest {name: $name})", name="Łódź")
        found = await driver.execute_query("MATCH (n:ProbeTest) RETURN n.name AS name")
        assert [record["name"] for record in found.records] == ["Łódź"]
    finally:
        await driver.execute_query("MATCH (n:ProbeTest) DETACH DELETE n")
        await driver.close()


@pytest.mark.neo4j
@pytest.mark.parametrize("password", ["wrong-secret", None])
async def test_a_refused_login_is_told_from_silence_and_not_repeated(
    neo4j_server: Neo4jServer, password: str | None
) -> None:
    probe = await neo4j.probe(neo4j_server.uri, neo4j_server.user, password)
    assert not probe.reachable
    assert "refuses" in probe.detail.en
    assert "SIGHT_NEO4J_PASSWORD" in probe.detail.pl
    assert "wrong-secret" not in probe.detail.en + probe.detail.pl


@pytest.mark.redis
async def test_a_server_of_another_kind_is_not_taken_for_neo4j(redis_url: str) -> None:
    probe = await neo4j.probe(redis_url.replace("redis://", "bolt://").removesuffix("/0"), "neo4j", "secret")
    assert not probe.reachable


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_a_closed_port_is_a_sentence_with_a_remedy(closed_port: int, scheme: str) -> None:
    probe = await neo4j.probe(f"{scheme}://127.0.0.1:{closed_port}", "neo4j", "secret")
    assert not probe.reachable
    assert probe.version is None
    assert f"{scheme}://127.0.0.1:{closed_port}" in probe.detail.en
    assert "SIGHT_NEO4J_URI" in probe.detail.en
    assert "SIGHT_NEO4J_URI" in probe.detail.pl


async def test_a_server_that_accepts_and_says_nothing_is_given_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sight_domain.storage.probe.TIMEOUT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        async with asyncio.timeout(20):
            probe = await neo4j.probe(f"bolt://127.0.0.1:{mute.getsockname()[1]}", "neo4j", "secret")
    assert not probe.reachable
    assert "does not answer" in probe.detail.en


@pytest.mark.parametrize("uri", ["localhost:7687", "http://localhost:7687", "bolt://localhost:port", ""])
async def test_what_is_no_address_names_the_setting(uri: str) -> None:
    with pytest.raises(SightError) as caught:
        neo4j.connect(uri, "neo4j", "secret")
    assert caught.value.code is ErrorCode.NOT_CONFIGURED
    assert caught.value.field == "SIGHT_NEO4J_URI"
    probe = await neo4j.probe(uri, "neo4j", "secret")
    assert not probe.reachable
    assert "neo4j://localhost:7687" in probe.detail.pl
