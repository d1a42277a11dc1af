"""Traits against their norms; values and interests that follow from who somebody is, with spread."""

from collections import Counter

import numpy as np
import pytest

from sight_domain.populations.big_five import TRAITS, correlations, draw_traits, norm
from sight_domain.populations.interests import draw_interests
from sight_domain.populations.packs import load_pack
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target
from sight_domain.populations.values import MODEL, draw_value_scores, leading_values

PACK = load_pack("PL")


@pytest.mark.parametrize(("gender", "age"), [("female", 19), ("female", 30), ("male", 50), ("male", 80)])
def test_means_and_spread_are_the_norm_s(gender, age):
    scores, _ = draw_traits(PACK, [gender] * 20_000, [age] * 20_000, np.random.default_rng(0))
    means, sds = norm(PACK, gender, age)
    assert np.abs(scores.mean(0) - means).max() < 0.01
    assert np.abs(scores.std(0) / sds - 1).max() < 0.05


def test_traits_correlate_as_published():
    _, z = draw_traits(PACK, ["male"] * 20_000, [40] * 20_000, np.random.default_rng(0))
    assert np.abs(np.corrcoef(z.T) - correlations(PACK)).max() < 0.03


def test_scores_stay_between_nought_and_one():
    scores, _ = draw_traits(PACK, ["female"] * 20_000, [65] * 20_000, np.random.default_rng(1))
    assert scores.min() >= 0 and scores.max() <= 1


def test_open_people_value_self_direction_more_often_than_closed_ones():
    def share(openness: float) -> float:
        z = np.zeros((2000, 5))
        z[:, TRAITS.index("openness")] = openness
        scores = draw_value_scores(z, [40] * 2000, ["male"] * 2000, np.random.default_rng(3))
        return sum("self_direction" in v for v in leading_values(scores)) / 2000

    assert share(1.5) > share(-1.5) + 0.2


def test_values_and_interests_vary_and_follow_age():
    people = draw_respondents(parse_target({"country": "PL"}), 1500, seed=9, language="pl")
    assert len({tuple(p.values) for p in people}) > 150
    assert len({frozenset(p.interests) for p in people}) > 1200

    def rate(interest: str, ages: range) -> float:
        group = [p for p in people if p.age in ages]
        return sum(interest in p.interests for p in group) / len(group)

    assert rate("gaming", range(18, 30)) > 2 * rate("gaming", range(60, 101))
    assert rate("gardening", range(60, 101)) > 2 * rate("gardening", range(18, 30))
    assert max(Counter(p.values[0] for p in people).values()) < 0.4 * len(people)


def minds(n: int = 20_000, *, youngest: int = 18, oldest: int = 90, seed: int = 5):
    """Ages, trait z and value importances of `n` women and men of all these ages alike."""
    generator = np.random.default_rng(seed)
    ages = generator.integers(youngest, oldest + 1, n).tolist()
    genders = generator.choice(["female", "male"], n).tolist()
    _, z = draw_traits(PACK, genders, ages, generator)
    return ages, genders, z, draw_value_scores(z, ages, genders, generator)


def test_importances_are_centred_in_each_person_and_differ_between_people():
    *_, scores = minds(2000)
    assert np.abs(scores.mean(axis=1)).max() < 1e-9
    assert scores.std(axis=0).min() > 0.6


@pytest.mark.parametrize(
    ("trait", "value", "sign"),
    [
        ("openness", "self_direction", 1), ("openness", "stimulation", 1), ("openness", "universalism", 1),
        ("openness", "tradition", -1), ("openness", "conformity", -1), ("openness", "security", -1),
        ("agreeableness", "benevolence", 1), ("agreeableness", "power", -1),
        ("extraversion", "stimulation", 1), ("conscientiousness", "security", 1),
    ],
)  # fmt: skip
def test_values_lean_with_traits(trait, value, sign):
    _, _, z, scores = minds()
    r = np.corrcoef(z[:, TRAITS.index(trait)], scores[:, list(MODEL).index(value)])[0, 1]
    assert 0.15 < sign * r < 0.75


def test_opposite_values_of_the_circle_oppose_and_neighbours_go_together():
    *_, scores = minds()
    r = np.corrcoef(scores.T)
    at = list(MODEL).index
    assert r[at("power"), at("benevolence")] < -0.15
    assert r[at("stimulation"), at("tradition")] < -0.25
    assert r[at("self_direction"), at("conformity")] < -0.15
    assert r[at("conformity"), at("tradition")] > 0.1
    assert r[at("benevolence"), at("universalism")] > 0.1


def test_conservation_rises_with_age_and_stimulation_falls():
    ages, _, _, scores = minds()
    at = list(MODEL).index
    for value, sign in (("tradition", 1), ("security", 1), ("stimulation", -1), ("hedonism", -1)):
        assert sign * np.corrcoef(ages, scores[:, at(value)])[0, 1] > 0.15


@pytest.mark.parametrize("openness", [-1.5, 1.5])
def test_nobody_s_interests_are_settled_by_traits_alone(openness):
    """Alike in all that the model knows, people still differ: the spread is part of it."""
    n = 500
    z = np.zeros((n, 5))
    z[:, TRAITS.index("openness")] = openness
    drawn = draw_interests(
        ages=[40] * n, genders=["female"] * n, means=[0.5] * n, education=["tertiary"] * n,
        settlements=["city_500k_plus"] * n, trait_z=z, generator=np.random.default_rng(7),
    )  # fmt: skip
    assert len({frozenset(interests) for interests in drawn}) > n / 2


def test_the_theatre_and_books_draw_the_open_more_than_the_closed():
    def share(openness: float, interest: str) -> float:
        n = 3000
        z = np.zeros((n, 5))
        z[:, TRAITS.index("openness")] = openness
        drawn = draw_interests(
            ages=[45] * n, genders=["male"] * n, means=[0.5] * n, education=["secondary"] * n,
            settlements=["town_under_100k"] * n, trait_z=z, generator=np.random.default_rng(8),
        )  # fmt: skip
        return sum(interest in interests for interests in drawn) / n

    for interest in ("theatre", "reading"):
        assert share(1.5, interest) > 1.5 * share(-1.5, interest)
