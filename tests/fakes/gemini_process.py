"""The fake Gemini in a process of its own, so that its work is not counted as the product's."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import urllib.request
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any


class RemoteGemini:
    """The server at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    def script(self, **fields: Any) -> None:
        """Forget the log, and set fields of `fakes.gemini.FakeGemini`."""
        self._request("/script", json.dumps(fields).encode())

    def log(self) -> list[dict[str, Any]]:
        """All requests since then: model, verb, when they came, status, and seconds until they were answered."""
        return self._request("/log", None)

    def _request(self, path: str, body: bytes | None) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", body, timeout=10) as response:
            return json.load(response)


@contextlib.contextmanager
def gemini_process() -> Iterator[RemoteGemini]:
    """A server that ends with the block."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        yield RemoteGemini(ours.recv())
    finally:
        ours.send("stop")
        server.join(5)
        server.kill()


def _serve(url: Connection) -> None:
    from fakes.gemini import FakeGemini, gemini_app, serve

    with serve(gemini_app(FakeGemini())) as address:
        url.send(address)
        url.recv()
