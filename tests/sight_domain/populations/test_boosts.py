"""Boosts and their weights: the group is like its group, the whole is weighed back to the target."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.errors import ErrorCode, SightError
from sight_domain.populations.boosts import Boost, boosted_group, boosters_wanted
from sight_domain.populations.design_effect import design_effect, effective_size
from sight_domain.populations.filters import Filters
from sight_domain.populations.joint import joint_of
from sight_domain.populations.parts import part_of, pattern_of, pattern_shares
from sight_domain.populations.sampling import draw_boost, draw_respondents
from sight_domain.populations.target import parse_target
from sight_domain.populations.weights import HIGHEST, LOWEST, booster_weights

NATION = parse_target({"country": "PL"})
OLD, CITY = Filters(age_min=62), Filters(settlements=["city_500k_plus"])


def _sample(n: int, seed: int) -> list[dict[str, Any]]:
    return [p.model_dump() for p in draw_respondents(NATION, n, seed=seed, language="pl")]


def _boosted(people: list[dict[str, Any]], group: Filters, n: int, seed: int) -> list[dict[str, Any]]:
    taken = [p["full_name"] for p in people]
    drawn = draw_boost(NATION, group, n, seed=seed, language="pl", have=people, taken=taken)
    return [*people, *(p.model_dump() for p in drawn)]


def test_parts_have_their_share_of_the_target_quotas_included():
    target = parse_target({"country": "PL", "quotas": {"gender": {"female": 0.8, "male": 0.2}}})
    women = part_of(target, Filters(genders=["female"]))
    assert women.share == pytest.approx(0.8)
    assert women.joint.margin("gender") == pytest.approx({"female": 1.0, "male": 0.0})
    young, older = (part_of(NATION, part).share for part in (Filters(age_max=61), Filters(age_min=62)))
    assert young + older == pytest.approx(1)


def test_shares_by_pattern_sum_to_one_and_agree_with_the_parts():
    shares = pattern_shares(NATION, [OLD, CITY])
    assert len(shares) == 4 and sum(shares.values()) == pytest.approx(1)
    assert shares[True, True] + shares[True, False] == pytest.approx(part_of(NATION, OLD).share)
    assert shares[True, True] + shares[False, True] == pytest.approx(part_of(NATION, CITY).share)


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10_000), st.integers(30, 120), st.integers(5, 60))
def test_a_boosted_group_has_the_margins_of_its_part_and_nobody_else_joins(seed, n, extra):
    people = _sample(n, seed)
    boosted = _boosted(people, OLD, extra, seed)
    assert all(OLD.holds(p) for p in boosted[n:])
    inside = [p for p in boosted if OLD.holds(p)]
    joint = part_of(NATION, OLD).joint
    # The first sample keeps the margins of the whole, not of the part; boosters bring the part as near as they can.
    for dimension in joint.pack.sampled:
        counts = Counter(p[dimension] for p in inside)
        before = Counter(p[dimension] for p in people if OLD.holds(p))
        for category, share in joint.margin(dimension).items():
            gap = counts[category] - len(inside) * share
            assert gap < 1 or counts[category] == before[category]
    assert len({p["full_name"] for p in boosted}) == len(boosted)


def test_weights_bring_boosted_groups_and_every_margin_back_to_the_target():
    people = _boosted(_boosted(_sample(100, 3), OLD, 60, 3), CITY, 30, 4)
    weights = booster_weights(NATION, [OLD, CITY], people)
    n = len(people)
    assert sum(weights) == pytest.approx(n) and min(weights) > 0
    for pattern, share in pattern_shares(NATION, [OLD, CITY]).items():
        there = sum(w for w, p in zip(weights, people, strict=True) if pattern_of([OLD, CITY], p) == pattern)
        assert there / n == pytest.approx(share, abs=0.003)
    for dimension in joint_of(NATION).pack.sampled:
        for category, share in joint_of(NATION).margin(dimension).items():
            there = sum(w for w, p in zip(weights, people, strict=True) if p[dimension] == category)
            assert abs(there - n * share) < 1
    assert effective_size(weights) < n
    assert design_effect(weights) == pytest.approx(n / effective_size(weights))


def test_crossed_quotas_are_weighed_back_too():
    target = parse_target({"country": "PL", "quotas": {"gender x age_group": {"female x 65+": 0.4}}})
    people = [p.model_dump() for p in draw_respondents(target, 80, seed=1, language="pl")]
    men = Filters(genders=["male"])
    people += [p.model_dump() for p in draw_boost(target, men, 60, seed=1, language="pl", have=people)]
    weights = booster_weights(target, [men], people)
    there = sum(
        w for w, p in zip(weights, people, strict=True) if (p["gender"], p["age_group"]) == ("female", "65+")
    )
    assert there / len(people) == pytest.approx(0.4, abs=0.003)


def test_without_boosts_everybody_weighs_one():
    assert booster_weights(NATION, [], _sample(5, 1)) == [1.0] * 5


def test_how_many_to_draw_follows_from_the_total_or_the_number_asked_for():
    people = _sample(50, 2)
    group = boosted_group(NATION, Boost(age_min=62, to=40))
    there = sum(group.holds(p) for p in people)
    assert boosters_wanted(Boost(age_min=62, to=40), group, people) == 40 - there
    assert boosters_wanted(Boost(age_min=62, count=7), group, people) == 7
    with pytest.raises(SightError) as caught:
        boosters_wanted(Boost(age_min=62, to=there), group, people)
    assert caught.value.code is ErrorCode.CONFLICT and str(there) in caught.value.message.pl


def test_a_boost_of_people_the_target_excludes_says_whom_it_has():
    target = parse_target({"country": "PL", "age_max": 40, "regions": ["opolskie", "śląskie"]})
    for group in (Filters(age_min=60), Filters(regions=["mazowieckie"])):
        with pytest.raises(SightError) as caught:
            part_of(target, group)
        assert caught.value.field == "boost"
        assert "18-40" in caught.value.hint.en


@pytest.mark.parametrize(("n", "extra", "group"), [(12, 6, OLD), (20, 10, OLD), (30, 20, CITY)])
def test_nobody_of_a_small_boosted_sample_is_weighed_away(n, extra, group):
    for seed in range(4):
        people = _boosted(_sample(n, seed), group, extra, seed)
        weights = booster_weights(NATION, [group], people)
        assert sum(weights) == pytest.approx(len(people))
        assert min(weights) > 0.9 * LOWEST and max(weights) < 1.1 * HIGHEST
        inside = sum(w for w, p in zip(weights, people, strict=True) if group.holds(p))
        assert inside == pytest.approx(len(people) * part_of(NATION, group).share, abs=2.5)


def test_whoever_the_target_excludes_weighs_next_to_nothing():
    women = parse_target({"country": "PL", "genders": ["female"]})
    people = _boosted(_sample(40, 1), OLD, 10, 1)
    weights = booster_weights(women, [OLD], people)
    assert max(w for w, p in zip(weights, people, strict=True) if p["gender"] == "male") < 0.001
