from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from scripts.services.folders import CHECKOUT
from scripts.services.pytest_plugin import account

SUITE = """
import pytest

@pytest.mark.redis
def test_that_needs_redis(redis_url):
    assert redis_url

@pytest.mark.skip(reason="no such instrument")
def test_that_needs_something_else():
    pass

@pytest.mark.xfail(reason="known")
@pytest.mark.redis
def test_that_is_known_to_fail():
    assert False

def test_that_needs_nothing():
    pass
"""


def run(folder: Path, closed_port: int, *, ci: bool) -> tuple[int, list[str]]:
    """Run `SUITE` with the plugin where Redis does not answer: exit code and lines of output."""
    suite = folder / "test_suite.py"
    suite.write_text(SUITE, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "scripts.services.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*command, "-c", os.devnull, "--rootdir", str(folder), "-W", "ignore", str(suite)],
        cwd=CHECKOUT,
        env={
            **os.environ,
            "SIGHT_TEST_REDIS_URL": f"redis://127.0.0.1:{closed_port}/0",
            "CI": "true" if ci else "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip().splitlines()


def test_the_last_line_names_what_was_skipped_and_why(tmp_path: Path, closed_port: int) -> None:
    code, lines = run(tmp_path, closed_port, ci=False)
    assert code == 0, lines
    assert lines[-1].startswith(f"skipped: 1 redis test (redis does not answer at 127.0.0.1:{closed_port}")
    assert lines[-1].endswith("1 other test (no such instrument)")


def test_in_ci_a_skip_for_want_of_a_server_is_a_failure(tmp_path: Path, closed_port: int) -> None:
    code, lines = run(tmp_path, closed_port, ci=True)
    assert code == 1, lines
    assert any("skipped in CI, where nothing may be missing: redis does not answer" in line for line in lines)
    assert {"1 passed", "1 skipped", "1 xfailed", "1 error"} <= set(
        re.split(", | in ", lines[-2].strip("= "))
    )
    assert lines[-1] == "skipped: 1 other test (no such instrument)"


@pytest.mark.parametrize(
    ("skipped", "line"),
    [
        ({}, "skipped: nothing"),
        ({("neo4j", "not running"): 3}, "skipped: 3 neo4j tests (not running)"),
        (
            {("redis", "a"): 1, ("other", "b"): 2},
            "skipped: 1 redis test (a); 2 other tests (b)",
        ),
    ],
)
def test_the_account_counts_by_what_was_lacking(skipped: dict[tuple[str, str], int], line: str) -> None:
    assert account(Counter(skipped)) == line
