"""docker-compose.yml and the Dockerfile, checked without an engine: what they name exists, and nothing is left open."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import AliasChoices

from sight_domain.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def setting_names() -> set[str]:
    """Every environment variable that Settings reads."""
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        if isinstance(field.validation_alias, AliasChoices):
            names.update(str(choice) for choice in field.validation_alias.choices)
        else:
            names.add(f"SIGHT_{name.upper()}")
    return names


def test_sight_runs_beside_postgresql_neo4j_and_redis() -> None:
    images = {name: service.get("image") for name, service in SERVICES.items()}
    assert images == {
        "sight": None,
        "worker": None,
        "postgres": "pgvector/pgvector:pg17",
        "neo4j": "neo4j:5",
        "redis": "redis:7",
    }
    assert SERVICES["sight"]["build"] == "."


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_when_it_is_healthy(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries"} <= check.keys()


def test_sight_waits_until_its_servers_are_healthy() -> None:
    waits = SERVICES["sight"]["depends_on"]
    assert {name: wait["condition"] for name, wait in waits.items()} == dict.fromkeys(
        SERVICES.keys() - {"sight", "worker"}, "service_healthy"
    )
    assert SERVICES["worker"]["depends_on"] == waits
    assert SERVICES["worker"]["environment"] == SERVICES["sight"]["environment"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "worker"])
def test_every_port_is_bound_to_this_computer_only(name: str) -> None:
    ports = SERVICES[name]["ports"]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", SERVICES)
def test_what_must_outlive_a_container_lies_on_a_declared_volume(name: str) -> None:
    volumes = [volume.split(":")[0] for volume in SERVICES[name]["volumes"]]
    assert volumes
    assert set(volumes) <= COMPOSE["volumes"].keys()


def test_every_variable_given_to_sight_is_a_setting() -> None:
    assert SERVICES["sight"]["environment"].keys() <= setting_names()


def test_the_addresses_given_to_sight_name_services_of_the_file() -> None:
    environment = SERVICES["sight"]["environment"]
    for name in ("SIGHT_DATABASE_URL", "SIGHT_REDIS_URL", "SIGHT_NEO4J_URI"):
        plain = re.sub(r"\$\{[^}]*\}", "secret", environment[name])
        host = re.search(r"(?://|@)([a-z0-9]+):\d+", plain)
        assert host is not None, plain
        assert host[1] in SERVICES


def test_no_password_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|AUTH", name):
                assert value is None or re.search(r"\$\{[A-Z0-9_]+:\?", value), name


def test_a_missing_key_is_absent_rather_than_empty() -> None:
    environment = SERVICES["sight"]["environment"]
    assert environment["GOOGLE_API_KEY"] is None
    assert environment["SIGHT_OPENAI_API_KEY"] is None


def test_the_image_serves_the_chat_as_an_ordinary_user() -> None:
    steps = [line for line in DOCKERFILE.splitlines() if line and not line.startswith(("#", " "))]
    assert steps[0] == "FROM python:3.12-slim"
    assert "USER sight" in steps
    assert steps.index("USER sight") < steps.index('CMD ["sight", "chat", "--host", "0.0.0.0"]')


def test_the_image_is_given_everything_that_it_copies() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    copied = {
        source
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ")
        for source in line.removeprefix("COPY ").split()[:-1]
    }
    assert copied == allowed
