"""A chat server as its own process, with a home of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

_CHECKOUT = Path(__file__).parent.parent.parent
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_READY_WITHIN_S = 120


class ChatServer:
    """``sight chat`` on a free port; `start` again after `stop` is the same installation after a restart."""

    def __init__(self, folder: Path, *, language: str = "en", host: str = "127.0.0.1") -> None:
        self._folder = folder
        self._environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
            "SIGHT_HOME": str(folder / "sight"),
            "HOME": str(folder / "home"),
            "SIGHT_PROVIDER": "offline",
            "SIGHT_LANGUAGE": language,
        }
        self._host = host
        self._process: subprocess.Popen[str] | None = None
        self.output: list[str] = []
        self.url = ""
        (folder / "home").mkdir(parents=True, exist_ok=True)

    def start(self) -> str:
        """The address once it answers."""
        code = (
            "import sys; from agent.server import serve; from sight_domain.settings import get_settings;"
            "serve(get_settings(), host=sys.argv[1], port=int(sys.argv[2]), open_browser=False)"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, self._host, "0"],
            cwd=_CHECKOUT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self._process, ready), daemon=True).start()
        assert ready.wait(_READY_WITHIN_S) and self.url, f"the chat did not start: {self.output}"
        return self.url

    def stop(self) -> int:
        """Ask it to end, as Ctrl+C does, and return its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(timeout=60)
        self._process = None
        return code

    def close(self) -> None:
        if self._process is not None:
            self.stop()

    def sight(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Another ``sight`` command of the same installation."""
        return subprocess.run(
            [sys.executable, "-m", "agent.cli", *arguments],
            cwd=_CHECKOUT, env=self._environment, input=given, text=True, capture_output=True, timeout=120,
        )  # fmt: skip

    def _read(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.output.append(line.rstrip())
            if found := re.search(r"http://\S+", line):
                self.url = found.group()
                ready.set()
        ready.set()
