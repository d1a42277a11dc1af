"""Numbers mean what their writers meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.graph.quantities import Quantity, numbers_in, quantity_at, years_in
from sight_domain.language import Language


def first(text: str, language: Language) -> Quantity:
    return quantity_at(text, numbers_in(text)[0], language)


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("48,5%", "pl", 48.5, "%"),
        ("48,5 proc.", "pl", 48.5, "%"),
        ("wzrost o 3,2 p.p.", "pl", 3.2, "pp"),
        ("o 2 punkty procentowe", "pl", 2, "pp"),
        ("12,5 tys. zł", "pl", 12_500, "PLN"),
        ("1 234,50 zł", "pl", 1234.5, "PLN"),
        ("1,204 mln osób", "pl", 1_204_000, "persons"),
        ("ok. 3 miliony złotych", "pl", 3_000_000, "PLN"),
        ("1.250.000 zł", "pl", 1_250_000, "PLN"),
        ("0,204", "pl", 0.204, None),
        ("1,204 people", "en", 1204, "persons"),
        ("$1.5 billion", "en", 1_500_000_000, "USD"),
        ("58 per cent", "en", 58, "%"),
        ("1,234,567.5", "en", 1_234_567.5, None),
        ("€ 20", "en", 20, "EUR"),
        ("-4.5 percentage points", "en", -4.5, "pp"),
        ("30 minut", "pl", 30, "minutes"),
    ],
)
def test_a_written_quantity_is_read(text: str, language: Language, value: float, unit: str | None) -> None:
    found = first(text, language)
    assert (found.value, found.unit) == (value, unit)
    assert found.written in text


def test_the_written_form_takes_scale_and_unit_along() -> None:
    assert first("wydano 12,5 tys. zł na książki", "pl") == Quantity("12,5 tys. zł", 12_500, "PLN")


def test_money_is_written_with_its_sign() -> None:
    assert first("spend was £38.50 a month", "en").written == "£38.50"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("odnotowano wypadków o 14% więcej niż rok wcześniej", "pl"),
        ("odsetek wyższy, o 3,1 pkt proc. więcej", "pl"),
        ("Sprzedaż spadła w ciągu roku o 5 mln zł.", "pl"),
        ("zapłaciła o 38% więcej", "pl"),
        ("kosztuje 4 zł mniej", "pl"),
        ("zwiększyła się o około 7%", "pl"),
        ("Uptake rose by 12% last year", "en"),
        ("Prices are 3% higher", "en"),
        ("Sales fell sharply by about $4 million", "en"),
    ],
)
def test_how_much_more_is_told_from_how_much(text: str, language: Language) -> None:
    assert first(text, language).is_change


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Odsetek wzrósł do 43% czytelników", "pl"),
        ("mniej niż 5% badanych", "pl"),
        ("kosztuje 62 zł", "pl"),
        ("5 mln mniej więcej", "pl"),
        ("The share rose to 19%", "en"),
        ("It was chosen by 12% of women", "en"),
        ("more than 40% agree", "en"),
    ],
)
def test_a_level_is_no_change(text: str, language: Language) -> None:
    assert not first(text, language).is_change


def test_a_power_is_not_read_as_its_base() -> None:
    assert numbers_in("masa 10⁶ kg") == []


def test_a_span_of_years_or_ages_is_no_negative_number() -> None:
    assert [number.group() for number in numbers_in("w latach 2019–2024 osoby 25-34")] == [
        "2019",
        "2024",
        "25",
        "34",
    ]
    assert years_in("w latach 2019–2024, próba 12024") == [2019, 2024]


def test_words_hold_no_number() -> None:
    assert numbers_in("prawie połowa, covid19") == []


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["pl", "en"]))
def test_any_number_written_in_a_language_is_read_back(whole: int, cents: int, language: Language) -> None:
    english = f"{whole:,}.{cents:02d}"
    written = english if language == "en" else english.replace(",", "\u00a0").replace(".", ",")
    assert first(f"about {written} PLN", language).value == pytest.approx(whole + cents / 100)
