"""Traits against their norms; values and interests that follow from who somebody is, with spread."""

from collections import Counter

import numpy as np
import pytest

from sight_domain.populations.big_five import TRAITS, correlations, draw_traits, norm
from sight_domain.populations.packs import load_pack
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target
from sight_domain.populations.values import draw_values

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
        drawn = draw_values(z, [40] * 2000, ["male"] * 2000, np.random.default_rng(3))
        return sum("self_direction" in v for v in drawn) / 2000

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
