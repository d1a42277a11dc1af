"""Serving: what cannot be served is refused with a remedy before anything is left behind."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from agent.server import serve
from sight_domain.errors import ErrorCode, SightError
from sight_domain.settings import Settings


def test_an_address_that_is_taken_is_refused_with_a_remedy(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path)  # pyright: ignore[reportCallIssue]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SightError) as raised:
            serve(settings, host="127.0.0.1", port=taken.getsockname()[1], open_browser=False)
    assert (raised.value.code, raised.value.field) == (ErrorCode.UNAVAILABLE, "port")
    assert list(tmp_path.iterdir()) == []


def test_importing_the_server_does_not_import_chainlit() -> None:
    code = "import sys, agent.server; print('chainlit' in sys.modules, 'langgraph' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
