"""``sight worker``."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

import click


async def run(queues: Sequence[str]) -> None:
    """Execute what is in `queues` until SIGTERM or SIGINT; what is unfinished then goes on elsewhere."""
    from tools.services import Services

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with Services(worker_of=queues) as services:
        await services.runs.stand_by()
        services.knowledge.start_background_embedding()
        click.echo(f"working on: {', '.join(queues)}", err=True)
        await stop.wait()
