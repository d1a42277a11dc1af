from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from scripts.services.processes import Daemon, ServiceError, exchange, loopback_port

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


def daemon(folder: Path, program: str) -> tuple[Daemon, list[str]]:
    """A Python process that stands for a server, known by the folder in its command line."""
    return Daemon("sleeper", folder, marker=str(folder)), [
        sys.executable,
        "-c",
        program,
        str(folder),
    ]


def test_it_runs_until_it_is_stopped(tmp_path: Path) -> None:
    sleeper, command = daemon(tmp_path, SLEEPER)
    assert sleeper.pid is None
    sleeper.start(command, lambda: "up" in sleeper.tail(), seconds=20)
    assert sleeper.pid is not None
    assert sleeper.stop()
    assert sleeper.pid is None
    assert not sleeper.stop()


def test_one_that_ignores_the_request_to_end_is_killed(tmp_path: Path) -> None:
    stubborn, command = daemon(tmp_path, STUBBORN)
    stubborn.start(command, lambda: "up" in stubborn.tail(), seconds=20)
    assert stubborn.stop(seconds=0.5)
    assert stubborn.pid is None


def test_one_that_ends_at_its_start_is_an_error_that_quotes_its_log(tmp_path: Path) -> None:
    broken, command = daemon(tmp_path, "import sys; sys.exit('no such port')")
    with pytest.raises(ServiceError, match="no such port"):
        broken.start(command, lambda: False, seconds=20)
    assert broken.pid is None


def test_one_that_is_never_ready_is_stopped(tmp_path: Path) -> None:
    slow, command = daemon(tmp_path, SLEEPER)
    with pytest.raises(ServiceError, match="not ready"):
        slow.start(command, lambda: False, seconds=1)
    assert slow.pid is None


def test_a_pid_that_now_belongs_to_a_stranger_is_not_ours(tmp_path: Path) -> None:
    ours, command = daemon(tmp_path, SLEEPER)
    ours.start(command, lambda: "up" in ours.tail(), seconds=20)
    try:
        stranger = Daemon("sleeper", tmp_path, marker="a text that is in no command line")
        assert stranger.pid is None
    finally:
        assert ours.stop()


def test_a_taken_port_is_stepped_aside_from() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert loopback_port(port) != port
    assert loopback_port(port) == port


def test_nobody_there_is_an_empty_answer(closed_port: int) -> None:
    assert exchange(closed_port, b"PING\r\n", 5) == b""
