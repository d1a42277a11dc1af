"""What somebody at a terminal sees of a run: its progress in one line, then the result; and what Ctrl-C means."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fakes.gemini import FakeGemini
from fakes.groups import asking, environment, recruited

from sight_domain.settings import Settings
from tools.services import Services

SIGHT = str(Path(sys.executable).parent / "sight")
QUESTIONS = ["How do you cook?"]


class Terminal:
    """`sight tool` with standard input and errors on a terminal, and its output in a pipe."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self._screen = screen
        self.shown = ""

    def wait_for(self, text: str, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline, self.shown
            try:
                self.shown += os.read(self._screen, 4096).decode(errors="replace")
            except OSError:  # the last process on the terminal has gone
                assert text in self.shown, self.shown

    def wait_for_end(self) -> None:
        """Read until nothing holds the terminal any more."""
        while True:
            try:
                self.shown += os.read(self._screen, 4096).decode(errors="replace")
            except OSError:
                return


@contextmanager
def terminal(given: dict[str, str], arguments: dict[str, object]) -> Iterator[Terminal]:
    screen, end = pty.openpty()
    command = [SIGHT, "tool", "run_focus_group", "--yes", "--json", json.dumps(arguments)]
    process = subprocess.Popen(
        command, env=given, stdin=end, stdout=subprocess.PIPE, stderr=end, preexec_fn=_heed_interruptions
    )
    os.close(end)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


def _heed_interruptions() -> None:
    """What is started in the background ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def test_progress_leaves_nothing_before_the_result_and_an_interruption_says_what_becomes_of_the_run(
    settings: Settings, gemini_server: FakeGemini
) -> None:
    async with Services(asking(settings, gemini_server, replay="off")) as services:
        project_id = await recruited(services, 3)
    given = environment(settings, gemini_server, SIGHT_REPLAY="off", SIGHT_LANGUAGE="pl")
    wish = {"project_id": project_id, "name": "Group", "questions": QUESTIONS}

    with terminal(given, wish) as working:
        assert working.process.stdout is not None
        result = json.loads(working.process.stdout.read())
        working.wait_for_end()
        assert result["run"]["status"] == "succeeded"
        assert working.shown.endswith("Gotowe\r\x1b[K")

    gemini_server.latency = 60.0
    with terminal(given, wish) as interrupted:
        interrupted.wait_for("Trwa rozmowa")
        interrupted.process.send_signal(signal.SIGINT)
        interrupted.wait_for("cancel_run")
        assert interrupted.process.wait(60) == 130
