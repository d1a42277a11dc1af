"""Seeds for the parts of a study, derived from one seed so that a study can be made again exactly."""

from __future__ import annotations

import hashlib
import secrets


def new_seed() -> int:
    """A seed nobody chose, 31 bits."""
    return secrets.randbelow(2**31)


def derive_seed(seed: int, *parts: str | int) -> int:
    """The seed of a part: the first 31 bits of SHA-256 over the seed and the part's name. Same input, same seed."""
    text = "\x1f".join(str(part) for part in (seed, *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1
