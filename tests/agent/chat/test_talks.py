"""A discussion's card tells who answers whom, how the votes went, and where the group is unlike people."""

from __future__ import annotations

from typing import Any

from agent.chat.elements.talks import changes, note, unlike_people, votes

ANNA = {"id": "trn_1", "speaker": {"kind": "persona", "name": "Anna Nowak"}, "room": 0, "act": "answer"}
ASKED = {"id": "trn_0", "speaker": {"kind": "moderator", "name": "Moderator"}, "room": 0, "act": "move_on"}
BY_ID: dict[str, Any] = {"trn_0": ASKED, "trn_1": ANNA}


def test_a_reply_names_whose_words_it_takes_up() -> None:
    reply = {"act": "object", "in_reply_to": "trn_1", "room": 1}
    assert note(reply, BY_ID, 2, "en") == "room 2, objects to Anna Nowak"
    assert note(reply, BY_ID, 1, "pl") == "nie zgadza się; do wypowiedzi: Anna Nowak"


def test_an_answer_to_the_moderator_needs_no_note() -> None:
    assert note({"act": "answer", "in_reply_to": "trn_0"}, BY_ID, 1, "en") == ""
    assert note({"act": "", "in_reply_to": None}, BY_ID, 1, "en") == ""


def test_votes_are_means_with_how_many_changed() -> None:
    ballot = {"question_index": 0, "before": [1, 0, 1, 0, 0], "after": [0, 0, 2, 0, 0], "changed": [{}]}
    (line,) = votes([ballot], "en")
    assert line == "Question 1: mean of the private votes 2.0 → 3.0, changed: 1 of 2"
    (silent,) = votes([ballot | {"before": [0] * 5, "after": [0] * 5, "changed": []}], "en")
    assert "– → –" in silent


def test_whoever_changed_their_vote_is_named_with_whose_words_moved_them() -> None:
    change = {"persona_name": "Jan Lis", "before": 2, "after": 4, "turn_ids": ["trn_1", "trn_gone"]}
    lines = changes([{"question_index": 1, "changed": [change, change | {"turn_ids": []}]}], BY_ID, "en")
    assert lines == [
        "Question 2, Jan Lis: 2 → 4, moved by words of: Anna Nowak",
        "Question 2, Jan Lis: 2 → 4",
    ]
    many = changes([{"question_index": 0, "changed": [change] * 11}], BY_ID, "pl")
    assert (len(many), many[-1]) == (9, "… a także inne zmienione głosy: 3")
    assert many[0] == "Pytanie 1, Jan Lis: 2 → 4, pod wpływem słów: Anna Nowak"


def test_only_what_is_unlike_people_is_warned_of() -> None:
    human = [
        {"metric": "short_turn_share", "warning": ""},
        {"metric": "theme_reach", "warning": "Too wide."},
    ]
    assert unlike_people({"human": human}, "en") == "Unlike people: Too wide."
    assert unlike_people({"human": human[:1]}, "en") == ""
    assert unlike_people({}, "en") == ""
