"""Checks of one table: its columns, its codes, its numbers, and that no row is there twice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from sight_domain.populations.pack_format.findings import Finding, found
from sight_domain.populations.pack_format.layout import (
    ALL_COHORTS,
    EARLIEST_DECADE,
    LATEST_DECADE,
    OLDEST,
    SHARED_CODES,
    TABLES,
    TRAITS,
    YOUNGEST,
    columns,
    numbers,
)
from sight_domain.populations.pack_format.reading import Row

MOST_ROWS = 20_000
LETTERS, SECTORS = frozenset("PVST"), frozenset("pbsf")


def check_table(
    name: str, header: Sequence[str], rows: Sequence[Row], categories: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """Findings in a table of a pack with these categories; sums are looked at elsewhere."""
    wanted = columns(name, categories)
    wrong = list(_header(name, header, wanted))
    if wrong:
        return wrong
    return [*_size(name, rows), *_cells(name, rows, categories), *_twice(name, rows, categories)]


def number_in(text: str) -> float | None:
    """The finite number that a cell holds, if it holds one."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _header(name: str, header: Sequence[str], wanted: Sequence[str]) -> Iterator[Finding]:
    listed = ", ".join(wanted)
    for column in wanted:
        if column not in header:
            yield found(
                f"{name}.csv", f"column {column}", "The column is missing.", "Brakuje kolumny.",
                f"Columns: {listed}.", f"Kolumny: {listed}.",
            )  # fmt: skip
    for column in header:
        if column not in wanted or list(header).count(column) > 1:
            yield found(
                f"{name}.csv", f"column {column}", "Unknown or repeated column.", "Nieznana lub powtórzona kolumna.",
                f"Columns: {listed}.", f"Kolumny: {listed}.",
            )  # fmt: skip


def _size(name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    if not rows:
        yield found(
            f"{name}.csv", "", "The table is empty.", "Tablica jest pusta.", "Rows.", "Potrzebne są wiersze."
        )
    if len(rows) > MOST_ROWS:
        yield found(
            f"{name}.csv", "", f"The table has {len(rows)} rows.", f"Tablica ma {len(rows)} wierszy.",
            f"At most {MOST_ROWS}: aggregated figures, never people.",
            f"Najwyżej {MOST_ROWS}: liczby zagregowane, nigdy pojedyncze osoby.",
        )  # fmt: skip


def _cells(name: str, rows: Sequence[Row], categories: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    ranges = numbers(name, categories)
    for line, row in enumerate(rows, start=2):
        for column, text in row.items():
            where = f"row {line}, column {column}"
            if column in ranges:
                value, limits = number_in(text), ranges[column]
                if value is None or not limits.least <= value <= limits.most:
                    yield found(
                        f"{name}.csv", where, f"{text!r} is no number that can stand here.",
                        f"{text!r} nie jest liczbą, która może tu stać.",
                        f"A number from {limits.least:g} to {limits.most:g}.", f"Liczba od {limits.least:g} do {limits.most:g}.",
                    )  # fmt: skip
            elif (expected := _expected(name, column, text, categories)) is not None:
                yield found(
                    f"{name}.csv", where, f"{text!r} is unknown.", f"Nieznana wartość {text!r}.",
                    f"{expected}.", f"{expected}.",
                )  # fmt: skip


def _expected(name: str, column: str, text: str, categories: Mapping[str, Sequence[str]]) -> str | None:
    """What should stand in a cell of text, if something else does."""
    if column in ("levels", "sectors"):
        letters = LETTERS if column == "levels" else SECTORS
        return None if text and set(text) <= letters else f"letters: {''.join(sorted(letters))}"
    if column in ("modern", "second_cycle"):
        return None if text in ("yes", "no") else "yes, no"
    if column == "age":
        return None if text.isdigit() and YOUNGEST <= int(text) <= OLDEST else f"{YOUNGEST}-{OLDEST}"
    if column == "from_age":
        return None if text.isdigit() and int(text) <= OLDEST else f"0-{OLDEST}"
    if column == "birth_decade":
        decades = [*map(str, range(EARLIEST_DECADE, LATEST_DECADE + 1, 10)), ALL_COHORTS]
        return None if text in decades else ", ".join(decades)
    known = TRAITS if column == "trait" else categories.get(column)
    if column in SHARED_CODES and not known:
        known = SHARED_CODES[column]
    if known is not None and column in TABLES[name].keys:
        return None if text in known else ", ".join(known)
    return None if text.strip() and text == text.strip() else "text without blanks around it"


def _twice(name: str, rows: Sequence[Row], categories: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    keys = [k for k in columns(name, categories) if k in TABLES[name].keys]
    seen: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(rows, start=2):
        key = tuple(row[k] for k in keys)
        if key in seen:
            yield found(
                f"{name}.csv", f"row {line}", f"{', '.join(key)} is there twice (row {seen[key]}).",
                f"{', '.join(key)} występuje dwa razy (wiersz {seen[key]}).", "Once.", "Raz.",
            )  # fmt: skip
        seen.setdefault(key, line)
