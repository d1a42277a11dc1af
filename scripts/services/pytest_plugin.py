"""What tests know of the services: their addresses, and an honest account of what was skipped without them.

A test marked ``redis`` or ``neo4j`` uses the fixture of that service and is skipped when it does not answer. The run
ends with a line that says what was skipped and why. With ``CI=true`` such a skip is a failure.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from scripts.services import neo4j_server as neo4j_service
from scripts.services import redis as redis_service
from scripts.services.folders import read_addresses

OUTSIDE_PROGRAMS = ("redis", "neo4j", "browser")
"""Markers of tests that need a program outside Python: in CI none of them may be skipped."""

_SKIPPED = pytest.StashKey[Counter[tuple[str, str]]]()


@dataclass(frozen=True, slots=True)
class Neo4jServer:
    """Where the test Neo4j listens and how to log in."""

    uri: str
    user: str
    password: str


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The URL of a real Redis; skips where there is none."""
    return _answering("redis", redis_service.URL)


@pytest.fixture(scope="session")
def neo4j_server() -> Neo4jServer:
    """A real Neo4j 5; skips where there is none."""
    uri = _answering("neo4j", neo4j_service.URI)
    return Neo4jServer(uri, _address(neo4j_service.USER) or "neo4j", _address(neo4j_service.PASSWORD) or "")


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of loopback that refuses connections: bound, so that nobody else takes it, but not listening."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def _address(name: str) -> str | None:
    """The environment's word, else what ``make services`` wrote down."""
    return os.environ.get(name) or read_addresses().get(name)


def _answering(service: str, variable: str) -> str:
    url = _address(variable)
    if url is None:
        pytest.skip(f"{service} is not running; `make services` starts it")
    where = urlsplit(url)
    try:
        socket.create_connection((where.hostname or "127.0.0.1", where.port or 0), timeout=3).close()
    except OSError as error:
        pytest.skip(f"{service} does not answer at {where.hostname}:{where.port} ({error.strerror or error})")
    return url


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SKIPPED] = Counter()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count every skip by what it lacked; in CI turn one for want of an outside program into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report, call)
        lacking = next((marker for marker in OUTSIDE_PROGRAMS if item.get_closest_marker(marker)), "other")
        if lacking != "other" and os.environ.get("CI") == "true":
            report.outcome = "failed"
            report.longrepr = f"skipped in CI, where nothing may be missing: {reason}"
        else:
            item.config.stash[_SKIPPED][lacking, reason] += 1
    return report


def _reason(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(call.excinfo.value) if call.excinfo else "no reason given"


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of the run, after pytest's own summary."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not config.option.collectonly and _SKIPPED in config.stash:
        reporter.write_line(account(config.stash[_SKIPPED]))


def account(skipped: Counter[tuple[str, str]]) -> str:
    """``skipped: 3 neo4j tests (reason); 1 other test (reason)``, or that nothing was."""
    if not skipped:
        return "skipped: nothing"
    parts = (
        f"{count} {lacking} test{'s' * (count > 1)} ({reason})"
        for (lacking, reason), count in skipped.items()
    )
    return f"skipped: {'; '.join(parts)}"
