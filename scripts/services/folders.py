"""Where the services live in the checkout, and the file through which tests find them."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / ".services"


def read_addresses(folder: Path = FOLDER) -> dict[str, str]:
    """The ``NAME=value`` lines of ``folder/env``: addresses and credentials of running services."""
    try:
        lines = (folder / "env").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def write_addresses(changes: dict[str, str | None], folder: Path = FOLDER) -> None:
    """Set (or with None remove) names in ``folder/env``; the file holds a password, so only its owner reads it."""
    merged: dict[str, str | None] = {**read_addresses(folder), **changes}
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "env.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in merged.items() if value is not None)
    fresh.replace(folder / "env")
