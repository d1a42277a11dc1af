from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.reports.figures import long_date, moment, number, percent, plural

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "digits", "pl", "en"),
    [
        (0.5, 2, "0,50", "0.50"),
        (1234, 0, "1234", "1,234"),
        (12345.678, 1, f"12{NBSP}345,7", "12,345.7"),
        (1234567, None, f"1{NBSP}234{NBSP}567", "1,234,567"),
        (-0.42, 2, "−0,42", "−0.42"),
        (-0.001, 2, "0,00", "0.00"),
        (3.10, None, "3,1", "3.1"),
    ],
)
def test_numbers_follow_each_language(value: float, digits: int | None, pl: str, en: str) -> None:
    assert number(value, "pl", digits=digits) == pl
    assert number(value, "en", digits=digits) == en


def test_polish_percent_has_a_comma_and_a_no_break_space() -> None:
    assert percent(0.125, "pl", digits=1) == f"12,5{NBSP}%"
    assert percent(0.125, "en", digits=1) == "12.5%"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "osób"),
        (1, "osoba"),
        (2, "osoby"),
        (5, "osób"),
        (12, "osób"),
        (22, "osoby"),
        (112, "osób"),
        (21, "osób"),
    ],
)
def test_polish_nouns_agree_with_their_number(count: int, expected: str) -> None:
    assert plural(count, "pl", ("osoba", "osoby", "osób"), ("person", "people")) == f"{count} {expected}"


def test_dates_are_written_in_full() -> None:
    at = datetime(2026, 11, 4, 9, 5, tzinfo=UTC)
    assert long_date(at, "pl") == f"4{NBSP}listopada 2026"
    assert moment(at, "en") == f"4{NBSP}November 2026, 09:05 UTC"


@given(st.integers(-(10**12), 10**12))
def test_an_integer_can_be_read_back(value: int) -> None:
    for language in ("pl", "en"):
        written = number(value, language)
        assert int(written.replace("−", "-").replace(",", "").replace(NBSP, "")) == value
