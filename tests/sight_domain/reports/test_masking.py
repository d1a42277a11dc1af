from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.reports.masking import NameMask, initials, mask_contacts, mask_payload
from sight_domain.reports.name_forms import name_forms


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Anna Kowalska", "A. K."), ("Łucja Śliwa-Żak", "Ł. Ś.-Ż."), ("Maria", "M."), ("*Jan* #Nowak", "J. N.")],
)
def test_a_name_becomes_its_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Anna", "anny annie annę anną anno"),
        ("Zofia", "zofii zofię zofią zofio"),
        ("Maja", "mai maję majo"),
        ("Agnieszka", "agnieszki agnieszce agnieszkę agnieszką"),
        ("Olga", "olgi oldze olgę"),
        ("Marta", "marty marcie martą"),
        ("Barbara", "barbarze barbarą"),
        ("Magda", "magdzie magdą"),
        ("Paweł", "pawła pawłowi pawłem pawle"),
        ("Marek", "marka markowi markiem marku"),
        ("Piotr", "piotra piotrem piotrze"),
        ("Robert", "roberta robercie"),
        ("Jerzy", "jerzego jerzemu jerzym"),
        ("Antoni", "antoniego antoniemu antonim"),
        ("Aleksander", "aleksandra aleksandrem aleksandrze"),
        ("Tomasz", "tomasza tomaszowi tomaszem"),
        ("Kowalski", "kowalskiego kowalskiemu kowalskim kowalscy kowalskich"),
        ("Kowalska", "kowalskiej kowalską"),
        ("Nowak", "nowaka nowakowi nowakiem nowakowie"),
        ("Wójcik", "wójcika wójcikiem"),
        ("Kozioł", "kozła kozłem"),
        ("Gołąb", "gołębia gołębiem"),
        ("Kwiecień", "kwietnia kwietniowi"),
        ("Matejko", "matejki matejce matejką"),
        ("Szczęsna", "szczęsnej szczęsną"),
    ],
)
def test_a_name_is_known_in_its_case_forms(name: str, forms: str) -> None:
    assert set(forms.split()) <= name_forms(name)


def test_inflected_names_in_running_text_are_covered() -> None:
    mask = NameMask(["Anna Kowalska", "Paweł Dąbrowski"])
    said = "Zgadzam się z Anną Kowalską. Pawłowi Dąbrowskiemu też to mówiłam, a ANNIE nie. Anna's idea."
    assert mask(said) == "Zgadzam się z A. K. P. D. też to mówiłam, a A. nie. A.'s idea."


def test_everyday_words_that_look_like_a_name_stay() -> None:
    mask = NameMask(["Maja Lis", "Ola Tym"])
    said = "Mają rację. Ale lista zakupów jest długa. Tak, annały i lis w lesie."
    assert mask(said) == said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Piszcie: anna.kowalska@example.com!", "Piszcie: a***@example.com!"),
        ("tel. 600 123 456", "tel. *** *** ***"),
        ("+48 600-123-456", "*** *** ***"),
        ("+44 20 7946 0958", "*** *** ***"),
        ("(22) 123 45 67", "*** *** ***"),
        ("600123456.", "*** *** ***."),
    ],
)
def test_contacts_are_covered(text: str, expected: str) -> None:
    assert mask_contacts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "7 500 - 10 000 zł",
        "120 000 000 zł budżetu",
        "w 2024 roku 38 mln osób",
        "trn_01k123456789abcdefghjkmnpq",
        "2026-11-04T10:00:00Z",
        "od 25 do 44 lat, 249 zł",
    ],
)
def test_amounts_ids_and_dates_are_no_phone_numbers(text: str) -> None:
    assert mask_contacts(text) == text


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for inner in value.values() for s in _strings(inner)]
    if isinstance(value, list):
        return [s for inner in value for s in _strings(inner)]
    return []


def test_no_name_of_a_respondent_is_left_anywhere(studies: ModuleType) -> None:
    study = studies.project(5)
    study["personas"][0]["background_story"] += " Anna lubi, gdy mówi się o Annie Kowalskiej."
    study["focus_groups"][0]["turns"][1]["text"] = "Jak mówiła Zofia Wójcik, a potem Małgorzacie Szczęsnej."
    everything = " ".join(_strings(mask_payload(study)))
    for name in ("Ann", "Kowalsk", "Zofi", "Wójcik", "Małgorza", "Szczęsn", "Brzęczyszcz", "Dąbrowsk"):
        assert name not in everything


def test_codes_places_and_the_researchers_words_stay(studies: ModuleType) -> None:
    study = studies.project(1)
    study["personas"][0] |= {"full_name": "Anna Góra", "city": "Zielona Góra"}
    study["project"]["name"] = "Anna i spółka"
    masked = mask_payload(study)
    assert masked["personas"][0]["city"] == "Zielona Góra"
    assert masked["personas"][0]["full_name"] == "A. G."
    assert masked["project"]["name"] == "Anna i spółka"
    assert masked["personas"][0]["id"] == study["personas"][0]["id"]


def test_masking_leaves_its_argument_alone(studies: ModuleType) -> None:
    study = studies.project(2)
    mask_payload(study)
    assert study == studies.project(2)


WORDS = st.sampled_from(
    [
        "Anna",
        "Anną",
        "Kowalskiej",
        "mówi",
        "o",
        "cenie.",
        "Paweł,",
        "a@b.pl",
        "Potem",
        "600 123 456",
        "Annie.",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_a_verbatim_quote_stays_verbatim_and_masking_twice_changes_nothing(
    words: list[str], data: st.DataObject
) -> None:
    mask = NameMask(["Anna Kowalska", "Paweł Nowak"])
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    turn, quote = " ".join(words), " ".join(words[start:end])
    assert mask(quote) in mask(turn)
    assert mask(mask(turn)) == mask(turn)
