"""The files as they were given, one per document."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

_UNFINISHED = ".part"


class OriginalFiles:
    """``<files>/documents/<uuid>``. Names given by people are never used as paths."""

    def __init__(self, files: Path) -> None:
        self._folder = files / "documents"

    def path(self, document_id: UUID) -> Path:
        return self._folder / str(document_id)

    def write(self, document_id: UUID, content: bytes) -> BinaryIO:
        """Store a file whole or not at all, for the owner of the process only.

        No process counts it among those `let_go` until what is returned is closed, or this process dies.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._folder / f"{document_id}{_UNFINISHED}"
        file = os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(content)
            file.flush()
            unfinished.replace(self.path(document_id))
        except BaseException:
            file.close()
            raise
        return file

    def remove(self, document_id: UUID) -> None:
        """Delete a file, also an unfinished one; a missing one is no error."""
        path = self.path(document_id)
        for one in (path, path.with_name(path.name + _UNFINISHED)):
            one.unlink(missing_ok=True)

    def let_go(self) -> set[UUID]:
        """The documents with a file, finished or not, that no process is just storing."""
        found: set[UUID] = set()
        for path in self._folder.iterdir() if self._folder.exists() else ():
            with contextlib.suppress(ValueError):
                key = UUID(path.name.removesuffix(_UNFINISHED))
                if _is_free(path):
                    found.add(key)
        return found


def _is_free(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    return False


def sha256(content: bytes) -> str:
    """Hex digest by which the same file is recognised."""
    return hashlib.sha256(content).hexdigest()
