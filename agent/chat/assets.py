"""The folder Chainlit calls the root of an app: configuration, translations, pages, and uploads while they last."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil

_CHECKOUT = Path(__file__).parent.parent.parent
_FOLDERS = (".chainlit", "public")
_WELCOME = ("chainlit.md", "chainlit_pl-PL.md")


def prepare_app_root(home: Path) -> Path:
    """A private folder of this process under `home`, with copies of the chat's own files.

    Chainlit writes uploads beside its configuration and empties that folder when it ends; with a folder each, two
    processes never delete each other's, and the program itself may lie on a read-only disk. Folders of processes
    that were killed are cleared away.
    """
    folder = home / "chat"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for other in folder.glob("process-*"):
        if not _alive(other.name.removeprefix("process-")):
            shutil.rmtree(other, ignore_errors=True)
    root = folder / f"process-{os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o700)
    for name in _FOLDERS:
        shutil.copytree(_CHECKOUT / name, root / name)
    for name in _WELCOME:
        shutil.copyfile(_CHECKOUT / name, root / name)
    # A browser may ask for "pl" alone; Chainlit looks for a page of exactly that name.
    shutil.copyfile(_CHECKOUT / "chainlit_pl-PL.md", root / "chainlit_pl.md")
    return root


def _alive(pid: str) -> bool:
    return pid.isdigit() and psutil.pid_exists(int(pid))
