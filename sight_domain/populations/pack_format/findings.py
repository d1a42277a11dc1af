"""What is wrong with a pack, one finding each, and the error that a pack with findings ends in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the file, the place in it (``row 12, column tertiary``), what is there, what should be."""

    file: str
    where: str
    message: Text
    expected: Text

    def to(self, language: Language) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.message.to(language)} {self.expected.to(language)}"

    def as_dict(self, language: Language) -> dict[str, str]:
        """The finding for ``--json``."""
        return {
            "file": self.file,
            "where": self.where,
            "message": self.message.to(language),
            "expected": self.expected.to(language),
        }


def found(file: str, where: str, en: str, pl: str, expected_en: str, expected_pl: str) -> Finding:
    """A finding from its sentences in both languages."""
    return Finding(file, where, Text(en=en, pl=pl), Text(en=expected_en, pl=expected_pl))


def broken_pack(folder: str, findings: Sequence[Finding]) -> SightError:
    """The refusal to load a pack; it names the first findings."""
    first = {lang: " ".join(f.to(lang) for f in findings[:SHOWN]) for lang in ("en", "pl")}
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en=f"The population pack {folder} cannot be used; findings: {len(findings)}. {first['en']}",
            pl=f"Nie można użyć danych o ludności {folder}; liczba uwag: {len(findings)}. {first['pl']}",
        ),
        Text(
            en=f"`sight packs check {folder}` lists all findings; docs/packs.md describes the format.",
            pl=f"Polecenie `sight packs check {folder}` wypisze wszystkie uwagi; format opisuje docs/packs.md.",
        ),
        field="target.country",
    )
