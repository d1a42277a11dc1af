"""What sentences say about ages, places, people, numbers and questions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.llm.offline.planner.clauses import split
from sight_domain.llm.offline.planner.language import detect
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.slots.ages import ages
from sight_domain.llm.offline.planner.slots.audience import audience
from sight_domain.llm.offline.planner.slots.boosts import boost_said
from sight_domain.llm.offline.planner.slots.numbers import count_of_people, numbers
from sight_domain.llm.offline.planner.slots.people import forms, named_people, people_meant
from sight_domain.llm.offline.planner.slots.places import places
from sight_domain.llm.offline.planner.slots.questions import questions
from sight_domain.llm.offline.planner.text import fold, mask, one_typo

TENS_PL = [
    "dwadzieścia",
    "trzydzieści",
    "czterdzieści",
    "pięćdziesiąt",
    "sześćdziesiąt",
    "siedemdziesiąt",
    "osiemdziesiąt",
    "dziewięćdziesiąt",
]
UNITS_PL = ["jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć"]
TENS_EN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
UNITS_EN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
HUNDREDS_PL = [
    "sto",
    "dwieście",
    "trzysta",
    "czterysta",
    "pięćset",
    "sześćset",
    "siedemset",
    "osiemset",
    "dziewięćset",
]


@given(st.text(max_size=200))
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_masking_keeps_the_length(text: str, left: int, right: int) -> None:
    start, end = sorted((min(left, len(text)), min(right, len(text))))
    assert len(mask(text, [(start, end)])) == len(text)


@given(st.text(alphabet="abcdeó ł", min_size=4, max_size=10), st.integers(1, 9), st.sampled_from("xyz"))
def test_one_changed_letter_is_one_typo(word: str, place: int, letter: str) -> None:
    at = min(place, len(word) - 1)
    assert one_typo(word, word[:at] + letter + word[at + 1 :])
    assert one_typo(word, word[:at] + word[at + 1 :])
    assert not one_typo(word, "q" + word)


@given(st.integers(0, 8), st.integers(0, 7), st.integers(0, 8))
def test_polish_number_words_add_up(hundreds: int, tens: int, units: int) -> None:
    said = f"{HUNDREDS_PL[hundreds]} {TENS_PL[tens]} {UNITS_PL[units]}"
    assert [n.value for n in numbers(said)] == [100 * (hundreds + 1) + 10 * (tens + 2) + units + 1]


@given(st.integers(0, 8), st.integers(0, 7), st.integers(0, 8))
def test_english_number_words_add_up(hundreds: int, tens: int, units: int) -> None:
    said = f"{UNITS_EN[hundreds]} hundred and {TENS_EN[tens]}-{UNITS_EN[units]}"
    assert [n.value for n in numbers(said)] == [100 * (hundreds + 1) + 10 * (tens + 2) + units + 1]


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("dwudziestu respondentów", 20),
        ("tuzin osób", 12),
        ("two dozen people", 24),
        ("1 000 osób", 1000),
        ("a thousand people", 1000),
        ("women 25-44, 20 respondents", 20),
        ("osoby od 25 do 44 lat", None),
        ("60% women", None),
        ("four questions", None),
        ("from 45 people", 45),
    ],
)
def test_how_many_people_are_meant(said: str, count: int | None) -> None:
    assert count_of_people(said) == count


@given(st.integers(10, 99), st.integers(10, 99))
def test_an_age_range_is_given_on_as_said(low: int, high: int) -> None:
    for said in (f"women {low}-{high}", f"kobiety od {low} do {high} lat", f"people aged {low} to {high}"):
        found = ages(said)
        assert found is not None and (found.minimum, found.maximum) == (low, high)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("60+", 60, None),
        ("powyżej 60 lat", 60, None),
        ("over 60", 60, None),
        ("under 30", None, 29),
        ("poniżej trzydziestu lat", None, 29),
        ("do 35 lat", None, 35),
        ("młodzi dorośli", 18, 29),
        ("seniorzy 70+", 70, None),
        ("adults under 35", 18, 34),
        ("czterdziestolatkowie", 40, 49),
    ],
)
def test_open_and_named_ages(said: str, low: int | None, high: int | None) -> None:
    found = ages(said)
    assert found is not None and (found.minimum, found.maximum) == (low, high)


@pytest.mark.parametrize(
    "said", ["cities over 500k", "recruit 20 people", "zarabiający powyżej 7500 zł", "30% kobiet"]
)
def test_other_figures_are_no_ages(said: str) -> None:
    assert ages(said) is None


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("kobiety i mężczyźni", {}),
        ("kobiety", {"genders": ["female"]}),
        ("60% women and 40% men", {"quotas": {"gender": {"female": 0.6, "male": 0.4}}}),
        ("60/40 women to men", {"quotas": {"gender": {"female": 0.6, "male": 0.4}}}),
        ("30% z wyższym", {"quotas": {"education": {"tertiary": 0.3}}}),
        ("pół na pół", {"quotas": {"gender": {"female": 0.5, "male": 0.5}}}),
        ("30% mężczyzn", {"quotas": {"gender": {"male": 0.3, "female": 0.7}}}),
        ("zarabiający powyżej 7500", {"income": ["7500_10000", "over_10000"]}),
        ("earning under 4500", {"income": ["under_3000", "3000_4500"]}),
        ("ludzie na wsi i w małych miastach", {"settlements": ["rural", "town_under_100k"]}),
        ("graduates", {"education": ["tertiary"]}),
        ("połowa z wyższym", {"quotas": {"education": {"tertiary": 0.5}}}),
        ("two thirds women", {"quotas": {"gender": {"female": 0.6667, "male": 0.3333}}}),
        ("jedna czwarta ze wsi", {"quotas": {"settlement": {"rural": 0.25}}}),
        ("half of them with a degree and 30% dog owners", {"quotas": {"education": {"tertiary": 0.5}}}),
    ],
)
def test_the_audience_is_what_was_said_and_no_more(said: str, target: dict[str, Any]) -> None:
    assert audience(said).target == target


@pytest.mark.parametrize(
    ("said", "wishes"),
    [
        ("women 25-44 in cities of 500k+, half with children", ("half with children",)),
        ("kobiety 25-44 z dużych miast, połowa z dziećmi", ("połowa z dziećmi",)),
        ("matki w wieku 20-40 lat, 30% z wyższym", ("matki",)),
        ("half of them with a degree and 30% dog owners", ("30% dog owners",)),
        ("pielęgniarki i nauczycielki z małych miast", ("pielęgniarki", "nauczycielki")),
        ("a study on vegan burgers for men 30-40", ()),
        ("badanie o zabawkach dla dzieci", ()),
        ("kobiety z wyższym wykształceniem", ()),
    ],
)
def test_what_no_field_expresses_is_kept_in_the_speaker_s_words(said: str, wishes: tuple[str, ...]) -> None:
    assert audience(said).wishes == wishes


@pytest.mark.parametrize(
    ("said", "boost"),
    [
        ("Boost seniors to 40", {"age_min": 60, "to": 40}),
        ("boost women aged 18-24 to 30", {"age_min": 18, "age_max": 24, "genders": ["female"], "to": 30}),
        ("Zwiększ nadreprezentację seniorów do 40 osób", {"age_min": 60, "to": 40}),
        ("oversample people from villages by 15", {"settlements": ["rural"], "count": 15}),
        ("boost graduates, 10 more", {"education": ["tertiary"], "count": 10}),
        ("boost mieszkańców Śląska o 12", {"regions": ["śląskie"], "count": 12}),
        (
            "Dorekrutuj 5 kobiet powyżej 40 lat ponad kwoty",
            {"age_min": 40, "genders": ["female"], "count": 5},
        ),
        ("recruit 8 men beyond the quotas", {"genders": ["male"], "count": 8}),
        ("recruit 8 people beyond the quotas", None),
        ("recruit 20 seniors", None),
        ("boost it to 40", None),
        ("boost seniors", None),
    ],
)
def test_a_boost_is_its_group_and_how_many_of_it(said: str, boost: dict[str, Any] | None) -> None:
    assert boost_said(said) == boost


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("na Mazowszu", "mazowieckie"),
        ("w województwie śląskim", "śląskie"),
        ("w dolnośląskim", "dolnośląskie"),
        ("Lower Silesia", "dolnośląskie"),
        ("z Zachodniopomorskiego", "zachodniopomorskie"),
        ("na Pomorzu Zachodnim", "zachodniopomorskie"),
        ("kujawsko-pomorskie", "kujawsko-pomorskie"),
        ("w warmińsko-mazurskim", "warmińsko-mazurskie"),
        ("na Podlasiu", "podlaskie"),
        ("w Wielkopolsce", "wielkopolskie"),
        ("w lodzkiem", "łódzkie"),
        ("w swietokrzyskiem", "świętokrzyskie"),
    ],
)
def test_voivodeships_in_any_case(said: str, region: str) -> None:
    assert places(said).regions == (region,)


@pytest.mark.parametrize("city", [row[3] for row in resource("places.yaml")["cities"]])
def test_every_large_city_is_its_voivodeship_and_size(city: str) -> None:
    found = places(f"people from {city}")
    assert found.cities == (city,)
    assert len(found.regions) == 1
    assert found.settlements in (("city_500k_plus",), ("city_100k_499k",))


@pytest.mark.parametrize("name", [n for group in resource("people.yaml")["names"].values() for n in group])
def test_every_name_is_among_its_own_forms(name: str) -> None:
    assert fold(name) in forms(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Annę", "Anna"),
        ("Zofią", "Zofia"),
        ("Marii", "Maria"),
        ("Marcie", "Marta"),
        ("Agnieszce", "Agnieszka"),
        ("Magdzie", "Magda"),
        ("Barbarze", "Barbara"),
        ("Piotrze", "Piotr"),
        ("Markiem", "Marek"),
        ("Pawła", "Paweł"),
        ("Tomaszowi", "Tomasz"),
        ("Jerzego", "Jerzy"),
        ("Anna's", "Anna"),
    ],
)
def test_inflected_names_lead_to_their_nominative(said: str, name: str) -> None:
    assert [mention.value for mention in named_people(said)] == [name]


def test_a_surname_tells_people_of_one_first_name_apart() -> None:
    known = ["Anna Kowalska", "Anna Nowak"]
    assert [m.value for m in named_people("porównaj Annę Nowak z Anną Kowalską", known)] == [
        "Anna Nowak",
        "Anna Kowalska",
    ]


def test_the_last_group_is_nobody() -> None:
    assert people_meant("pokaż ostatnią grupę") == ()


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Pytania: Jak? Po co? i ile?", ("Jak?", "Po co?", "Ile?")),
        ("Ask them:\n- How?\n- Why?\n", ("How?", "Why?")),
        ("questions: 1. How old is it? 2) Who uses it?", ("How old is it?", "Who uses it?")),
        ('Ask "Is it dear?" and "Is it good?"', ("Is it dear?", "Is it good?")),
    ],
)
def test_questions_are_taken_word_for_word(text: str, items: tuple[str, ...]) -> None:
    found = questions(text)
    assert found is not None and found.items == items


def test_pairs_of_people_and_lists_of_questions_are_not_cut() -> None:
    message = "Porównaj Annę i Zofię, zapytaj ich: Co jesz? Z kim, gdzie i kiedy? Potem daj PDF"
    clauses = split(message)
    assert [clause.text for clause in clauses] == [
        "Porównaj Annę i Zofię,",
        "zapytaj ich: Co jesz? Z kim, gdzie i kiedy?",
        "Potem daj PDF",
    ]
    assert clauses[1].questions == ("Co jesz?", "Z kim, gdzie i kiedy?")


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    for clause in split(text):
        assert clause.text.strip()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zrekrutuj 20 respondentów", "pl"),
        ("porownaj anne z zofia", "pl"),
        ("Recruit 20 respondents from Łódź", "en"),
        ("What do Anna and Zofia differ in?", "en"),
        ("prj_01jz 20", None),
    ],
)
def test_the_language_of_a_message(text: str, language: str | None) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "quotas", "wishes"),
    [
        ("Tea: 60% earning over 10000, men with a degree, 40 people", {"over_10000": 0.6}, ()),
        ("Herbata, mężczyźni z wyższym, 40 osób, 60% zarabiających powyżej 10 tys.", {"over_10000": 0.6}, ()),
        ("Lody, połowa zarabia powyżej 6000 zł, 40 osób", None, ("połowa zarabia powyżej 6000",)),
    ],
)
def test_a_share_of_those_with_an_income_is_no_share_of_others(text, quotas, wishes):
    found = audience(text)
    assert found.target.get("quotas", {}).get("income_bracket") == quotas
    assert found.wishes == wishes
    assert "income" not in found.target
    assert set(found.target.get("quotas", {})) <= {"income_bracket"}
    assert count_of_people(text, alone=True) == 40


@pytest.mark.parametrize(
    ("text", "target", "wishes"),
    [
        ("30% kobiet 25-34, a 20% mężczyzn 65+, 24 osoby",
         {"quotas": {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}}}, ()),
        ("Tea: 30% women aged 25-34 and 20% men over 65, 40 people",
         {"quotas": {"gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2}}}, ()),
        ("Tea: 40% women 30-39, 40 people", {}, ("40% women 30-39",)),
        ("60% women, aged 25-44, 20 people",
         {"age_min": 25, "age_max": 44, "quotas": {"gender": {"female": 0.6, "male": 0.4}}}, ()),
        ("half women aged 25-44, 20 people",
         {"age_min": 25, "age_max": 44, "quotas": {"gender": {"female": 0.5, "male": 0.5}}}, ()),
    ],
)  # fmt: skip
def test_a_share_of_a_gender_within_an_age_is_a_crossed_quota(text, target, wishes):
    assert (audience(text).target, audience(text).wishes) == (target, wishes)


@pytest.mark.parametrize(
    ("text", "target", "wishes"),
    [
        ("US men, top fifth of incomes", {"country": "US", "genders": ["male"], "income": ["fifth_5"]}, ()),
        ("wealthy women in the UK", {"country": "GB", "genders": ["female"], "income": ["fifth_5"]}, ()),
        ("US men earning over 10000", {"country": "US", "genders": ["male"]}, ("earning over 10000",)),
        ("Ukrainian women with a high income", {"country": "UA", "genders": ["female"]}, ("high income",)),
        ("tell us about women", {"genders": ["female"]}, ()),
        ("TELL US ABOUT WOMEN", {"genders": ["female"]}, ()),
    ],
)
def test_incomes_abroad_are_fifths_or_wishes_and_a_pronoun_is_no_country(text, target, wishes):
    assert (audience(text).target, audience(text).wishes) == (target, wishes)
