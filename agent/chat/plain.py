"""Words of respondents, documents and files inside Markdown: shown as they are, never interpreted."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@=^])")


def plain(text: str) -> str:
    """The text with every character that Markdown could read as a mark escaped, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
