"""Processes that outlive the command that started them: pid file, log, readiness, a clean end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


class ServiceError(Exception):
    """A service that cannot be installed, started or stopped; the message says what to do."""


class Daemon:
    """One background process: its pid file and log lie in `folder`, its command line contains `marker`."""

    def __init__(self, name: str, folder: Path, marker: str) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._pid_file = folder / f"{name}.pid"
        self._marker = marker

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None; a pid taken over by a stranger does not count."""
        try:
            pid = int(self._pid_file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._marker in _command_line(pid) else None

    def start(self, command: Sequence[str], ready: Callable[[], bool], *, seconds: float) -> None:
        """Start `command` in a session of its own and wait until `ready()`.

        Raises:
            ServiceError: it ended, or was not ready within `seconds` (it is then stopped); the log's end is quoted.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._pid_file.write_text(str(process.pid), "ascii")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                self._pid_file.unlink(missing_ok=True)
                raise ServiceError(f"{self.name} ended at its start.\n{self.tail()}")
            if ready():
                return
            time.sleep(0.2)
        self.stop()
        raise ServiceError(f"{self.name} was not ready within {seconds:.0f} s.\n{self.tail()}")

    def stop(self, *, seconds: float = 20) -> bool:
        """End it (SIGTERM, after `seconds` SIGKILL); False when it was not running."""
        pid = self.pid
        if pid is not None:
            _signal(pid, signal.SIGTERM)
            deadline = time.monotonic() + seconds
            while self.pid == pid and time.monotonic() < deadline:
                _reap(pid)
                time.sleep(0.05)
            if self.pid == pid:
                _signal(pid, signal.SIGKILL)
                _reap(pid)
        self._pid_file.unlink(missing_ok=True)
        return pid is not None

    def tail(self, lines: int = 15) -> str:
        """The last lines of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-lines:])


def loopback_port(preferred: int) -> int:
    """`preferred` when nobody listens on it, otherwise any free port of 127.0.0.1."""
    for port in (preferred, 0):
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServiceError("No free port on 127.0.0.1.")


def exchange(port: int, request: bytes, length: int) -> bytes:
    """Send `request` to a port of loopback and return up to `length` bytes of the answer; b"" when nobody does."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(request)
            return connection.recv(length)
    except OSError:
        return b""


def _command_line(pid: int) -> str:
    """The command line of a live process; empty for one that is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        pass  # No /proc (macOS), or no such process: ask ps, which says nothing about a process that is gone.
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _reap(pid: int) -> None:
    """Take a child of ours off the process table; another command's child is not ours to wait for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
