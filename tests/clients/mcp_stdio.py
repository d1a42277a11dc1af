"""The official MCP client, talking to ``sight mcp`` on standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import ElicitRequestParams, ElicitResult, TextContent

TARGET = {
    "country": "PL",
    "age_min": 25,
    "age_max": 44,
    "genders": ["female"],
    "settlements": ["city_500k_plus"],
}


def environment(home: Path) -> dict[str, str]:
    """What ``sight mcp`` is started with: offline, English, its data under `home`."""
    return {**os.environ, "SIGHT_HOME": str(home), "SIGHT_PROVIDER": "offline", "SIGHT_LANGUAGE": "en"}


@asynccontextmanager
async def client(
    home: Path, *options: str, says: str | None = None, given: dict[str, str] | None = None
) -> AsyncIterator[ClientSession]:
    """A session with ``sight mcp`` and its `options`; `says` answers what the server asks the person at the client, `given` is its
    environment in place of the usual one."""
    sight = Path(sys.executable).parent / "sight"
    server = StdioServerParameters(command=str(sight), args=["mcp", *options], env=given or environment(home))

    async def elicit(context: Any, params: ElicitRequestParams) -> ElicitResult:
        return ElicitResult.model_validate({"action": says, "content": {} if says == "accept" else None})

    async with (
        stdio_client(server) as (reading, writing),
        ClientSession(reading, writing, elicitation_callback=elicit if says else None) as session,
    ):
        await session.initialize()
        yield session


async def structured(
    session: ClientSession, tool: str, arguments: dict[str, Any], **options: Any
) -> dict[str, Any]:
    result = await session.call_tool(tool, arguments, **options)
    assert isinstance(result.content[0], TextContent)
    assert not result.isError, result.content[0].text
    assert result.structuredContent is not None
    return result.structuredContent


async def refused(session: ClientSession, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    result = await session.call_tool(tool, arguments)
    assert result.isError
    assert result.structuredContent is not None
    return result.structuredContent["error"]
