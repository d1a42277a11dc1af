"""Where packs lie, and their files as read and checked, borrowed tables included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sight_domain.populations.pack_format.check import check_pack
from sight_domain.populations.pack_format.description import categories_of
from sight_domain.populations.pack_format.findings import Finding, broken_pack, found
from sight_domain.populations.pack_format.reading import DESCRIPTION, PackFiles, Row, read_pack
from sight_domain.populations.pack_format.sums import compared
from sight_domain.settings import get_settings

SHIPPED = Path(__file__).parents[1] / "packs"


@dataclass(frozen=True, eq=False)
class LoadedFiles:
    """A pack's description and tables, its lenders, and every finding; to be used only without any."""

    folder: Path
    description: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    lenders: Mapping[str, PackFiles]
    findings: tuple[Finding, ...]
    sums_compared: int

    def require(self) -> None:
        """Refuse a pack that has findings.

        Raises:
            SightError: ``not_configured``, with the first of them.
        """
        if self.findings:
            raise broken_pack(str(self.folder), self.findings)


def pack_folders() -> Mapping[str, Path]:
    """The folder of each country's pack by its code: the user's own before the shipped one."""
    return _folders(get_settings().packs)


@cache
def load_files(folder: Path) -> LoadedFiles:
    """Read and check the pack in a folder; see ``check_pack`` for the findings."""
    files = read_pack(folder)
    lenders = _lenders(files)
    categories = categories_of(files.description)
    borrowed = {
        name: _of_categories(lenders[country].tables[name], categories)
        for name, country in _loans(files).items()
        if country in lenders and name in lenders[country].tables
    }
    findings = [*_name(files), *check_pack(files, borrowed, {c: list(f.tables) for c, f in lenders.items()})]
    tables = {**borrowed, **files.tables}
    sums = 0 if findings else compared(tables, categories)
    return LoadedFiles(folder, files.description, tables, lenders, tuple(findings), sums)


def _of_categories(rows: Sequence[Row], categories: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows of a lender's table that are about categories the borrower has."""
    return [row for row in rows if all(row[key] in codes for key, codes in categories.items() if key in row)]


@cache
def _folders(own: Path | None) -> Mapping[str, Path]:
    folders: dict[str, Path] = {}
    for root in (SHIPPED, *([] if own is None else [own])):
        folders |= {path.parent.name: path.parent.resolve() for path in root.glob(f"*/{DESCRIPTION}")}
    return dict(sorted(folders.items()))


def _loans(files: PackFiles) -> dict[str, str]:
    """Lending country by table; malformed entries are left for the check to find."""
    entries = files.description.get("provenance")
    if not isinstance(entries, Mapping):
        return {}
    return {
        str(name): str(entry["borrowed_from"])
        for name, entry in entries.items()
        if isinstance(entry, Mapping) and "borrowed_from" in entry
    }


def _lenders(files: PackFiles) -> dict[str, PackFiles]:
    """The packs borrowed from. Shipped ones come first, so that a country's own pack may extend the shipped one."""
    lenders = {}
    for country in set(_loans(files).values()):
        for folder in (SHIPPED / country, pack_folders().get(country)):
            if (
                folder is not None
                and folder.resolve() != files.folder.resolve()
                and (folder / DESCRIPTION).is_file()
            ):
                lenders[country] = _read(folder)
                break
    return lenders


@cache
def _read(folder: Path) -> PackFiles:
    return read_pack(folder)


def _name(files: PackFiles) -> list[Finding]:
    country = files.description.get("country")
    if country is None or files.folder.resolve().name == country:
        return []
    return [
        found(
            DESCRIPTION, "country", f"The folder is called {files.folder.resolve().name}.",
            f"Folder nazywa się {files.folder.resolve().name}.",
            f"The country's code: {country}.", f"Kod kraju: {country}.",
        )
    ]  # fmt: skip
