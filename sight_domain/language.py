"""The two languages Sight speaks, and texts that exist in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["pl", "en"]
LANGUAGES: tuple[Language, ...] = ("pl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages: ``Text(en="No such project.", pl="Nie ma takiego projektu.")``."""

    en: str
    pl: str

    def __str__(self) -> str:
        return self.en

    def to(self, language: Language) -> str:
        return self.pl if language == "pl" else self.en
