"""Reach, sentiment and tension of themes, from what two readings both found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.findings import DraftCode, Stance
from sight_domain.focus_groups.quotes import Said, Segment
from sight_domain.focus_groups.themes import (
    SubGroup,
    Voice,
    agreed_voices,
    counted_themes,
    positions,
    quotes_by_person,
    sentiment,
    tension,
)

SAID = {
    f"t{n}": Said(person, person.title(), f"What {person} says in turn {n}.")
    for n, person in enumerate(("anna", "ewa", "jan", "anna"), start=1)
}
CODES = {code: DraftCode(title=f"Title {code}", description="What counts as it.") for code in ("A", "B")}
taken = st.lists(st.floats(-1, 1), min_size=1, max_size=30)


def read(**marks: Stance) -> list[Segment]:
    """``A1="for"``: the code A in turn t1."""
    return [Segment(f"t{key[1:]}", key[0], SAID[f"t{key[1:]}"].text, stance) for key, stance in marks.items()]


def test_only_what_both_readings_found_counts() -> None:
    voices = agreed_voices(read(A1="for", A2="for", B3="for"), read(A1="for", A3="for"), SAID)
    assert {code: [voice.turn_id for voice in raised] for code, raised in voices.items()} == {"A": ["t1"]}


def test_a_turn_stands_between_what_the_readings_heard_and_a_person_between_their_turns() -> None:
    voices = agreed_voices(
        read(A4="neither", A1="for", A2="for"), read(A1="for", A2="neither", A4="against"), SAID
    )
    assert [(voice.turn_id, voice.position) for voice in voices["A"]] == [
        ("t1", 1),
        ("t2", 0.5),
        ("t4", -0.5),
    ]
    assert positions(voices["A"]) == {"anna": 0.25, "ewa": 0.5}


def test_a_turn_is_quoted_by_the_reading_that_heard_the_side_it_comes_out_on() -> None:
    first = [Segment("t1", "A", "What anna says", "neither"), Segment("t2", "A", "What ewa says", "for")]
    second = [Segment("t1", "A", "in turn 1.", "against"), Segment("t2", "A", "in turn 2.", "neither")]
    voices = agreed_voices(first, second, SAID)["A"]
    assert [(voice.quote, voice.side) for voice in voices] == [("in turn 1.", -1), ("What ewa says", 1)]


def voice(person: str, turn: int, position: float, quote: str = "Six words that tell it well.") -> Voice:
    return Voice(f"t{turn}", person, person.title(), quote, position)


def test_everybody_is_quoted_on_the_side_they_are_counted_on() -> None:
    voices = [
        voice("anna", 1, -1), voice("anna", 2, 1, "Yes."), voice("anna", 3, 1, "Yes."),
        voice("ewa", 4, 1), voice("ewa", 5, -0.2), voice("jan", 6, 0.0), voice("jan", 7, 0.5), voice("jan", 8, -0.5),
    ]  # fmt: skip
    quotes = quotes_by_person(voices)
    assert {one.persona_id: one.turn_id for one in quotes} == {"ewa": "t4", "anna": "t2", "jan": "t6"}
    against = [*voices, voice("ula", 9, -1)]
    assert [one.persona_id for one in quotes_by_person(against)[:2]] == ["ula", "ewa"]


def test_tension_by_hand() -> None:
    assert tension([1, 1, 1]) == 0
    assert tension([1, -1]) == 1
    assert tension([1, 1, 1, -1]) == pytest.approx(4 * 3 / 4 * 1 / 4)
    assert tension([1, 0, -1]) == pytest.approx(2 / 3)
    assert tension([]) == sentiment([]) == 0


@given(taken)
def test_tension_lies_between_0_and_1_and_does_not_change_with_the_sign(stands: list[float]) -> None:
    assert -1e-12 <= tension(stands) <= 1 + 1e-12
    assert tension([-x for x in stands]) == pytest.approx(tension(stands), abs=1e-9)
    assert tension(stands) <= 1 - sentiment(stands) ** 2 + 1e-9


def test_themes_count_persons_sides_and_sub_groups() -> None:
    first = read(A1="for", A2="against", A3="against", A4="for", B3="for")
    voices = agreed_voices(first, first, SAID)
    women = SubGroup("gender", "Woman", frozenset({"anna", "ewa", "zofia"}))
    themes = counted_themes(CODES, voices, {"A": {"anna", "ewa", "jan", "ola"}}, 5, [women])
    assert list(themes) == ["A", "B"]
    price = themes["A"]
    assert (price.reach, price.reach_share, price.reach_either) == (3, 0.6, 4)
    assert (price.in_favour, price.against) == (1, 2)
    assert price.sentiment == pytest.approx(-1 / 3, abs=1e-4)
    assert price.tension == pytest.approx(4 * 1 / 3 * 2 / 3, abs=1e-4)
    assert price.by_group == {"gender": {"Woman": [2, 3]}}
    assert themes["B"].reach_either == 1


def test_a_code_that_no_turn_raises_by_both_readings_is_no_theme() -> None:
    assert counted_themes(CODES, agreed_voices(read(A1="for"), read(A2="for"), SAID), {}, 3, []) == {}


def test_quotes_are_one_a_person_and_start_with_both_sides() -> None:
    first = read(A1="against", A2="for", A3="against", A4="against")
    chosen = quotes_by_person(agreed_voices(first, first, SAID)["A"])
    assert [voice.persona_id for voice in chosen] == ["anna", "ewa", "jan"]
    assert [voice.as_quote().stance for voice in chosen] == ["against", "for", "against"]
