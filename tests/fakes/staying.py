"""A process that stays: it goes on duty like the chat and the MCP server do, and says when. Run as a script."""

from __future__ import annotations

import asyncio

from tools.services import Services


async def stay() -> None:
    async with Services() as services:
        services.runs.on_duty()
        print("on duty", flush=True)
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(stay())
