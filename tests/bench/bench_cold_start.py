"""How long Sight takes to be there: seconds, and ratios to an empty Python in the same run.

``python tests/bench/bench_cold_start.py [REPEATS]``
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SIGHT = str(Path(sys.executable).parent / "sight")
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "bench", "version": "1"},
    },
}
READY_WITHIN = 60.0


def main(repeats: int) -> None:
    with tempfile.TemporaryDirectory() as home, _environment(home):
        subprocess.run([SIGHT, "tool", "list_projects"], check=True, stdout=subprocess.DEVNULL)
        baseline = _median(lambda: _command(sys.executable, "-c", "pass"), repeats)
        print(f"{'python -c pass':<34} {baseline:6.3f} s")
        for name, aim, measure in (
            ("sight --help", 0.3, lambda: _command(SIGHT, "--help")),
            ("MCP initialize answered", 1.5, _initialize),
            ("sight tool list_projects", None, lambda: _command(SIGHT, "tool", "list_projects")),
            ("chat ready (HTTP 200 on /)", 8.0, _chat),
        ):
            seconds = _median(measure, repeats)
            aimed = f"  aim {aim} s" if aim else ""
            print(f"{name:<34} {seconds:6.3f} s  x{seconds / baseline:5.1f}{aimed}")


def _median(measure: Callable[[], float], repeats: int) -> float:
    return statistics.median(measure() for _ in range(repeats))


def _command(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _initialize() -> float:
    began = time.perf_counter()
    with subprocess.Popen([SIGHT, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(INITIALIZE) + "\n")
        server.stdin.flush()
        answer = json.loads(server.stdout.readline())
        seconds = time.perf_counter() - began
        assert answer["result"]["serverInfo"]["name"] == "sight"
        server.stdin.close()
        server.wait(timeout=30)
    return seconds


def _chat() -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    server = subprocess.Popen(
        [SIGHT, "chat", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < READY_WITHIN:
            if _answers(port):
                return time.perf_counter() - began
            time.sleep(0.02)
        raise TimeoutError("the chat did not answer")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def _environment(home: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(SIGHT_HOME=home, SIGHT_PROVIDER="offline")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
