"""Opportunity scores are computed, both of them, from importance and satisfaction; with n and interval."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sight_domain.insights.opportunity import Rating, odi_score, opportunity_score, rated

scale = st.floats(min_value=0, max_value=10)
people = st.lists(
    st.builds(Rating, st.uuids().map(str), scale, scale, st.floats(min_value=0.1, max_value=5)),
    min_size=1,
    max_size=40,
)


def test_the_two_definitions_on_one_outcome() -> None:
    assert opportunity_score(9, 3) == 54
    assert odi_score(9, 3) == 15


def test_an_outcome_that_is_served_well_has_no_bonus() -> None:
    assert odi_score(4, 9) == 4
    assert opportunity_score(4, 9) == -20


@given(scale, scale)
def test_the_scores_stay_in_their_ranges(importance: float, satisfaction: float) -> None:
    assert -25 <= opportunity_score(importance, satisfaction) <= 100
    assert 0 <= odi_score(importance, satisfaction) <= 20


def test_means_are_weighted_and_scores_follow_from_the_means_that_are_shown() -> None:
    found = rated([Rating("a", 10, 2, weight=3), Rating("b", 2, 10, weight=1)], seed=1)
    assert (found.n, found.importance, found.satisfaction) == (2, 8.0, 4.0)
    assert (found.opportunity_score, found.odi_score) == (32.0, 12.0)


@settings(max_examples=40)
@given(people)
def test_anybody_can_compute_the_scores_again_from_what_is_shown(ratings: list[Rating]) -> None:
    found = rated(ratings, seed=1)
    assert found.importance is not None
    assert found.satisfaction is not None
    assert found.opportunity_score == opportunity_score(found.importance, found.satisfaction)
    assert found.odi_score == odi_score(found.importance, found.satisfaction)


@settings(max_examples=40)
@given(people, st.integers(min_value=0, max_value=2**31))
def test_an_interval_needs_five_people_is_ordered_and_stays_in_range(
    ratings: list[Rating], seed: int
) -> None:
    found = rated(ratings, seed=seed)
    assert (found.odi_interval is None) == (len(ratings) < 5)
    if found.odi_interval and found.opportunity_interval:
        assert 0 <= found.odi_interval[0] <= found.odi_interval[1] <= 20
        assert -25 <= found.opportunity_interval[0] <= found.opportunity_interval[1] <= 100


def test_people_who_agree_leave_no_doubt_and_people_who_differ_do() -> None:
    alike = rated([Rating(str(i), 8, 3) for i in range(20)], seed=1)
    apart = rated([Rating(str(i), 10 if i % 2 else 2, 3) for i in range(20)], seed=1)
    assert alike.odi_interval == (13.0, 13.0)
    assert apart.odi_interval is not None
    assert apart.odi_interval[1] - apart.odi_interval[0] > 2


def test_the_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    import numpy as np

    rng = np.random.default_rng(7)
    covered = 0
    for draw in range(200):
        values = np.clip(rng.normal(7, 1.5, size=40), 0, 10)
        low, high = rated([Rating(str(i), v, 4.0) for i, v in enumerate(values)], seed=draw).odi_interval or (
            0,
            0,
        )
        # 2 x 7 - 4, a little less for what is cut off at 10.
        covered += low <= 9.93 <= high
    assert 0.88 <= covered / 200 <= 0.99


def test_nobody_s_rating_is_no_rating() -> None:
    assert rated([], seed=1).model_dump() == {
        "n": 0,
        "importance": None,
        "satisfaction": None,
        "opportunity_score": None,
        "odi_score": None,
        "opportunity_interval": None,
        "odi_interval": None,
    }
