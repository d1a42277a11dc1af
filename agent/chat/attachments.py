"""The bytes of what a chat shows: exports, charts, uploads. One file per element, under ``SIGHT_HOME/files/chat``."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from uuid import UUID


class Attachments:
    """Paths are made of UUIDs alone, so that no name a user chose can lead anywhere else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, thread: UUID, element: UUID, content: bytes) -> None:
        """Write an element's bytes, replacing what was there."""
        await asyncio.to_thread(self._write, self.path(thread, element), content)

    async def forget(self, thread: UUID, element: UUID | None = None) -> None:
        """Delete one element's bytes, or those of a whole thread."""
        if element is None:
            await asyncio.to_thread(shutil.rmtree, self._folder / str(thread), ignore_errors=True)
        else:
            await asyncio.to_thread(self.path(thread, element).unlink, missing_ok=True)

    def path(self, thread: UUID, element: UUID) -> Path:
        return self._folder / str(thread) / str(element)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.replace(path)
