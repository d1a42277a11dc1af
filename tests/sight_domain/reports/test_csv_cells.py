from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.reports.csv_cells import escape_cell, unescape_cell

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
formula_like = st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'=", "''+"]), texts)


@pytest.mark.parametrize("text", ["=1+1", "+48", "-2", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"])
def test_no_formula_survives(text: str) -> None:
    assert escape_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Anna", "", "a=b", "'cause", "100 %", "– myślnik"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert escape_cell(text) == text


@pytest.mark.parametrize("value", [-3, 0.5, -0.5, None, 7])
def test_numbers_stay_numbers(value: object) -> None:
    assert escape_cell(value) is value


@given(texts | formula_like)
def test_escaped_text_never_starts_like_a_formula_and_comes_back_whole(text: str) -> None:
    escaped = escape_cell(text)
    assert isinstance(escaped, str)
    assert not escaped.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescape_cell(escaped) == text


@given(st.lists(texts | formula_like, min_size=2, max_size=5))
def test_cells_survive_the_trip_through_a_file(row: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([escape_cell(cell) for cell in row])
    (read,) = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert [unescape_cell(cell) for cell in read] == row
