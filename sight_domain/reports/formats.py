"""The formats a report can be exported in: each is one class with its names, its renderer and its own check."""

from __future__ import annotations

import csv
import io
import json
from typing import ClassVar, Protocol

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.reports.material import Material


class ExportFormat(Protocol):
    """What every format knows about itself; the examples are also its tests."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    extension: ClassVar[str]
    valid_examples: ClassVar[tuple[bytes, ...]]
    invalid_examples: ClassVar[tuple[bytes, ...]]

    def render(self, material: Material) -> bytes:
        """The file."""
        ...

    def recognises(self, content: bytes) -> bool:
        """Whether `content` is a file of this format that a reader would open."""
        ...


class JsonFormat:
    """Everything, structured, with metadata."""

    name: ClassVar[str] = "json"
    media_type: ClassVar[str] = "application/json"
    extension: ClassVar[str] = "json"
    valid_examples: ClassVar[tuple[bytes, ...]] = (b'{"metadata": {}, "content": {}}',)
    invalid_examples: ClassVar[tuple[bytes, ...]] = (b"", b"[]", b'{"content": {}}', b"{", b"\xff")

    def render(self, material: Material) -> bytes:
        from sight_domain.reports import json_export

        return json_export.render(material)

    def recognises(self, content: bytes) -> bool:
        try:
            parsed = json.loads(content)
        except ValueError:
            return False
        return isinstance(parsed, dict) and {"metadata", "content"} <= parsed.keys()


class CsvFormat:
    """One flat table for a spreadsheet."""

    name: ClassVar[str] = "csv"
    media_type: ClassVar[str] = "text/csv"
    extension: ClassVar[str] = "csv"
    valid_examples: ClassVar[tuple[bytes, ...]] = (
        b"\xef\xbb\xbfid,name\r\n1,A. K.\r\n",
        b"\xef\xbb\xbfid,name\r\n",
    )
    invalid_examples: ClassVar[tuple[bytes, ...]] = (
        b"",
        b"id,name\r\n1,A. K.\r\n",
        b"\xef\xbb\xbfid,name\r\n1\r\n",
        b"\xef\xbb\xbfid\r\n=1+1\r\n",
    )

    def render(self, material: Material) -> bytes:
        from sight_domain.reports import csv_export

        return csv_export.render(material)

    def recognises(self, content: bytes) -> bool:
        from sight_domain.reports.csv_cells import escape_cell

        if not content.startswith(b"\xef\xbb\xbf"):
            return False
        try:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            return False
        safe = all(
            escape_cell(cell) == cell or _is_number(cell) or cell.startswith("'") for r in rows for cell in r
        )
        return bool(rows) and safe and all(len(row) == len(rows[0]) for row in rows)


class PdfFormat:
    """The report as people read it."""

    name: ClassVar[str] = "pdf"
    media_type: ClassVar[str] = "application/pdf"
    extension: ClassVar[str] = "pdf"
    valid_examples: ClassVar[tuple[bytes, ...]] = (b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n",)
    invalid_examples: ClassVar[tuple[bytes, ...]] = (b"", b"PDF", b"%PDF-1.7\ncut of")

    def render(self, material: Material) -> bytes:
        from sight_domain.reports import assemble, pdf

        return pdf.render(assemble.assemble(material))

    def recognises(self, content: bytes) -> bool:
        return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


FORMATS: dict[str, ExportFormat] = {made.name: made for made in (JsonFormat(), CsvFormat(), PdfFormat())}
"""Every format by the name a researcher gives it."""


def format_named(name: str) -> ExportFormat:
    """The format called `name`, in any case and with or without a leading dot.

    Raises:
        SightError: ``unsupported``, naming the formats that exist.
    """
    found = FORMATS.get(name.strip().lower().lstrip("."))
    if found is not None:
        return found
    available = ", ".join(FORMATS)
    shown = name if len(name) <= 20 else f"{name[:19]}…"
    raise SightError(
        ErrorCode.UNSUPPORTED,
        Text(en=f"Sight cannot export to '{shown}'.", pl=f"Sight nie eksportuje do formatu „{shown}”."),
        Text(en=f"Choose one of: {available}.", pl=f"Wybierz jeden z formatów: {available}."),
        field="format",
    )
