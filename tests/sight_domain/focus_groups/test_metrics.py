"""How a talk went, from its turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.metrics import SpokenTurn, gini, group_metrics, reply_chain_depth

amounts = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=40)


def test_equal_talkers_have_no_gini_and_one_talker_has_nearly_all() -> None:
    assert gini([50, 50, 50]) == 0
    assert gini([0, 0, 0, 90]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)


@given(amounts)
def test_gini_lies_between_0_and_1_and_ignores_order_and_scale(words: list[int]) -> None:
    value = gini(words)
    assert -1e-12 <= value < 1
    assert gini(words[::-1]) == pytest.approx(value)
    assert gini([3 * amount for amount in words]) == pytest.approx(value)


def _turn(speaker: str | None, words: int, *, replies: bool = False, answered: bool = True) -> SpokenTurn:
    return SpokenTurn(speaker, " ".join(["word"] * words), answered, replies)


def test_reply_chains_are_runs_of_participants_answering_participants() -> None:
    talk = [_turn(None, 5), _turn("a", 9), _turn("b", 9, replies=True), _turn("c", 9, replies=True)]
    assert reply_chain_depth([*talk, _turn(None, 5), _turn("a", 9), _turn("b", 9, replies=True)]) == 1.5
    assert reply_chain_depth([_turn("a", 9), _turn("b", 9)]) == 0


def test_an_answer_that_failed_is_no_turn_that_was_spoken() -> None:
    metrics = group_metrics(
        [_turn(None, 10), _turn("a", 30), _turn("b", 10), _turn("c", 0, answered=False)], participants=3
    )
    assert (metrics.turns, metrics.answers, metrics.failed_answers) == (4, 2, 1)
    assert metrics.short_turn_share == 0.5
    assert metrics.mean_words == 20
    assert metrics.moderator_word_share == 0.2
    assert metrics.participation_gini == pytest.approx(gini([30, 10, 0]), abs=1e-4)


def test_a_group_in_which_nobody_spoke_has_zeros() -> None:
    metrics = group_metrics([_turn(None, 10)], participants=4)
    assert (metrics.mean_words, metrics.short_turn_share, metrics.participation_gini) == (0, 0, 0)
    assert metrics.moderator_word_share == 1
