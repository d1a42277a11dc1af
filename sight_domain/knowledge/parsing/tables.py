"""Tables of figures: XLSX and CSV. Each row says its column heads, so that a passage of rows stands alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from sight_domain.knowledge.parsing.archives import require_bounded
from sight_domain.knowledge.parsing.failures import broken, no_text
from sight_domain.knowledge.parsing.plain import text_of
from sight_domain.knowledge.parsing.structure import BlockKind, DocumentKind, ParsedDocument, TextBuilder

_SNIFFED = 20_000
_DELIMITERS = ";,\t|"


def parse_xlsx(content: bytes, filename: str) -> ParsedDocument:
    """A workbook: each sheet a section, each row a line. Formulas count as the values they were saved with.

    Raises:
        SightError: ``unreadable_document`` when it is damaged, empty, or unpacks to more than the limits.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    require_bounded(content, filename, "XLSX")
    builder = TextBuilder()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            rows = [[_shown(cell) for cell in row] for row in workbook.get_sheet_by_name(name).to_python()]
            if any(any(row) for row in rows):
                builder.add(BlockKind.HEADING, name, 1)
                builder.add(BlockKind.TABLE, "\n".join(lines(rows)))
    except CalamineError as error:
        raise broken(filename, "XLSX") from error
    return _built(builder, DocumentKind.XLSX, filename)


def parse_csv(content: bytes, filename: str) -> ParsedDocument:
    """A CSV or TSV file, each row a line; the separator is found out.

    Raises:
        SightError: ``unreadable_document`` when it is not text, holds none, or a field of it never ends.
    """
    text = text_of(content, filename)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text[:_SNIFFED], _DELIMITERS)
    except csv.Error:
        dialect = "excel-tab" if "\t" in text[:_SNIFFED] else "excel"
    try:
        rows = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise broken(filename, "CSV") from error
    builder = TextBuilder()
    builder.add(BlockKind.TABLE, "\n".join(lines(rows)))
    return _built(builder, DocumentKind.CSV, filename)


def lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as text: ``head: value | head: value`` below a row of distinct heads, else ``value | value``.

    Empty rows and cells are left out.
    """
    filled = [row for row in rows if any(row)]
    heads = filled[0] if len(filled) > 1 and _are_heads(filled[0]) else None
    shown = [" | ".join(cell for cell in filled[0] if cell)] if heads else []
    for row in filled[1:] if heads else filled:
        cells = [
            f"{heads[at]}: {cell}" if heads and at < len(heads) and heads[at] else cell
            for at, cell in enumerate(row)
            if cell
        ]
        shown.append(" | ".join(cells))
    return shown


def _are_heads(row: Sequence[str]) -> bool:
    """Distinct words, at least two, none of them a number."""
    named = [cell for cell in row if cell]
    return len(named) > 1 and len(set(named)) == len(named) and not any(_is_number(cell) for cell in named)


def _is_number(cell: str) -> bool:
    return cell.replace(" ", "").replace(",", "").replace(".", "").replace("%", "").lstrip("-").isdigit()


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _built(builder: TextBuilder, kind: DocumentKind, filename: str) -> ParsedDocument:
    parsed = builder.build(kind)
    if not parsed.blocks:
        raise no_text(filename)
    return parsed
