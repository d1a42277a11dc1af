"""The guide of a discussion refuses what cannot be held."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sight_domain.errors import SightError
from sight_domain.focus_groups.guide import checked_sections
from sight_domain.focus_groups.guide_spec import DiscussionGuide, guide_of
from sight_domain.focus_groups.rooms import seating


def guide_for(questions: list[str], people: int, **limits: Any) -> DiscussionGuide:
    asked = checked_sections(questions, None, title="x")
    return guide_of(asked, **limits).seated(people, seed=1)


@given(st.integers(2, 300), st.integers(0, 2**31 - 1))
def test_everybody_has_one_seat_in_a_room_of_no_more_than_eight(people: int, seed: int) -> None:
    rooms = seating(people, seed=seed)
    assert sorted(place for room in rooms for place in room) == list(range(people))
    sizes = [len(room) for room in rooms]
    assert max(sizes) <= 8
    assert max(sizes) - min(sizes) <= 1
    if people >= 18:
        assert min(sizes) >= 6
    assert seating(people, seed=seed) == rooms


def test_a_guide_survives_being_stored() -> None:
    guide = guide_for(["Why?", "When?"], 12, stimulus="A poster")
    assert DiscussionGuide.model_validate(guide.model_dump(mode="json")) == guide
    assert [question.text for question in guide.questions] == ["Why?", "When?"]
    assert guide.turns_in(0) == 18


def test_a_guide_cannot_be_changed() -> None:
    guide = guide_for(["Why?"], 6)
    with pytest.raises(ValidationError):
        guide.turns_per_head = 60


@given(st.integers(1, 30), st.integers(1, 60))
def test_the_turns_of_all_questions_fit_into_those_of_a_head(questions: int, turns: int) -> None:
    asked = [f"Question {n}?" for n in range(questions)]
    if turns < questions:
        with pytest.raises(SightError, match="too few"):
            guide_for(asked, 6, turns_per_head=turns)
        return
    guide = guide_for(asked, 6, turns_per_head=turns)
    assert guide.turns_per_question * questions <= guide.turns_per_head == turns


@pytest.mark.parametrize(
    "changed",
    [
        {"rooms": [[0, 1], [1, 2]]},
        {"rooms": [[0, 1, 2], [3]]},
        {"rooms": [[0, 1, 5]]},
        {"turns_per_head": 61},
        {"turns_per_head": 1},
        {"sections": []},
        {"surprise": 1},
    ],
)
def test_a_guide_that_contradicts_itself_is_no_guide(changed: dict[str, Any]) -> None:
    sound = guide_for(["Why?", "When?"], 3).model_dump(mode="json")
    with pytest.raises(ValidationError):
        DiscussionGuide.model_validate(sound | changed)
