"""Occupations: the right gender, and fit for education, age and status."""

import numpy as np
import pytest

from sight_domain.populations.occupations import draw_occupation
from sight_domain.populations.packs import load_pack

PACK = load_pack("PL")
TITLES = {
    "male": {r["pl_male"] for r in PACK.table("occupations")},
    "female": {r["pl_female"] for r in PACK.table("occupations")},
}


def _draw(seed=0, **facts):
    person = {
        "age": 40, "gender": "female", "education": "tertiary", "status": "employed_public",
        "income_bracket": "4500_6000", "settlement": "rural", "language": "pl",
    } | facts  # fmt: skip
    return draw_occupation(PACK, generator=np.random.default_rng(seed), **person)


@pytest.mark.parametrize("gender", ["female", "male"])
@pytest.mark.parametrize("education", PACK.codes("education"))
@pytest.mark.parametrize("status", ["employed_private", "employed_public", "self_employed", "farmer"])
def test_titles_have_the_gender_of_their_bearer(gender, education, status):
    for seed in range(25):
        assert _draw(seed, gender=gender, education=education, status=status) in TITLES[gender]


@pytest.mark.parametrize(
    ("gender", "status", "age", "opening"),
    [
        ("female", "retired", 70, "emerytka, dawniej "), ("male", "retired", 70, "emeryt, dawniej "),
        ("female", "disability_pension", 50, "rencistka, dawniej "), ("male", "disability_pension", 50, "rencista, dawniej "),
        ("female", "unemployed", 40, "bezrobotna, ostatnio "), ("male", "unemployed", 40, "bezrobotny, ostatnio "),
        ("female", "unemployed", 19, "bezrobotna, szuka"), ("male", "student", 21, "student "),
        ("female", "student", 21, "studentka "),
    ],
)  # fmt: skip
def test_those_not_at_work_are_named_for_what_they_are(gender, status, age, opening):
    education = "secondary"
    for seed in range(20):
        assert _draw(seed, gender=gender, status=status, age=age, education=education).startswith(opening)


def test_only_graduates_are_doctors_and_only_secondary_schooling_or_less_lays_bricks():
    for seed in range(200):
        assert "lekarz" not in _draw(seed, gender="male", education="vocational", status="employed_private")
        assert _draw(seed, gender="male", status="employed_private") != "murarz"


def test_nobody_of_eighty_five_used_to_write_software():
    modern = {r["en"] for r in PACK.table("occupations") if r["modern"] == "yes"}
    for seed in range(300):
        former = _draw(seed, age=85, status="retired", language="en").removeprefix("retired, formerly ")
        assert former not in modern


def test_an_eighteen_year_old_with_primary_school_is_a_pupil():
    assert _draw(age=18, education="primary", status="student") == "uczennica szkoły średniej"


def test_high_incomes_go_with_better_paid_occupations():
    pay = {r["pl_female"]: float(r["pay"]) for r in PACK.table("occupations")}
    low = np.mean([pay[_draw(s, status="employed_private", income_bracket="3000_4500")] for s in range(200)])
    high = np.mean(
        [pay[_draw(s, status="employed_private", income_bracket="over_10000")] for s in range(200)]
    )
    assert high > 1.5 * low


def test_every_title_exists_in_both_genders_and_in_english():
    for row in PACK.table("occupations"):
        assert row["pl_male"] and row["pl_female"] and row["en"]
        assert 0 <= float(row["women"]) <= 1
        assert set(row["levels"]) <= set("PVST") and set(row["sectors"]) <= set("pbsf")


@pytest.mark.parametrize("gender", ["female", "male"])
def test_a_survivors_pension_is_for_the_widowed(gender):
    facts = {"age": 78, "gender": gender, "education": "primary", "status": "inactive"}
    assert _draw(family={"marital": "widowed"}, **facts) == "na rencie rodzinnej"
    for family in ({"marital": "married"}, {"marital": "divorced"}, None):
        assert _draw(family=family, **facts) == "nie pracuje zawodowo"


@pytest.mark.parametrize("gender", ["female", "male"])
def test_only_those_with_a_child_at_home_look_after_the_family(gender):
    facts = {"age": 45, "gender": gender, "status": "inactive"}
    assert _draw(family={"children_at_home": [4, 20]}, **facts) == "zajmuje się domem i rodziną"
    for children in ([], [25]):
        assert _draw(family={"children_at_home": children}, **facts) == "nie pracuje zawodowo"


def test_a_man_s_title_is_masculine_also_where_the_usual_word_is_feminine():
    titles = {r["en"]: r for r in PACK.table("occupations")}
    assert titles["kitchen assistant"]["pl_male"] == "pomocnik kuchenny"
    helpers = [r["pl_male"] for r in titles.values() if r["pl_male"].startswith(("pomoc ", "osoba "))]
    assert helpers == []
