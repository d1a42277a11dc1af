from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.offline import polish

REGIONS = [
    "dolnośląskie",
    "kujawsko-pomorskie",
    "lubelskie",
    "lubuskie",
    "łódzkie",
    "małopolskie",
    "mazowieckie",
    "opolskie",
    "podkarpackie",
    "podlaskie",
    "pomorskie",
    "śląskie",
    "świętokrzyskie",
    "warmińsko-mazurskie",
    "wielkopolskie",
    "zachodniopomorskie",
]


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (18, "18 lat"),
        (21, "21 lat"),
        (22, "22 lata"),
        (31, "31 lat"),
        (44, "44 lata"),
        (100, "100 lat"),
        (112, "112 lat"),
    ],
)
def test_years_take_the_form_their_number_asks_for(age: int, text: str) -> None:
    assert polish.years(age) == text


@given(st.integers(0, 10_000))
def test_a_counted_form_depends_on_the_last_two_digits(n: int) -> None:
    if n > 1:
        assert polish.counted(n, "a", "b", "c") == polish.counted(n + 100, "a", "b", "c")


def test_cities_stand_in_their_cases() -> None:
    assert polish.city_locative("Bielsko-Biała") == "w Bielsku-Białej"
    assert polish.city_locative("Wrocław") == "we Wrocławiu"
    assert polish.city_genitive("Szczecin") == "ze Szczecina"
    assert polish.city_locative("Białystok") == "w Białymstoku"
    assert polish.city_locative("Pcim") is None
    assert len(polish.known_cities()) == 39


@pytest.mark.parametrize("region", REGIONS)
def test_every_voivodeship_is_inflected(region: str) -> None:
    assert polish.region_locative(region) == f"w województwie {region[:-1]}m"
    assert polish.region_genitive(region) == f"z województwa {region[:-1]}ego"


def test_a_name_that_is_no_voivodeship_is_refused() -> None:
    with pytest.raises(ValueError, match="voivodeship"):
        polish.region_locative("Bawaria")


def test_lists_end_with_the_conjunction() -> None:
    assert polish.listed(["a", "b", "c"], "oraz") == "a, b oraz c"
    assert polish.listed(["a"]) == "a"


def test_acronyms_keep_their_capitals() -> None:
    assert polish.lower_first("Nauczycielka") == "nauczycielka"
    assert polish.lower_first("IT specialist") == "IT specialist"
