"""What to ask next rests on a turn each time."""

from __future__ import annotations

import pytest

from sight_domain.focus_groups.follow_ups import what_to_ask_next
from sight_domain.focus_groups.schemas import Speaker, TurnView
from sight_domain.focus_groups.themes import Voice
from sight_domain.language import Language

TITLES = {"A": "Price", "B": "Taste"}
LONG = "I would say so because it really costs far more than what I now cook from scratch at home."


def turn(number: int, speaker: str | None, text: str = LONG, **more: object) -> TurnView:
    kind = "moderator" if speaker is None else "persona"
    return TurnView.model_validate(
        {
            "id": f"t{number}",
            "seq": number,
            "speaker": Speaker(kind=kind, id=speaker, name=(speaker or "Moderator").title()),
            "question_index": 0,
            "text": text,
            "outcome": "answered",
            **more,
        }
    )


def voice(number: int, person: str, position: float = 0) -> Voice:
    return Voice(f"t{number}", person, person.title(), "words", position)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_theme_of_one_voice_is_put_to_the_others(language: Language) -> None:
    talk = [turn(1, "anna"), turn(2, "ewa"), turn(3, "jan"), turn(4, "ola")]
    voices = {"A": [voice(1, "anna"), voice(2, "ewa")], "B": [voice(1, "anna")]}
    (found,) = what_to_ask_next(voices, TITLES, talk, language)
    assert (found.kind, found.turn_id, found.theme, found.persona_id) == (
        "unsaturated_theme",
        "t1",
        "Taste",
        "anna",
    )
    assert "Anna" in found.question and "Taste" in found.question


def test_a_theme_that_is_new_in_the_last_quarter_is_put_to_everybody() -> None:
    talk = [turn(n, f"p{n}") for n in range(1, 9)]
    voices = {"A": [voice(7, "p7"), voice(8, "p8")], "B": [voice(6, "p6"), voice(8, "p8")]}
    (found,) = what_to_ask_next(voices, TITLES, talk, "en")
    assert (found.turn_id, found.theme, found.persona_id) == ("t7", "Price", None)


def test_what_opened_the_talk_of_the_last_room_did_not_come_up_late() -> None:
    talk = [turn(n, f"p{n}", room=1 + (n > 4)) for n in range(1, 9)]
    assert what_to_ask_next({"A": [voice(7, "p7"), voice(8, "p8")]}, TITLES, talk, "en") == []
    (found,) = what_to_ask_next({"A": [voice(4, "p4"), voice(8, "p8")]}, TITLES, talk, "en")
    assert (found.turn_id, found.kind) == ("t4", "unsaturated_theme")


def test_where_the_sides_are_even_nobody_is_the_minority() -> None:
    voices = {"A": [voice(1, "anna", -1), voice(2, "ewa", 1)]}
    even = [turn(1, "anna", "Not at that price."), turn(2, "ewa", "Fine."), turn(3, "jan"), turn(4, "ola")]
    assert what_to_ask_next(voices, TITLES, even, "en") == []


def test_dissent_in_a_thin_turn_is_asked_why_and_dissent_with_reasons_is_not() -> None:
    voices = {"A": [voice(1, "anna", -1), voice(2, "ewa", 1), voice(3, "jan", 1)]}
    thin = [turn(1, "anna", "Not at that price."), turn(2, "ewa"), turn(3, "jan"), turn(4, "ola")]
    (found,) = what_to_ask_next(voices, TITLES, thin, "en")
    assert (found.kind, found.turn_id, found.persona_id) == ("unexplained_dissent", "t1", "anna")
    assert what_to_ask_next(voices, TITLES, [turn(1, "anna"), *thin[1:]], "en") == []
    explained = voices | {"B": [voice(1, "anna", -1), voice(2, "ewa", -1)]}
    assert what_to_ask_next(explained, TITLES, thin, "en") == []


def test_a_probe_that_nobody_took_up_is_asked_again() -> None:
    talk = [
        turn(1, "anna"),
        turn(2, None, "Ewa, why is that?", act="direct_probe"),
        turn(3, "ewa", "", outcome="failed"),
        turn(4, None, "Who sees it differently?", act="invite_dissent"),
        turn(5, "jan"),
        turn(6, "jan", "As I said. What would you pay, Anna? I would not.", act="ask"),
        turn(7, "anna", act="ask", text="And where would you buy it?"),
        turn(8, "ewa", in_reply_to="t7"),
        turn(9, None, "Thank you.", act="close"),
    ]
    found = what_to_ask_next({}, TITLES, talk, "en")
    assert [(one.kind, one.turn_id) for one in found] == [
        ("unanswered_probe", "t2"),
        ("unanswered_probe", "t6"),
    ]
    assert "What would you pay, Anna? Ask again." in found[1].question
    assert "As I said" not in found[1].question
