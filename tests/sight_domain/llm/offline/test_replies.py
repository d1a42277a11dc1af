"""Turns in a discussion: about what somebody said, of the length asked for, in the right gender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from sight_domain.llm.offline.grammar import grammar
from sight_domain.llm.offline.replies import MOVES
from sight_domain.llm.offline.writers import write

People = Callable[..., list[dict[str, Any]]]
SAID = {
    "en": "Honestly the price is far too high for me, I can cook cheaper.",
    "pl": "Szczerze mówiąc, cena jest dla mnie za wysoka, sam ugotuję taniej.",
}


def asked(person: dict[str, Any], language: Language, **given: Any) -> dict[str, Any]:
    return {
        "respondent": person,
        "topic": "meal kits" if language == "en" else "zestawy posiłków",
        "question": "What do you think of it?" if language == "en" else "Co o tym sądzicie?",
        "question_index": 0,
        "memory": [],
        "own": [],
        "talk": [{"name": "Jan", "text": SAID[language]}],
        "reply_to": {"name": "Jan", "gender": "male", "text": SAID[language]},
        "move": "agree",
        "opinion": 2.5,
        "words": 20,
    } | given


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("move", [move for move in MOVES if move != "answer"])
def test_most_replies_name_whose_words_they_take_up(move: str, language: Language, people: People) -> None:
    texts = [
        write("focus_groups.turn", asked(person, language, move=move), language=language, seed=3)
        for person in people(60, language)
    ]
    assert sum("Jan" in str(text) for text in texts) >= 0.7 * len(texts)
    # All sixty reply to the same words, in two sentences at most.
    assert len(set(texts)) >= 0.75 * len(texts)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_turns_are_about_as_long_as_asked(language: Language, people: People) -> None:
    def mean_words(words: int) -> float:
        texts = [
            str(write("focus_groups.turn", asked(p, language, words=words), language=language, seed=1))
            for p in people(40, language)
        ]
        return sum(len(text.split()) for text in texts) / len(texts)

    short, long = mean_words(8), mean_words(60)
    assert short < 20
    assert 35 < long < 80


def test_polish_replies_agree_with_both_genders(people: People) -> None:
    for person in people(40, "pl"):
        for gender, wrong in (("female", ("Ewa powiedział ", "ujął,")), ("male", ("powiedziała", "ujęła"))):
            name = "Ewa" if gender == "female" else "Jan"
            inputs = asked(person, "pl", reply_to={"name": name, "gender": gender, "text": SAID["pl"]})
            opening = str(write("focus_groups.turn", inputs, language="pl", seed=2)).split(".")[0]
            assert not any(form in f"{opening} ," for form in wrong), opening


def test_both_languages_offer_every_move_to_anybody_about_anybody() -> None:
    for language in ("en", "pl"):
        assert grammar(f"replies_{language}").rule_names() == frozenset(MOVES)


def test_an_unknown_move_is_refused(people: People) -> None:
    with pytest.raises(SightError) as caught:
        write("focus_groups.turn", asked(people(1, "en")[0], "en", move="shout"), language="en", seed=1)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_ARGUMENT, "move")


def test_first_votes_differ_and_stay_on_the_scale(people: People) -> None:
    votes = [
        write(
            "focus_groups.ballot",
            {
                "respondent": person,
                "topic": "meal kits",
                "question": "Would you order?",
                "own": [],
                "talk": [],
            },
            language="en",
            seed=1,
        )
        for person in people(80, "en")
    ]
    cast = [vote["opinion"] for vote in votes if isinstance(vote, dict)]
    assert len(cast) == 80
    assert set(cast) <= {1, 2, 3, 4, 5}
    assert len(set(cast)) >= 3


def test_after_the_talk_a_vote_stays_unless_the_opinion_has_moved_half_a_point(people: People) -> None:
    person = people(1, "en")[0]

    def vote(opinion: float) -> Any:
        inputs = {"respondent": person, "topic": "t", "question": "q", "ballot_before": 2, "opinion": opinion}
        return write("focus_groups.ballot", inputs, language="en", seed=1)

    assert vote(2.4) == {"opinion": 2}
    assert vote(2.6) == {"opinion": 3}
