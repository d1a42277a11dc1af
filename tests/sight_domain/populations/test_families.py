"""Families: possible ones, that fit the household, the age and the country."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.populations.families import YOUNGEST_PARENT, draw_family, family_contradictions, life_stage
from sight_domain.populations.packs import available_packs, load_pack, vocabulary
from sight_domain.populations.service import draw_respondents, parse_target

PACKS = [load_pack(country) for country in available_packs()]
HOUSEHOLDS = list(load_pack("PL").attributes["household"])


def _family(pack, household, age, gender, seed):
    generator = np.random.default_rng(seed)
    return draw_family(pack, household=household, age=age, gender=gender, generator=generator)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(PACKS),
    st.sampled_from(HOUSEHOLDS),
    st.integers(18, 100),
    st.sampled_from(["female", "male"]),
    st.integers(0, 10**6),
)
def test_every_family_is_possible_and_fits_its_household(pack, household, age, gender, seed):
    if household in ("couple_with_children", "single_parent") and age < 21:
        return
    family = _family(pack, household, age, gender, seed)
    person = {"age": age, "household": household, "family": family.model_dump()}
    assert family_contradictions(person) == []
    assert all(0 <= child <= age - YOUNGEST_PARENT for child in family.children_at_home)
    assert family.children_at_home == sorted(family.children_at_home)
    partner = family.marital in ("married", "partnered")
    others = family.parents_at_home + family.others_at_home
    assert family.household_size == 1 + partner + len(family.children_at_home) + others
    assert (household == "alone") == (family.household_size == 1)
    assert (family.parents_at_home > 0) == (household == "with_parents")
    assert life_stage(household, age, family) in vocabulary("life_stage")


@pytest.mark.parametrize("country", available_packs())
def test_families_change_with_age_as_the_pack_says(country):
    people = draw_respondents(parse_target({"country": country}), 600, seed=5, language="en")
    widows = [p for p in people if p.family is not None and p.family.marital == "widowed"]
    assert np.mean([p.age for p in widows]) > 65
    assert sum(p.gender == "female" for p in widows) > len(widows) / 2
    young = Counter(p.life_stage for p in people if p.age < 25)
    old = Counter(p.life_stage for p in people if p.age >= 65)
    assert young.most_common(1)[0][0] == "with_parents"
    assert old["older_couple"] + old["older_single"] > sum(old.values()) / 2
    children = [c for p in people if p.family is not None for c in p.family.children_at_home]
    assert 4 < np.mean(children) < 20


def test_mothers_are_of_the_age_of_their_cohort():
    pack = load_pack("PL")
    gaps = {
        age: [
            age - family.children_at_home[-1]
            for seed in range(400)
            if (family := _family(pack, "couple_with_children", age, "female", seed)).children_away == 0
        ]
        for age in (32, 40)
    }
    assert np.mean(gaps[40]) == pytest.approx(27.0, abs=1.5)
    assert np.mean(gaps[32]) == pytest.approx(25.9, abs=1.5)


@pytest.mark.parametrize(
    ("person", "broken"),
    [
        ({"age": 30, "family": {"children_at_home": [15], "marital": "married"}, "household": "couple_with_children"}, "child_too_old"),
        ({"age": 30, "family": {"children_at_home": [], "children_away": 2, "marital": "single"}, "household": "alone"}, "child_too_old"),
        ({"age": 40, "family": {"children_at_home": [], "marital": "married"}, "household": "couple_with_children"}, "household_without_its_children"),
        ({"age": 40, "family": {"children_at_home": [], "marital": "married"}, "household": "alone"}, "partner_at_odds_with_household"),
        ({"age": 40, "family": {"children_at_home": [], "marital": "single"}, "household": "couple"}, "partner_at_odds_with_household"),
    ],
)  # fmt: skip
def test_impossible_families_are_found(person, broken):
    assert broken in family_contradictions(person)


def test_a_person_without_a_known_family_contradicts_nothing():
    assert family_contradictions({"age": 30, "household": "couple"}) == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.country)
@pytest.mark.parametrize("gender", ["female", "male"])
def test_nobody_of_nineteen_is_divorced_or_widowed(pack, gender):
    for household in ("alone", "with_parents", "with_relatives"):
        for age in (18, 19, 22):
            drawn = {_family(pack, household, age, gender, seed).marital for seed in range(100)}
            assert drawn == {"single"}


def test_most_lone_parents_of_forty_have_been_married_and_most_of_twenty_two_not():
    def share_single(age):
        return np.mean(
            [_family(PACKS[0], "single_parent", age, "female", s).marital == "single" for s in range(300)]
        )

    assert share_single(40) < 0.6
    assert share_single(22) == 1
