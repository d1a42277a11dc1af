"""Opportunity scores are computed, both of them, from importance and satisfaction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.insights.opportunity import odi_score, opportunity_score

scale = st.floats(min_value=0, max_value=10)


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
