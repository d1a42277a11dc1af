"""Krippendorff's alpha against examples worked by hand, and what it says of two readings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.agreement import agreement_of, krippendorff_alpha
from sight_domain.focus_groups.findings import Stance
from sight_domain.focus_groups.quotes import Segment


def columns(*readers: str) -> list[tuple[str | None, ...]]:
    """Units from one line a reader, a point where the reader gave no value."""
    return [tuple(None if value == "." else value for value in unit) for unit in zip(*readers, strict=True)]


@pytest.mark.parametrize(
    ("units", "alpha"),
    [
        # Krippendorff (2011), A: two observers, binary.
        (columns("0100000010", "1110010000"), 0.095),
        # B: two observers, five values.
        (columns("aabbdcccedda", "babbbccceddd"), 0.692),
        # C: four observers, values missing.
        (columns("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
        # By hand: n = 4, D_o = 2/4, D_e = (1·3 + 3·1)/(4·3).
        (columns("ab", "aa"), 0.0),
        (columns("ab", "ab"), 1.0),
        # Worse than chance: D_o = 1, D_e = 2/3.
        (columns("ab", "ba"), -0.5),
    ],
)
def test_alpha_is_what_the_examples_say(units: list[tuple[str | None, ...]], alpha: float) -> None:
    assert krippendorff_alpha(units) == pytest.approx(alpha, abs=5e-4)


@pytest.mark.parametrize("units", [[], [("a", None)], columns("aaa", "aaa"), [(None, None)]])
def test_alpha_is_undefined_where_nothing_could_differ(units: list[tuple[str | None, ...]]) -> None:
    assert krippendorff_alpha(units) is None


values = st.lists(st.tuples(*[st.sampled_from(["a", "b", "c", None])] * 2), max_size=40)


@given(values, st.randoms())
def test_alpha_ignores_the_order_of_units_readers_and_names(
    units: list[tuple[str | None, ...]], chance: object
) -> None:
    alpha = krippendorff_alpha(units)
    renamed = {"a": "x", "b": "y", "c": "z", None: None}
    turned = [tuple(renamed[value] for value in reversed(unit)) for unit in reversed(units)]
    again = krippendorff_alpha(turned)
    assert (alpha is None) == (again is None)
    if alpha is not None and again is not None:
        assert again == pytest.approx(alpha)
        assert alpha <= 1
        full = all(a == b for a, b in units if a is not None and b is not None)
        assert (alpha == pytest.approx(1)) == full


def segments(marks: dict[tuple[str, str], Stance]) -> list[Segment]:
    return [Segment(turn, code, "words", stance) for (turn, code), stance in marks.items()]


def test_units_are_all_pairs_of_turn_and_code_and_sides_only_where_both_found_it() -> None:
    first = segments({("t1", "A"): "for", ("t2", "A"): "against", ("t1", "B"): "for"})
    second = segments({("t1", "A"): "for", ("t2", "A"): "for"})
    found = agreement_of(first, second, ["t1", "t2", "t3"], ["A", "B"], "en")
    assert (found.units, found.raised_by_both, found.raised_by_one) == (6, 2, 1)
    assert found.alpha == pytest.approx(
        krippendorff_alpha([(1, 1), (1, 1), (0, 0), (1, 0), (0, 0), (0, 0)]), abs=1e-4
    )
    assert found.alpha_stance == pytest.approx(0.0)
    assert "tentative" in found.warning and "different sides" in found.warning


@pytest.mark.parametrize("language", ["en", "pl"])
def test_readings_that_differ_are_warned_of_and_readings_that_agree_are_not(language: str) -> None:
    one = segments({("t1", "A"): "for", ("t2", "B"): "against"})
    other = segments({("t3", "A"): "for", ("t4", "B"): "against"})
    turns, codes = [f"t{n}" for n in range(1, 6)], ["A", "B"]
    apart = agreement_of(one, other, turns, codes, "pl" if language == "pl" else "en")
    assert apart.alpha is not None and apart.alpha < 0
    assert ("tropy" if language == "pl" else "leads") in apart.warning
    assert agreement_of(one, one, turns, codes, "en").warning == ""
    assert agreement_of([], [], turns, codes, "en").alpha is None
