"""Names: grammatical for the sex, true to the cohort, not repeated."""

import numpy as np
import pytest

from sight_domain.populations.names import birth_decade, draw_names, feminine_surname
from sight_domain.populations.packs import load_pack

PACK = load_pack("PL")


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("Kowalski", "Kowalska"), ("Sawicki", "Sawicka"), ("Zawadzki", "Zawadzka"), ("Cichy", "Cicha"),
        ("Konieczny", "Konieczna"), ("Górny", "Górna"), ("Nowak", "Nowak"), ("Wójcik", "Wójcik"), ("Zięba", "Zięba"),
        ("Mazurkiewicz", "Mazurkiewicz"), ("Kwiecień", "Kwiecień"), ("Kulesza", "Kulesza"),
    ],
)  # fmt: skip
def test_surnames_take_their_feminine_form(masculine, feminine):
    assert feminine_surname(masculine) == feminine


def test_no_woman_bears_a_masculine_adjective_and_no_man_a_feminine_one():
    names = draw_names(PACK, ["female", "male"] * 500, [40] * 1000, np.random.default_rng(1))
    for (_, surname), gender in zip(names, ["female", "male"] * 500, strict=True):
        if gender == "female":
            assert not surname.endswith(("ski", "cki", "dzki", "y")), surname
        else:
            assert not surname.endswith(("ska", "cka", "dzka")), surname


def test_polish_given_names_of_women_end_in_a():
    by_gender = {
        g: {r["name"] for r in PACK.table("given_names") if r["gender"] == g} for g in ("female", "male")
    }
    foreign = {"Noemi", "Inez", "Nicole", "Nikol", "Nel", "Nelly"}
    assert {n for n in by_gender["female"] if not n.endswith("a")} <= foreign
    assert {n for n in by_gender["male"] if n.endswith("a")} <= {"Kosma", "Kuba"}


def test_no_full_name_is_repeated_among_a_thousand_of_one_sex_and_age():
    names = draw_names(PACK, ["female"] * 1000, [30] * 1000, np.random.default_rng(2))
    assert len(set(names)) == 1000


def test_names_belong_to_the_cohort():
    def common(age: int) -> set[str]:
        decade = birth_decade(age, PACK.reference_year)
        rows = [
            r
            for r in PACK.table("given_names")
            if r["gender"] == "female" and int(r["birth_decade"]) == decade
        ]
        return {r["name"] for r in sorted(rows, key=lambda r: -float(r["share"]))[:10]}

    assert "Janina" in common(85) and "Janina" not in common(20)
    assert "Julia" in common(20) and "Julia" not in common(70)


def test_surnames_are_many_and_distinct():
    surnames = [row["male"] for row in PACK.table("surnames")]
    assert len(surnames) >= 300
    assert len(set(surnames)) == len(surnames)
