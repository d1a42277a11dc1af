"""The curve of new themes, and how much of what a group raises has been raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.theme_curve import saturation_of
from sight_domain.focus_groups.themes import Voice

TITLES = {"A": "Price", "B": "Taste", "C": "Trust"}
ANSWERS = [f"t{n}" for n in range(1, 11)]


def raised(**turns: list[int]) -> dict[str, list[Voice]]:
    return {code: [Voice(f"t{n}", "p", "P", "words", 0) for n in numbers] for code, numbers in turns.items()}


def test_each_theme_is_a_point_where_it_first_came_up() -> None:
    found = saturation_of(raised(A=[4, 2, 9], B=[7], C=[2, 3]), TITLES, ANSWERS)
    assert [(point.turn, point.theme, point.themes) for point in found.new_themes] == [
        (2, "Price", 1),
        (2, "Trust", 2),
        (7, "Taste", 3),
    ]
    assert (found.turns, found.turns_since_new) == (10, 3)
    assert found.coverage == 0.8333


def test_without_themes_there_is_no_estimate() -> None:
    found = saturation_of({}, {}, ANSWERS)
    assert (found.new_themes, found.turns_since_new, found.coverage) == ([], 10, None)


@given(st.dictionaries(st.sampled_from("ABC"), st.sets(st.integers(1, 10), min_size=1)))
def test_the_curve_only_rises_and_ends_at_all_themes(turns: dict[str, set[int]]) -> None:
    found = saturation_of(raised(**{code: list(numbers) for code, numbers in turns.items()}), TITLES, ANSWERS)
    assert [point.themes for point in found.new_themes] == list(range(1, len(turns) + 1))
    places = [point.turn for point in found.new_themes]
    assert places == sorted(places)
    assert found.coverage is None or 0 <= found.coverage <= 1
