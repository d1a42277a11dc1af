"""Turns in a discussion: about what somebody said, of the length asked for, in the right gender."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language
from sight_domain.llm.offline.asked import asked_for
from sight_domain.llm.offline.coding import code_text, sentence_spans
from sight_domain.llm.offline.facts import facts_of
from sight_domain.llm.offline.grammar import Gender, Voice, grammar, parse_alternant, resource
from sight_domain.llm.offline.prices import named_offer
from sight_domain.llm.offline.replies import MOVES, _Turn
from sight_domain.llm.offline.stance import stance
from sight_domain.llm.offline.taken_up import Manner, raised_points, taken_up
from sight_domain.llm.offline.writers import write

People = Callable[..., list[dict[str, Any]]]
SAID = {
    "en": "Honestly the price is far too high for me, I can cook cheaper.",
    "pl": "Szczerze mówiąc, cena jest dla mnie za wysoka, sam ugotuję taniej.",
}

COMPLAINT = {"en": "It is simply too expensive for me.", "pl": "Dla mnie to po prostu za drogie."}


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


def test_both_languages_have_the_same_ways_to_take_words_up() -> None:
    english, polish = grammar("replies_en").rule_names(), grammar("replies_pl").rule_names()
    assert english == polish
    assert {manner.value for manner in Manner} < english


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("gender", ["female", "male"])
def test_every_question_is_known_by_its_words(language: Language, gender: Gender) -> None:
    rules = grammar(f"replies_{language}")
    tags = frozenset({"raised", "to_woman" if gender == "female" else "to_man"})
    known = {"name": "Ewa" if gender == "female" else "Jan", "matter": "czas i wygoda"}
    for rule in sorted(name for name in rules.rule_names() if name.startswith("ask.")):
        for seed in range(8):
            said = rules.say(rule, Voice(gender, random.Random(seed), tags, known))
            assert said is not None
            assert asked_for(said) == rule.removeprefix("ask."), said


@pytest.mark.parametrize("language", ["en", "pl"])
def test_who_is_asked_for_a_price_names_one_and_keeps_to_it(language: Language, people: People) -> None:
    question = {"en": "How much would you pay for a box?", "pl": "Ile zapłacilibyście za taki box?"}[language]
    ask = {"en": "Anna, how much would you give for it?", "pl": "A ile Anna by za to dała?"}[language]
    for person in people(12, language):
        asking = asked(
            person,
            language,
            question=question,
            move="answer",
            reply_to={"name": "Jan", "gender": "male", "text": ask},
        )
        amounts = {
            offer.amount
            for seed in range(6)
            if (offer := named_offer(str(write("focus_groups.turn", asking, language=language, seed=seed))))
        }
        # A span ("between 20 and 25 zł") ends with the same amount.
        assert len(amounts) == 1


@pytest.mark.parametrize("language", ["en", "pl"])
def test_on_a_question_of_price_people_speak_of_money(language: Language, people: People) -> None:
    question = {"en": "How much would you pay for a box?", "pl": "Ile zapłacilibyście za taki box?"}[language]
    theirs = {"en": "25 zł a portion is my limit.", "pl": "25 zł za porcję to moja granica."}[language]
    said = {"name": "Jan", "gender": "male", "text": theirs}
    texts = [
        str(
            write(
                "focus_groups.turn",
                asked(person, language, question=question, move=move, words=40, reply_to=said, talk=[said]),
                language=language,
                seed=1,
            )
        )
        for person in people(20, language)
        for move in ("agree", "object", "add")
    ]
    assert all(named_offer(text) is not None for text in texts)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_nobody_repeats_a_sentence_just_heard(language: Language, people: People) -> None:
    for person in people(15, language):
        first = str(write("focus_groups.turn", asked(person, language, words=40), language=language, seed=1))
        again = asked(
            person,
            language,
            words=40,
            talk=[{"name": "Jan", "text": SAID[language]}, {"name": "Ewa", "text": first}],
        )
        second = str(write("focus_groups.turn", again, language=language, seed=2))
        heard = {first[start:end] for start, end in sentence_spans(first)}
        assert not heard & {second[start:end] for start, end in sentence_spans(second)}


@pytest.mark.parametrize("language", ["en", "pl"])
def test_whoever_objects_to_a_complaint_does_not_complain_of_the_same(
    language: Language, people: People
) -> None:
    said = {"name": "Jan", "gender": "male", "text": COMPLAINT[language]}
    for person in people(40, language):
        text = str(
            write(
                "focus_groups.turn",
                asked(person, language, move="object", opinion=1.2, words=30, reply_to=said, talk=[said]),
                language=language,
                seed=4,
            )
        )
        trusting = {mention.start for mention in code_text(text, language) if mention.code == "trust"}
        sides = {
            mention.polarity > 0
            for mention in code_text(text, language)
            if mention.code == "price" and mention.polarity and mention.start not in trusting
        }
        # Either of another mind on the price, or of another matter.
        assert sides <= {True}, text


def test_a_point_is_taken_up_only_as_the_speaker_thinks_of_it() -> None:
    dear = raised_points(COMPLAINT["en"], "en", {"price": -0.5})
    assert taken_up("agree", dear, {"price": -0.5}, -1, stay=True).manner is Manner.AGREE
    assert taken_up("agree", dear, {"price": -0.5}, 1, stay=True).manner is Manner.AGREE_PARTLY
    assert taken_up("object", dear, {"price": 0.5}, 1, stay=True).manner is Manner.OBJECT
    assert taken_up("object", dear, {"price": -0.5}, -1, stay=True).manner is Manner.OBJECT_WIDER
    assert taken_up("add", dear, {"price": -0.5}, 0, stay=True).manner is Manner.ADD_SAME
    assert taken_up("add", dear, {"price": -0.5}, 0, stay=False).manner is Manner.ADD_OTHER


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


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_wording_speaks_of_a_matter_where_none_was_raised(language: Language) -> None:
    for rule, alternants in resource(f"replies_{language}").items():
        for markup in alternants:
            alternant = parse_alternant(markup)
            if "<matter>" in markup:
                assert {"raised", "raised_for", "raised_against"} & alternant.required, f"{rule}: {markup}"


@pytest.mark.parametrize("language", ["en", "pl"])
def test_whoever_sides_with_praise_of_a_price_does_not_simply_complain_of_it(
    language: Language, people: People
) -> None:
    question = {"en": "How much would you pay for a box?", "pl": "Ile zapłacilibyście za taki box?"}[language]
    praise = {"en": "It is good value, the price is fair.", "pl": "Cena jest uczciwa, to się opłaca."}[
        language
    ]
    said = {"name": "Jan", "gender": "male", "text": praise}
    for person in people(30, language):
        facts = facts_of(person)
        topic = "meal kits" if language == "en" else "zestawy posiłków"
        against = stance(facts, topic, question).valences["price"] < 0
        turn = _Turn(
            asked(
                person, language, question=question, move="agree", reply_to=said, talk=[said], own=["25 zł"]
            ),
            question,
            language,
            1,
        )
        assert turn._manner_on_prices() is (Manner.AGREE_PARTLY if against else Manner.AGREE)
