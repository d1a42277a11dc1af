"""``sight mcp`` as a process: what it writes where, and what its sudden end leaves behind."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from clients.mcp_stdio import TARGET, client, environment, structured

NOISY = '''
import os
from pydantic import BaseModel
from agent.cli import main
from sight_domain.language import Text
from tools.catalogue import tool
from tools.context import ToolContext

class Nothing(BaseModel):
    pass

@tool(Text(en="Break", pl="Zepsuj"))
async def break_loudly(ctx: ToolContext) -> Nothing:
    """Write to standard output in every way there is, and break."""
    print("a library says hello")
    os.system("echo a child says hello")
    raise RuntimeError("the secret")

main(["mcp"])
'''


class Wire:
    """JSON-RPC by hand: what is sent and every line that comes back, as it is."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[bytes] = []
        self._next = 0

    async def request(self, method: str, **params: Any) -> dict[str, Any]:
        self._next += 1
        self._send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(line)
            message = json.loads(line)
            if message.get("id") == self._next:
                return message
        raise AssertionError("the server has gone")

    async def open(self) -> None:
        await self.request(
            "initialize",
            protocolVersion="2025-06-18",
            capabilities={},
            clientInfo={"name": "wire", "version": "1"},
        )
        self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        return (await self.request("tools/call", name=tool, arguments=arguments))["result"]

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")


@asynccontextmanager
async def wire(home: Path, *command: str) -> AsyncIterator[Wire]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment(home),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    try:
        opened = Wire(process)
        await opened.open()
        yield opened
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_standard_output_carries_the_protocol_and_nothing_else(home: Path) -> None:
    async with wire(home, sys.executable, "-c", NOISY) as server:
        result = await server.call("break_loudly")
        await server.call("list_projects")
        assert server.process.stdin is not None
        server.process.stdin.close()
        rest, noise = await server.process.communicate()
    assert result["isError"]
    assert result["structuredContent"]["error"]["code"] == "internal"
    assert "secret" not in json.dumps(result)
    lines = [*server.lines, *rest.splitlines()]
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in lines)
    for said in (b"a library says hello", b"a child says hello", b"tool failed", b"the secret"):
        assert said in noise
    assert server.process.returncode == 0


async def test_a_run_whose_server_was_killed_is_gone_on_with_by_the_next(home: Path) -> None:
    sight = str(Path(sys.executable).parent / "sight")
    async with wire(home, sight, "mcp") as server:
        created = await server.call("create_project", name="Cut off", target=TARGET, sample_size=60)
        project_id = created["structuredContent"]["project"]["id"]
        started = await server.call("generate_personas", project_id=project_id, seed=5, wait_seconds=0)
        run = started["structuredContent"]["run"]
        assert run["status"] in ("queued", "running")
        server.process.kill()
        await server.process.wait()

    async with wire(home, sight, "mcp") as server:
        status = ""
        while status != "succeeded":
            shown = await server.call("get_run", run_id=run["id"])
            status = shown["structuredContent"]["run"]["status"]
            assert status in ("queued", "running", "succeeded")
            await asyncio.sleep(0.2)
    async with client(home) as session:
        listed = await structured(session, "list_personas", {"project_id": project_id, "limit": 100})
        assert listed["total"] == 60
