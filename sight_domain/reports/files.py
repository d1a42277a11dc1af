"""The files of exports, each in a folder of its own named by the export's id."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from sight_domain.ids import Kind, to_public

_YOUNG_SECONDS = 3600.0


class ExportFiles:
    """``<files>/exports/exp_…/<filename>``."""

    def __init__(self, files: Path) -> None:
        self._folder = files / "exports"

    def path(self, export_id: UUID, filename: str) -> Path:
        return self._of(export_id) / filename

    def write(self, export_id: UUID, filename: str, content: bytes) -> None:
        """Store an export's file, whole or not at all, in place of whatever an earlier attempt left."""
        folder = self._of(export_id)
        unfinished = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        (unfinished / filename).write_bytes(content)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)

    def remove(self, export_id: UUID) -> None:
        """Delete an export's files; missing ones are no error."""
        folder = self._of(export_id)
        for one in (folder, folder.with_name(f"{folder.name}.part")):
            shutil.rmtree(one, ignore_errors=True)

    def remove_strays(self, known: Collection[UUID]) -> int:
        """Delete the folders older than an hour that belong to no known export; returns how many.

        They belonged to purged projects, or to processes that died before they had stored the export.
        """
        names = {to_public(Kind.EXPORT, export_id) for export_id in known}
        oldest = time.time() - _YOUNG_SECONDS
        strays = [
            folder
            for folder in (self._folder.iterdir() if self._folder.exists() else ())
            if folder.name not in names and folder.stat().st_mtime < oldest
        ]
        for folder in strays:
            shutil.rmtree(folder, ignore_errors=True)
        return len(strays)

    def _of(self, export_id: UUID) -> Path:
        return self._folder / to_public(Kind.EXPORT, export_id)
