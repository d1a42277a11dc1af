"""A picture that goes with a prompt, for models that see."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

TOKENS_A_PICTURE = 2_240
"""What a budget holds back for one: twice what Gemini counts at its usual resolution for images, 1,120."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file's bytes and their media type (``image/png``)."""

    mime_type: str
    content: bytes

    @property
    def in_base64(self) -> str:
        return base64.b64encode(self.content).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal: the same picture has the same."""
        return hashlib.sha256(self.content).hexdigest()
