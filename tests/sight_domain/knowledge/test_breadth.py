"""A clear answer brings few passages, a broad question more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.knowledge.breadth import EXPECTED_RECALL, FEWEST, MOST, is_unlikely, passages_enough

_confidences = st.lists(st.floats(0.001, 1), max_size=40)


def test_one_clear_answer_brings_the_fewest() -> None:
    assert passages_enough([0.95, *[0.002] * 29]) == FEWEST


def test_relevance_spread_evenly_brings_the_most() -> None:
    assert passages_enough([0.4] * 30) == MOST


def test_what_nothing_is_likely_to_answer_brings_the_fewest() -> None:
    assert passages_enough([0.05] * 30) == FEWEST
    assert is_unlikely([0.05, None, 0.19])
    assert not is_unlikely([0.05, 0.3])
    assert not is_unlikely([]), "nothing found is told otherwise"
    assert not is_unlikely([None]), "of what only the graph found nothing is known"


def test_six_good_passages_bring_six() -> None:
    assert passages_enough([0.6] * 6 + [0.001] * 24) == 6


@given(_confidences)
def test_as_many_are_given_as_hold_the_expected_relevance(confidences: list[float]) -> None:
    enough = passages_enough(confidences)
    assert FEWEST <= enough <= MOST
    considered = confidences[:30]
    if FEWEST < enough < MOST:
        assert sum(considered[:enough]) >= EXPECTED_RECALL * sum(considered)
        assert sum(considered[: enough - 1]) < EXPECTED_RECALL * sum(considered)
