"""A process that adds the files of a folder one after the other, over and over. Run as a script; killed by its test."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sight_domain.accounts.actor import Actor
from tools.services import Services


async def add_all(folder: Path) -> None:
    async with Services() as services:
        await services.database.open()
        print("begins", flush=True)
        for file in sorted(folder.iterdir()):
            await services.knowledge.add_document(Actor("pl"), path=file)
            print(file.name, flush=True)


if __name__ == "__main__":
    asyncio.run(add_all(Path(sys.argv[1])))
