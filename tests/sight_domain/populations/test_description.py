"""A target in words, how common it is, and what it does not express."""

import pytest

from sight_domain.populations.description import (
    filters_in_words,
    incidence_in_words,
    misfits_in_words,
    target_in_words,
)
from sight_domain.populations.filters import Filters
from sight_domain.populations.fit import Misfit
from sight_domain.populations.packs import load_pack
from sight_domain.populations.target import parse_target
from sight_domain.populations.unexpressed import unexpressed


@pytest.mark.parametrize(
    ("raw", "en", "pl"),
    [
        ({}, "Adults; Poland.", "Dorośli; Polska."),
        ({"genders": ["female"], "age_min": 25, "age_max": 44}, "Women aged 25–44; Poland.", "Kobiety w wieku 25–44 lat; Polska."),
        ({"genders": ["male"], "age_min": 60}, "Men aged 60 and over; Poland.", "Mężczyźni w wieku od 60 lat; Polska."),
        ({"age_max": 30, "regions": ["śląskie"]}, "Adults aged up to 30; region: Silesian; Poland.", "Dorośli w wieku do 30 lat; region: śląskie; Polska."),
        (
            {"quotas": {"education": {"tertiary": 0.5}}},
            "Adults; Poland. Quotas: education: tertiary 50%, others as in the population.",
            "Dorośli; Polska. Kwoty: wykształcenie: wyższe 50%, pozostali jak w populacji.",
        ),
        (
            {"quotas": {"gender x education": {"female x tertiary": 0.325}}},
            "Adults; Poland. Quotas: gender x education: woman x tertiary 32.5%, others as in the population.",
            "Dorośli; Polska. Kwoty: płeć x wykształcenie: kobieta x wyższe 32,5%, pozostali jak w populacji.",
        ),
    ],
)  # fmt: skip
def test_a_target_is_said_in_both_languages(raw, en, pl):
    target = parse_target({"country": "PL", **raw})
    assert target_in_words(target, "en") == en
    assert target_in_words(target, "pl") == pl


@pytest.mark.parametrize(
    ("share", "persons", "en", "pl"),
    [
        (0.02134, 656_234, "2.1% of adults; 656,000 people", "2,1% dorosłych; 656 000 osób"),
        (1.0, 30_812_345, "100% of adults; 30,800,000 people", "100% dorosłych; 30 800 000 osób"),
        (0.0000321, 993, "0.0032% of adults; 993 people", "0,0032% dorosłych; 993 osoby"),
        (0.00000003, 1, "0.000003% of adults; 1 person", "0,000003% dorosłych; 1 osoba"),
    ],
)
def test_incidence_is_said_with_as_many_digits_as_it_bears(share, persons, en, pl):
    assert incidence_in_words(share, persons, "en") == en
    assert incidence_in_words(share, persons, "pl") == pl


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("połowa z dziećmi", "rodzinna"),
        ("half with children", "rodzinna"),
        ("mężatki i pary", "cywilny"),
        ("pielęgniarki", "zawód"),
        ("właściciele psów", "posiadają"),
        ("zielone oczy", "nic tego nie wyraża"),
    ],
)
def test_what_cannot_be_expressed_says_why_and_what_to_do_instead(said, reason):
    target = parse_target({"country": "PL", "age_min": 25, "age_max": 44, "not_expressed": [said]})
    (polish,), (english,) = unexpressed(target, "pl"), unexpressed(target, "en")
    assert polish.said == said == english.said
    assert reason in polish.reason
    assert polish.instead and english.instead and polish.instead != english.instead


def test_wishes_about_children_come_with_how_many_have_them():
    shares = []
    for ages in ({"age_min": 35, "age_max": 44}, {"age_min": 75}):
        (wish,) = unexpressed(
            parse_target({"country": "PL", **ages, "not_expressed": ["with children"]}), "en"
        )
        shares.append(int(wish.instead.split("%")[0].rsplit(" ", 1)[1]))
    assert shares[0] > 40 > 10 > shares[1]


def test_misfits_are_said_with_their_dues():
    target = parse_target({"country": "PL"})
    found = [Misfit("gender", "female", 14, 10.04), Misfit("gender x age_group", "male x 65+", 1, 3.5)]
    assert misfits_in_words(found, target, "en").startswith(
        "gender: woman 14 instead of 10.0; gender x age: man x"
    )
    assert "kobieta 14 zamiast 10,0" in misfits_in_words(found, target, "pl")


def test_a_group_is_said_like_a_target():
    assert filters_in_words(Filters(age_min=65), load_pack("PL"), "pl") == "dorośli w wieku od 65 lat"
