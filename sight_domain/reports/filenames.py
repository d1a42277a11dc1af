"""Names of exported files: plain ASCII, sortable by date, safe on every file system."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sight_domain.language import Language, Text

_KIND_WORDS: dict[str, Text] = {
    "project": Text(en="study", pl="badanie"),
    "focus_group": Text(en="focus-group", pl="grupa-fokusowa"),
    "persona": Text(en="persona", pl="persona"),
    "survey": Text(en="survey", pl="ankieta"),
}
_NOT_DECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "Ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
)
_LONGEST_SLUG = 60


def slug(title: str) -> str:
    """``"Łódź: posiłki!"`` -> ``"lodz-posilki"``; at most 60 characters, may be empty."""
    plain = unicodedata.normalize("NFKD", title.translate(_NOT_DECOMPOSED))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(words) <= _LONGEST_SLUG:
        return words
    return words[:_LONGEST_SLUG].rpartition("-")[0] or words[:_LONGEST_SLUG]


def filename(report_kind: str, title: str, extension: str, at: datetime, *, language: Language = "en") -> str:
    """``filename("project", "Posiłki w pudełkach", "pdf", at, language="pl")`` ->
    ``"posilki-w-pudelkach_badanie_2026-11-04.pdf"``; a title without Latin letters leaves the kind and date.
    """
    kind = _KIND_WORDS[report_kind].to(language)
    parts = [slug(title), kind, f"{at:%Y-%m-%d}"]
    return "_".join(part for part in parts if part) + f".{extension}"
