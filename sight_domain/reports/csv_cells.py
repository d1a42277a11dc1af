"""Cells that no spreadsheet will run.

A text cell that begins with ``= + - @``, a tab or a carriage return is taken for a formula by spreadsheets (OWASP,
"CSV Injection"); a leading apostrophe makes it text. The escape is reversible.
"""

from __future__ import annotations

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _would_run(text: str) -> bool:
    return text.lstrip("'").startswith(_TRIGGERS)


def escape_cell(value: object) -> object:
    """Texts that look like formulas with an apostrophe before them; numbers, None and other texts unchanged."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if _would_run(text) else text


def unescape_cell(text: str) -> str:
    """The text that `escape_cell` was given."""
    return text[1:] if text.startswith("'") and _would_run(text) else text
