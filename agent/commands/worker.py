"""``sight worker``."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

_ALIVE_EVERY_SECONDS = 5.0


async def run(queues: Sequence[str]) -> None:
    """Execute what is in `queues` until SIGTERM or SIGINT; what is unfinished then goes on elsewhere.

    While it is connected it touches the file ``sight-worker`` in the system's temporary folder every five seconds, for
    whoever watches over its container.
    """
    from tools.services import Services

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    alive = Path(tempfile.gettempdir()) / "sight-worker"
    async with Services(worker_of=queues) as services:
        await services.runs.stand_by()
        services.knowledge.start_background_embedding()
        click.echo(f"working on: {', '.join(queues)}", err=True)
        while not stop.is_set():
            if services.runs.present:
                alive.touch()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _ALIVE_EVERY_SECONDS)
    alive.unlink(missing_ok=True)
