"""Read a pack's files as text, and say what cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sight_domain.populations.pack_format.findings import Finding, found

DESCRIPTION = "pack.yaml"
LARGEST_FILE = 2_000_000
# The same safe loader, in C where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class PackFiles:
    """A pack as it lies on the disk: its description, its tables by name (rows as text), and what could not be read.

    ``headers`` holds the columns of each table, as found.
    """

    folder: Path
    description: Mapping[str, Any]
    tables: Mapping[str, list[Row]]
    headers: Mapping[str, list[str]]
    unreadable: list[Finding] = field(default_factory=list)


def read_pack(folder: Path) -> PackFiles:
    """Everything in a pack's folder. Never raises: what cannot be read is among ``unreadable``."""
    unreadable: list[Finding] = []
    text = _text(folder / DESCRIPTION, unreadable)
    description: Any = {}
    if text is not None:
        try:
            description = yaml.load(text, Loader=LOADER)
        except yaml.YAMLError as error:
            unreadable.append(_malformed(DESCRIPTION, str(error).split("\n")[0]))
    if not isinstance(description, Mapping):
        unreadable.append(_malformed(DESCRIPTION, type(description).__name__))
        description = {}
    tables: dict[str, list[Row]] = {}
    headers: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.csv")):
        text = _text(path, unreadable)
        if text is not None:
            headers[path.stem], tables[path.stem] = _rows(path.name, text, unreadable)
    return PackFiles(folder, description, tables, headers, unreadable)


def _text(path: Path, unreadable: list[Finding]) -> str | None:
    try:
        if path.stat().st_size > LARGEST_FILE:
            unreadable.append(
                found(
                    path.name,
                    "",
                    "The file is larger than 2 MB.",
                    "Plik ma więcej niż 2 MB.",
                    "Packs hold aggregated tables only.",
                    "Dane zawierają wyłącznie tablice zagregowane.",
                )
            )
            return None
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        unreadable.append(
            found(
                path.name,
                "",
                f"The file cannot be read ({reason}).",
                f"Nie można odczytać pliku ({reason}).",
                "A readable file.",
                "Potrzebny jest czytelny plik.",
            )
        )
    except UnicodeDecodeError as error:
        unreadable.append(
            found(
                path.name,
                f"byte {error.start}",
                "The file is not UTF-8.",
                "Plik nie jest w kodowaniu UTF-8.",
                "Save it as UTF-8.",
                "Zapisz go w UTF-8.",
            )
        )
    return None


def _rows(name: str, text: str, unreadable: list[Finding]) -> tuple[list[str], list[Row]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header = next(reader, [])
    rows: list[Row] = []
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(header):
            unreadable.append(
                found(
                    name,
                    f"row {number}",
                    f"The row has {len(cells)} cells.",
                    f"Wiersz ma {len(cells)} komórek.",
                    f"As many as the header: {len(header)}.",
                    f"Tyle co nagłówek: {len(header)}.",
                )
            )
            continue
        rows.append(dict(zip(header, cells, strict=True)))
    return header, rows


def _malformed(file: str, what: str) -> Finding:
    return found(
        file,
        "",
        f"The file is not a YAML mapping ({what}).",
        f"Plik nie jest mapą YAML ({what}).",
        "Keys and values as docs/packs.md shows.",
        "Klucze i wartości jak w docs/packs.md.",
    )
