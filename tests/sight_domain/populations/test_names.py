"""Names: grammatical for the sex, true to the cohort, not repeated."""

from collections import Counter

import numpy as np
import pytest

from sight_domain.populations.names import birth_decade, draw_names, feminine_surname
from sight_domain.populations.pack_format.layout import EARLIEST_DECADE, LATEST_DECADE
from sight_domain.populations.packs import available_packs, load_pack

PACK = load_pack("PL")
# Bearers in the PESEL register, January 2026 (Ministerstwo Cyfryzacji, dane.gov.pl 1667, CC0): names that hardly any child has.
REGISTER = {
    ("female", "Katarzyna"): 602_474, ("female", "Barbara"): 467_697, ("female", "Elżbieta"): 404_679,
    ("male", "Krzysztof"): 631_898,
}  # fmt: skip


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("Kowalski", "Kowalska"), ("Sawicki", "Sawicka"), ("Zawadzki", "Zawadzka"), ("Cichy", "Cicha"),
        ("Konieczny", "Konieczna"), ("Górny", "Górna"), ("Nowak", "Nowak"), ("Wójcik", "Wójcik"), ("Zięba", "Zięba"),
        ("Mazurkiewicz", "Mazurkiewicz"), ("Kwiecień", "Kwiecień"), ("Kulesza", "Kulesza"), ("Zając", "Zając"),
        ("Czarny", "Czarna"), ("Wiśniewski", "Wiśniewska"), ("Długi", "Długa"), ("Wielki", "Wielka"),
        ("Nowak-Kowalski", "Nowak-Kowalska"), ("Czarny-Zięba", "Czarna-Zięba"), ("Batory", "Batory"),
        ("Kennedy", "Kennedy"), ("Murray", "Murray"), ("Schmidt", "Schmidt"), ("Linde", "Linde"), ("Verdi", "Verdi"),
    ],
)  # fmt: skip
def test_surnames_take_their_feminine_form(masculine, feminine):
    assert feminine_surname(masculine) == feminine


def test_the_pack_carries_the_forms_that_grammar_asks_for():
    assert all(feminine_surname(row["male"]) == row["female"] for row in PACK.table("surnames"))


def test_no_woman_bears_a_masculine_adjective_and_no_man_a_feminine_one():
    genders = ["female", "male"] * 500
    for (_, surname), gender in zip(
        draw_names(PACK, genders, [40] * 1000, np.random.default_rng(1)), genders, strict=True
    ):
        if gender == "female":
            assert not surname.endswith(("ski", "cki", "dzki", "y")), surname
        else:
            assert not surname.endswith(("ska", "cka", "dzka")), surname


def test_ukrainian_surnames_take_their_feminine_form_in_latin_letters():
    forms = {row["male"]: row["female"] for row in load_pack("UA").table("surnames")}
    assert forms["Kovalskyi"] == "Kovalska" and forms["Chornyi"] == "Chorna" and forms["Ivanov"] == "Ivanova"
    assert forms["Shevchenko"] == "Shevchenko" and forms["Melnyk"] == "Melnyk"
    assert all(name.isascii() for pair in forms.items() for name in pair)
    assert not any(name.endswith("yi") for name in forms.values())


def test_polish_given_names_of_women_end_in_a():
    by_gender = {
        g: {r["name"] for r in PACK.table("given_names") if r["gender"] == g} for g in ("female", "male")
    }
    foreign = {"Noemi", "Inez", "Nicole", "Nikol", "Nel", "Nelly"}
    assert {n for n in by_gender["female"] if not n.endswith("a")} <= foreign
    assert {n for n in by_gender["male"] if n.endswith("a")} <= {"Kosma", "Kuba"}


@pytest.mark.parametrize("country", available_packs())
def test_no_full_name_is_repeated_among_a_thousand_of_one_sex_and_age(country):
    names = draw_names(load_pack(country), ["female"] * 1000, [80] * 1000, np.random.default_rng(2))
    assert len(set(names)) == 1000


@pytest.mark.parametrize("country", available_packs())
def test_no_full_name_is_repeated_across_batches(country):
    pack, generator, used = load_pack(country), np.random.default_rng(3), set()
    for _ in range(10):
        batch = [" ".join(n) for n in draw_names(pack, ["male"] * 100, [30] * 100, generator, taken=used)]
        assert not used & set(batch)
        used |= set(batch)
    assert len(used) == 1000


def test_a_name_is_repeated_only_when_none_is_left():
    pack = load_pack("UA")
    free = ("Iryna", "Bondarenko")
    every = {
        f"{given['name']} {surname['female']}"
        for given in pack.table("given_names")
        for surname in pack.table("surnames")
        if (given["name"], surname["female"]) != free
    }
    generator = np.random.default_rng(4)
    assert draw_names(pack, ["female"], [60], generator, taken=every) == [free]
    assert draw_names(pack, ["female"], [60], generator, taken=every | {" ".join(free)}) != []


def _adults_by_decade(gender: str) -> Counter[str]:
    people: Counter[str] = Counter()
    for row in PACK.table("ages"):
        if row["gender"] == gender:
            decade = birth_decade(int(row["age"]), PACK.reference_year)
            people[str(decade)] += sum(int(row[e]) for e in PACK.codes("education"))
    return people


@pytest.mark.parametrize(("gender", "name"), REGISTER)
def test_names_are_as_frequent_among_adults_as_in_the_register(gender, name):
    people = _adults_by_decade(gender)
    bearers = sum(
        people[row["birth_decade"]] * float(row["share"])
        for row in PACK.table("given_names")
        if (row["gender"], row["name"]) == (gender, name)
    )
    assert bearers == pytest.approx(REGISTER[gender, name], rel=0.08)


def test_names_belong_to_the_cohort():
    def common(age: int) -> set[str]:
        decade = str(birth_decade(age, PACK.reference_year))
        rows = [
            r for r in PACK.table("given_names") if (r["gender"], r["birth_decade"]) == ("female", decade)
        ]
        return {r["name"] for r in sorted(rows, key=lambda r: -float(r["share"]))[:10]}

    assert "Janina" in common(85) and "Janina" not in common(20)
    assert "Julia" in common(20) and "Julia" not in common(70)


@pytest.mark.parametrize(("country", "old", "young"), [("DE", "Ursula", "Lena"), ("GB", "Joan", "Chloe"), ("US", "Dorothy", "Ashley"), ("UA", "Hanna", "Anastasiia")])  # fmt: skip
def test_every_pack_gives_each_generation_its_names(country, old, young):
    decades = {
        name: {int(r["birth_decade"]) for r in load_pack(country).table("given_names") if r["name"] == name}
        for name in (old, young)
    }
    assert max(decades[old]) < LATEST_DECADE and EARLIEST_DECADE in decades[old]
    assert LATEST_DECADE in decades[young] and EARLIEST_DECADE not in decades[young]


def test_surnames_are_many_and_distinct():
    surnames = [row["male"] for row in PACK.table("surnames")]
    assert len(surnames) >= 1500
    assert len(set(surnames)) == len(surnames)
