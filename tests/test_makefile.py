"""What `make` offers is documented, and does what the documents say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
PROMISED = {"install", "chat", "test", "lint", "format", "bench", "services", "services-stop", "clean"}


def find_python(folder: Path, *candidates: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/find-python where only `folder` is searched for programs."""
    command = [ROOT / "scripts" / "find-python", *candidates]
    return subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False)


def python_that(folder: Path, name: str, *, fits: bool) -> Path:
    """A program in `folder` that answers as a Python in or out of Sight's range does."""
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {0 if fits else 1}\n", "utf-8")
    program.chmod(0o755)
    return program


def test_every_promised_command_exists() -> None:
    assert set(TARGETS) - {"help"} == PROMISED


@pytest.mark.parametrize("target", sorted(PROMISED))
def test_every_command_is_documented(target: str) -> None:
    assert f"`make {target}`" in (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_test_command_lints_types_checks_imports_and_tests() -> None:
    planned = subprocess.run(
        ["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for step in ("ruff check", "ruff format --check", "pyright", "lint-imports", "scripts.services during"):
        assert step in planned


def test_the_newest_python_that_fits_is_taken(tmp_path: Path) -> None:
    python_that(tmp_path, "python3.13", fits=False)
    twelve = python_that(tmp_path, "python3.12", fits=True)
    python_that(tmp_path, "python3", fits=True)
    assert find_python(tmp_path).stdout.strip() == str(twelve)


def test_a_machine_without_a_fitting_python_is_told_which_ones_do(tmp_path: Path) -> None:
    python_that(tmp_path, "python3", fits=False)
    done = find_python(tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_named_python_is_the_only_candidate(tmp_path: Path) -> None:
    python_that(tmp_path, "python3.12", fits=True)
    done = find_python(tmp_path, "python2")
    assert done.returncode == 1
    assert 'found none in "python2"' in done.stderr


def test_this_interpreter_is_one_that_fits() -> None:
    assert find_python(Path(sys.executable).parent, sys.executable).stdout.strip() == sys.executable
