"""Who stands against whom, and the one who says no."""

from __future__ import annotations

from sight_domain.focus_groups.dissent import disagreements, outliers
from sight_domain.focus_groups.themes import Voice

TITLES = {"A": "Price", "B": "Taste"}


def voice(turn: str, person: str, position: float) -> Voice:
    return Voice(turn, person, person.title(), f"What {person} says.", position)


def test_a_disagreement_names_both_sides_and_the_turns_in_which_they_met() -> None:
    voices = {
        "A": [voice("t1", "anna", 1), voice("t2", "ewa", -1), voice("t3", "jan", 0), voice("t4", "ola", -1)],
        "B": [voice("t1", "anna", 1), voice("t2", "ewa", 1)],
    }
    (found,) = disagreements(voices, TITLES, {"t2": "t1", "t4": "t3"})
    assert found.theme == "Price"
    assert [stand.persona_id for stand in found.in_favour] == ["anna"]
    assert [stand.persona_id for stand in found.against] == ["ewa", "ola"]
    assert [(one.turn_id, one.in_reply_to) for one in found.exchanges] == [("t2", "t1")]


def test_somebody_who_says_both_stands_on_neither_side() -> None:
    voices = {"A": [voice("t1", "anna", 1), voice("t2", "anna", -1), voice("t3", "ewa", -1)]}
    assert disagreements(voices, TITLES, {}) == []


def test_the_tensest_disagreement_comes_first() -> None:
    voices = {
        "A": [voice("t1", "anna", 1), *(voice(f"t{n}", f"p{n}", -1) for n in range(2, 7))],
        "B": [voice("t1", "anna", 1), voice("t2", "p2", -1)],
    }
    assert [one.theme for one in disagreements(voices, TITLES, {})] == ["Taste", "Price"]


def test_one_against_three_is_an_outlier_with_the_words_and_the_other_reasons() -> None:
    voices = {
        "A": [voice("t1", "anna", -1), *(voice(f"t{n}", f"p{n}", 1) for n in range(2, 5))],
        "B": [voice("t1", "anna", -1)],
    }
    overall, on_price = outliers(voices, TITLES)
    assert (overall.theme, overall.stance, overall.others) == (None, "against", 3)
    assert (on_price.theme, on_price.quote.turn_id, on_price.reasons) == ("Price", "t1", ["Taste"])


def test_one_against_two_and_two_against_three_are_no_outliers() -> None:
    few = {"A": [voice("t1", "anna", -1), voice("t2", "ewa", 1), voice("t3", "jan", 1)]}
    assert outliers(few, TITLES) == []
    split = {"A": [voice(f"t{n}", f"p{n}", -1 if n < 2 else 1) for n in range(5)]}
    assert outliers(split, TITLES) == []


def test_a_fifth_may_be_more_than_one() -> None:
    voices = {"A": [voice(f"t{n}", f"p{n}", -1 if n < 2 else 1) for n in range(10)]}
    assert [one.quote.persona_id for one in outliers(voices, TITLES) if one.theme] == ["p0", "p1"]
