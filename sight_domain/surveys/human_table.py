"""The lines of a file of answers: a CSV in UTF-8 with known columns, and what to say of a line that cannot be used."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.surveys.human_survey import MATCHED

REQUIRED = ("question_id", "answer")
ABOUT_QUESTIONS = ("question", "type", "options", "min", "max")
OPTIONAL = ("row", "respondent", "count", "weight", "age", *MATCHED)
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file (the header is 1) and its cells by column, empty ones left out."""

    number: int
    cells: Mapping[str, str]

    def refused(self, column: str, en: str, pl: str) -> SightError:
        """What the cell may hold instead of what it holds."""
        value = self.cells.get(column, "")
        shown = value if len(value) <= 60 else value[:57] + "…"
        return self.fault(
            column,
            Text(en=f"`{column}` cannot be '{shown}'", pl=f"`{column}` nie może mieć wartości „{shown}”"),
            Text(en=f"Use: {en}.", pl=f"Użyj: {pl}."),
        )

    def fault(self, column: str, what: Text, hint: Text) -> SightError:
        """Something else that is wrong with the line."""
        return invalid_argument(
            f"file line {self.number}: {column}",
            Text(en=f"Line {self.number}: {what.en}.", pl=f"Wiersz {self.number}: {what.pl}."),
            hint,
        )


def lines_of(content: bytes) -> list[Line]:
    """The lines below the header that hold anything.

    Raises:
        SightError: ``unreadable_document`` when it is no such table; ``invalid_argument`` for columns that are missing, unknown
            or there twice, and for a line with more cells than the header.
    """
    rows = _rows(content)
    names = [name.strip().lower() for name in rows[0]] if rows else []
    _require_columns(names)
    found: list[Line] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row[len(names) :]):
            raise _too_many_cells(number, len(row), len(names))
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
        if cells:
            found.append(Line(number, cells))
    if not found:
        raise _unreadable(Text(en="it has no answers", pl="nie ma w nim odpowiedzi"))
    return found


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > _LARGEST:
        raise _unreadable(Text(en="more than 20 MB", pl="więcej niż 20 MB"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(Text(en="it is not in UTF-8", pl="nie jest zapisany w UTF-8")) from None
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unreadable(Text(en=str(error), pl=str(error))) from None


def _require_columns(names: Sequence[str]) -> None:
    known = (*REQUIRED, *ABOUT_QUESTIONS, *OPTIONAL)
    missing = [name for name in (*REQUIRED, "question", "type") if name not in names]
    unknown = [name or "''" for name in names if name not in known]
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or unknown or twice:
        faults = Text(
            en="; ".join(
                f"{said}: {', '.join(listed)}"
                for said, listed in (("missing", missing), ("unknown", unknown), ("there twice", twice))
                if listed
            ),
            pl="; ".join(
                f"{said}: {', '.join(listed)}"
                for said, listed in (("brakuje", missing), ("nieznane", unknown), ("powtórzone", twice))
                if listed
            ),
        )
        raise invalid_argument(
            "file",
            Text(en=f"The columns do not fit ({faults.en}).", pl=f"Kolumny nie pasują ({faults.pl})."),
            Text(en=f"Use, once each: {', '.join(known)}.", pl=f"Użyj, każdej raz: {', '.join(known)}."),
        )


def _too_many_cells(number: int, cells: int, columns: int) -> SightError:
    return Line(number, {}).fault(
        "answer",
        Text(
            en=f"it has {cells} cells for {columns} columns",
            pl=f"liczba komórek to {cells}, a kolumn {columns}",
        ),
        Text(
            en="Put a cell that holds the separator in double quotes.",
            pl="Komórkę, w której jest znak rozdzielający, ujmij w cudzysłów prosty.",
        ),
    )


def _unreadable(why: Text) -> SightError:
    return SightError(
        ErrorCode.UNREADABLE_DOCUMENT,
        Text(
            en=f"The file is no table of answers: {why.en}.", pl=f"Plik nie jest tabelą odpowiedzi: {why.pl}."
        ),
        Text(
            en="Give a CSV file in UTF-8 with a header and one line an answer; docs/surveys.md has an example.",
            pl="Podaj plik CSV w UTF-8 z nagłówkiem i jednym wierszem na odpowiedź; przykład jest w docs/surveys.md.",
        ),
        field="file",
    )
