"""Workbooks and separated values: each row carries its heads."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import ErrorCode, SightError
from sight_domain.knowledge.parsing.parser import parse
from sight_domain.knowledge.parsing.structure import BlockKind
from sight_domain.knowledge.parsing.tables import lines


def workbook(**sheets: list[list[object]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def test_a_sheet_is_a_section_and_each_row_says_its_heads() -> None:
    content = workbook(
        Czytelnictwo=[["Grupa", "2023", "Udział"], ["Kobiety", 48.5, "51 %"], [], ["Mężczyźni", 32, ""]],
        Pusty=[],
    )
    parsed = parse(content, "dane.xlsx")
    assert [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks] == [
        (BlockKind.HEADING, "Czytelnictwo"),
        (BlockKind.TABLE, "Grupa | 2023 | Udział\nKobiety | 48.5 | 51 %\nMężczyźni | 32"),
    ]


def test_heads_that_are_words_stand_with_every_value() -> None:
    assert lines([["Grupa", "Udział"], ["Kobiety", "51 %"], ["", ""], ["", "32 %"]]) == [
        "Grupa | Udział",
        "Grupa: Kobiety | Udział: 51 %",
        "Udział: 32 %",
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_out(separator: str) -> None:
    rows = [["Imię", "Miasto"], ["Zofia", "Łódź"], ["Józef", "Kraków"], ["Ewa", "Gdańsk"]]
    content = "\r\n".join(separator.join(row) for row in rows).encode("cp1250")
    parsed = parse(content, "osoby.csv")
    assert parsed.text.split("\n")[1] == "Imię: Zofia | Miasto: Łódź"


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (workbook(Pusty=[]), "pusty.xlsx", ErrorCode.UNREADABLE_DOCUMENT),
        (b"PK\x03\x04broken", "dane.xlsx", ErrorCode.UNREADABLE_DOCUMENT),
        (b";;;\n;;;\n", "puste.csv", ErrorCode.UNREADABLE_DOCUMENT),
        (b'a,b\n"' + b"x" * 200_000, "bez-konca.csv", ErrorCode.UNREADABLE_DOCUMENT),
    ],
)
def test_what_holds_no_table_is_refused(content: bytes, filename: str, code: ErrorCode) -> None:
    with pytest.raises(SightError) as refused:
        parse(content, filename)
    assert refused.value.code is code


@given(st.lists(st.lists(st.text(alphabet="ab1 ", max_size=4).map(str.strip), max_size=4), max_size=6))
def test_no_value_is_lost_and_none_made_up(rows: list[list[str]]) -> None:
    shown = lines(rows)
    filled = [row for row in rows if any(row)]
    assert len(shown) == len(filled)
    for line, row in zip(shown, filled, strict=True):
        values = [piece.rpartition(": ")[2] for piece in line.split(" | ")]
        assert values == [cell for cell in row if cell]
