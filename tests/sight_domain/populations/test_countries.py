"""The packs besides Poland: their totals are the sources', and their people are possible."""

import pytest

from sight_domain.populations.packs import load_pack
from sight_domain.populations.service import draw_respondents, incidence, parse_target

COUNTRIES = ("DE", "GB", "US", "UA")
WORKING = ("employed_private", "employed_public", "self_employed", "farmer")
# ILO modelled estimates of 2019: women and men of 15 and over in work, agriculture among those in work, per cent.
EMPLOYMENT = {
    "DE": (54.2, 64.7, 1.204), "GB": (56.0, 64.9, 1.044), "US": (54.8, 66.3, 1.680), "UA": (45.3, 59.2, 13.908),
}  # fmt: skip
# Household budget surveys: share of people in each fifth of households, from mean household sizes.
FIFTHS = {"DE": (0.164, 0.200, 0.210, 0.214, 0.212), "US": (0.130, 0.170, 0.203, 0.240, 0.256)}


def _people(pack, row) -> float:
    return sum(float(row[b]) for b in pack.codes("income_bracket") or ("persons",))


def _working(country: str, *, gender: str | None = None, statuses=WORKING) -> float:
    pack = load_pack(country)
    return sum(
        _people(pack, row)
        for row in pack.table("work_and_income")
        if row["status"] in statuses and gender in (None, row["gender"])
    )


def _adults(country: str, gender: str) -> float:
    pack = load_pack(country)
    rows = [row for row in pack.table("ages") if row["gender"] == gender]
    return sum(float(row[e]) for row in rows for e in pack.codes("education"))


@pytest.mark.parametrize("country", COUNTRIES)
def test_people_in_work_are_as_many_as_the_labour_office_estimates(country):
    women, men, farming = EMPLOYMENT[country]
    for gender, rate in (("female", women), ("male", men)):
        # The rates are of those of 15 and over, so that among adults a little more are in work.
        assert 1.0 < _working(country, gender=gender) / _adults(country, gender) / (rate / 100) < 1.07
    share = _working(country, statuses=("farmer",)) / _working(country)
    assert share * 100 == pytest.approx(farming, rel=0.01)


@pytest.mark.parametrize("country", FIFTHS)
def test_fifths_hold_the_people_that_live_in_them(country):
    pack = load_pack(country)
    totals = [
        sum(float(row[fifth]) for row in pack.table("work_and_income"))
        for fifth in pack.codes("income_bracket")
    ]
    assert [t / sum(totals) for t in totals] == pytest.approx(FIFTHS[country], abs=0.001)


@pytest.mark.parametrize("country", COUNTRIES)
def test_nobody_has_a_degree_before_22(country):
    for row in load_pack(country).table("ages"):
        assert int(row["age"]) >= 22 or float(row["tertiary"]) == 0


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_filtered_target_is_drawn_where_there_are_no_regions(country):
    target = parse_target(
        {"country": country, "age_min": 30, "age_max": 49, "genders": ["female"], "education": ["tertiary"]}
    )
    people = draw_respondents(target, 30, seed=2, language="en")
    assert {(p.gender, p.education, p.region, p.settlement, p.city) for p in people} == {
        ("female", "tertiary", None, None, None)
    }
    assert all(30 <= p.age <= 49 for p in people)
    assert 0.02 < incidence(target)["share_of_adults"] < 0.10


@pytest.mark.parametrize(
    ("country", "people"), [("DE", 18_260_400), ("GB", 12_764_400), ("US", 55_072_100), ("UA", 7_566_500)]
)
def test_seniors_are_as_many_as_the_wittgenstein_centre_counts(country, people):
    target = parse_target({"country": country, "age_min": 65})
    assert incidence(target)["persons"] == pytest.approx(people, abs=100)
