"""The files as they were given, one per document."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

_YOUNG_SECONDS = 3600.0


class OriginalFiles:
    """``<files>/documents/<uuid>``. Names given by people are never used as paths."""

    def __init__(self, files: Path) -> None:
        self._folder = files / "documents"

    def path(self, document_id: UUID) -> Path:
        return self._folder / str(document_id)

    def write(self, document_id: UUID, content: bytes) -> None:
        """Store a file whole or not at all, for the owner of the process only."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{document_id}.part"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        unfinished.replace(self.path(document_id))

    def remove(self, document_id: UUID) -> None:
        """Delete a file; a missing one is no error."""
        with contextlib.suppress(FileNotFoundError):
            self.path(document_id).unlink()

    def remove_strays(self, known: Collection[UUID]) -> int:
        """Delete files older than an hour that belong to no known document; returns how many.

        Such files stay behind when a process dies between writing the file and committing the document.
        """
        names = {str(document_id) for document_id in known}
        oldest = time.time() - _YOUNG_SECONDS
        strays = [
            path
            for path in (self._folder.iterdir() if self._folder.exists() else ())
            if path.name not in names and path.stat().st_mtime < oldest
        ]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)


def sha256(content: bytes) -> str:
    """Hex digest by which the same file is recognised."""
    return hashlib.sha256(content).hexdigest()
