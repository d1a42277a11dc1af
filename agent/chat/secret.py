"""The key that signs login tokens."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from sight_domain.settings import Settings

_NAME = "chat-secret"


def signing_key(settings: Settings, *, local: bool) -> str:
    """``SIGHT_CHAT_SECRET``, or one made once and kept under ``SIGHT_HOME`` for its owner only.

    The key differs between the mode without logins and the one with them, so that a token of the local user, who
    never proved anything, is worth nothing when the same installation is opened to others.
    """
    given = settings.chat_secret.get_secret_value() if settings.chat_secret else _kept(settings.home)
    mode = b"local" if local else b"login"
    return hmac.new(given.encode(), b"sight chat " + mode, hashlib.sha256).hexdigest()


def _kept(home: Path) -> str:
    path = home / _NAME
    home.mkdir(parents=True, exist_ok=True)
    # Whole and private before it has its name: a process starting at the same moment reads all of it or makes none.
    made = home / f"{_NAME}.{os.getpid()}"
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            os.link(made, path)
    made.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()
