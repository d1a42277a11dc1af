"""A question is talked out when new turns bring nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.saturation import divergence, is_saturated, themes_of

TABLES = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 50), min_size=1)


def test_tables_with_nothing_in_common_are_one_bit_apart() -> None:
    assert divergence({"a": 3}, {"b": 9}) == pytest.approx(1)
    assert divergence({"a": 1, "b": 1}, {"a": 1}) == pytest.approx(
        -0.75 * math.log2(0.75) - 0.25 * math.log2(0.25) - 0.5
    )


@given(TABLES, TABLES, st.integers(2, 9))
def test_divergence_is_symmetric_within_0_and_1_and_ignores_scale(
    p: dict[str, int], q: dict[str, int], factor: int
) -> None:
    value = divergence(p, q)
    assert 0 <= value <= 1 + 1e-9
    assert divergence(q, p) == pytest.approx(value)
    assert divergence({key: factor * n for key, n in p.items()}, q) == pytest.approx(value, abs=1e-9)
    assert divergence(p, p) == pytest.approx(0, abs=1e-9)


def test_the_same_theme_over_and_over_is_talked_out_after_three_checks_and_not_before() -> None:
    turn = frozenset({"price"})
    assert min(n for n in range(1, 20) if is_saturated([turn] * n)) == 16


def test_a_talk_that_keeps_bringing_themes_goes_on() -> None:
    assert not is_saturated([frozenset({f"theme {n}"}) for n in range(40)])


def test_a_late_new_theme_keeps_the_talk_open() -> None:
    turns = [frozenset({"price"})] * 15 + [frozenset({"trust"})]
    assert not is_saturated(turns)


def test_themes_are_found_in_both_languages() -> None:
    assert "price" in themes_of("It is far too expensive for what it costs.", "en")
    assert "price" in themes_of("Dla mnie to za drogo, cena jest za wysoka.", "pl")
