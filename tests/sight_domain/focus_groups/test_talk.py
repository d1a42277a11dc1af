"""The course of a talk, step by step, with invented people and words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.focus_groups.auction import bids, next_speaker, reaction
from sight_domain.focus_groups.ballots import opinion_change
from sight_domain.focus_groups.contradictions import LONGEST_QUOTE, clash, quoted
from sight_domain.focus_groups.course import Digest, End, Moderate, Speak, Vote, next_step
from sight_domain.focus_groups.guide import checked_sections
from sight_domain.focus_groups.guide_spec import DiscussionGuide, guide_of
from sight_domain.focus_groups.moderator import Ending, intervention
from sight_domain.focus_groups.opinion import heard
from sight_domain.focus_groups.participants import SPREAD, Participant, drives, participants
from sight_domain.focus_groups.talk import Act, Entry, Move, Talk
from sight_domain.ids import new_uuid

NAMES = ["Anna Nowak", "Jan Lis", "Ewa Kot", "Piotr Zając", "Anna Wilk", "Marek Sowa"]


def people(**traits: float) -> tuple[Participant, ...]:
    scores = {"openness": 0.6, "extraversion": 0.6, "agreeableness": 0.6, "neuroticism": 0.6} | traits
    return participants(
        [
            (
                place,
                {"full_name": name, "given_name": name.split()[0], "gender": "female", "big_five": scores},
            )
            for place, name in enumerate(NAMES)
        ]
    )


def guide(questions: int = 1) -> DiscussionGuide:
    asked = checked_sections([f"Question {n}?" for n in range(questions)], None, title="x")
    return guide_of(asked).seated(len(NAMES), seed=1)


@pytest.fixture
def talk() -> Talk:
    room = Talk(0, people(), "en", seed=7)
    room.open_question(0, dict.fromkeys(range(6), 3))
    room.add(Entry(new_uuid(), 0, None, "What do you think?", Act.MOVE_ON))
    return room


def say(talk: Talk, place: int, text: str, *, act: str = Move.ADD, **more: Any) -> Entry:
    entry = Entry(new_uuid(), talk.question, place, text, act, opinion=more.pop("opinion", 3.0), **more)
    talk.add(entry)
    return entry


def test_people_who_share_a_given_name_are_called_by_their_full_names() -> None:
    assert [one.called for one in people()] == ["Anna Nowak", "Jan", "Ewa", "Piotr", "Anna Wilk", "Marek"]


def test_somebody_asked_by_name_jumps_the_queue(talk: Talk) -> None:
    for asked, name in ((2, "Ewa"), (5, "Marek")):
        say(talk, 1, f"{name}, what do you do instead?", act=Move.ASK)
        assert next_speaker(talk, 60) == asked
        assert reaction(talk, asked) == (Move.ANSWER, talk.entries[-1])
    say(talk, 1, "Ewa is right.")
    assert talk.named() is None


def test_nobody_speaks_twice_in_a_row_or_beyond_the_limit(talk: Talk) -> None:
    say(talk, 3, "Too dear for me.")
    assert set(bids(talk, 60)) == {0, 1, 2, 4, 5}
    assert set(bids(talk, 1)) == {0, 1, 2, 4, 5}
    say(talk, 1, "Not for me.")
    assert set(bids(talk, 1)) == {0, 2, 4, 5}


def test_the_lively_want_the_floor_more_than_the_quiet() -> None:
    def mean_bid(extraversion: float) -> float:
        offered: list[float] = []
        for seed in range(40):
            room = Talk(0, people(extraversion=extraversion), "en", seed=seed)
            room.open_question(0, {})
            room.add(Entry(new_uuid(), 0, None, "And?", Act.MOVE_ON))
            offered += bids(room, 60).values()
        return sum(offered) / len(offered)

    assert mean_bid(0.8) > mean_bid(0.6) + 0.05 > mean_bid(0.4) + 0.1


def test_opinions_far_apart_make_objections_and_alike_ones_few(talk: Talk) -> None:
    def objections(opinion: float) -> int:
        count = 0
        for seed in range(200):
            room = Talk(0, people(), "en", seed=seed)
            room.open_question(0, {0: 1, 1: 5})
            say(room, 1, "I love it.", opinion=opinion)
            count += reaction(room, 0)[0] is Move.OBJECT
        return count

    assert objections(5.0) > 2 * objections(1.0)


def test_a_near_opinion_pulls_and_a_far_one_does_not() -> None:
    (listener, *_) = people()
    moved = heard(listener, 3, 4, addressed=False)
    assert 3 < moved < 3.1
    assert heard(listener, 3, 4, addressed=True) - 3 == pytest.approx(2 * (moved - 3))
    assert heard(listener, 1, 5, addressed=False) == 1


def test_a_private_move_is_noted_once_it_is_a_quarter_of_a_point(talk: Talk) -> None:
    noted = [shift for _ in range(20) for place in (0, 1) for shift in _heard_from(talk, place)]
    assert noted
    assert all(shift.after - shift.before >= 0.24 for shift in noted)


def _heard_from(talk: Talk, place: int) -> list[Any]:
    return talk.add(Entry(new_uuid(), 0, place, "Yes.", Move.AGREE, opinion=5.0))


def test_the_moderator_brings_in_who_has_said_nothing(talk: Talk) -> None:
    for place in (0, 1, 2, 0, 1, 2):
        say(talk, place, "It costs a lot, more than I would ever spend.", opinion=2.0)
    said = intervention(talk, guide())
    assert said is not None
    assert said.act is Act.REACTIVATE_SILENT
    assert said.names in (3, 4, 5)
    assert talk.people[said.names].called in said.text


def test_the_moderator_asks_for_dissent_where_all_agree(talk: Talk) -> None:
    for place in range(6):
        say(talk, place, "I like the idea and would take it.", act=Move.AGREE, opinion=4.0)
    said = intervention(talk, guide())
    assert said is not None
    assert said.act is Act.INVITE_DISSENT


def test_the_moderator_leaves_a_lively_dispute_alone(talk: Talk) -> None:
    for place in range(6):
        say(talk, place, f"Point {place} is mine.", act=Move.OBJECT, opinion=1.0 + place % 2 * 4)
    assert next_speaker(talk, 60) is not None
    assert intervention(talk, guide()) is None


def test_a_failed_turn_counts_as_a_turn_and_is_not_reacted_to(talk: Talk) -> None:
    say(talk, 1, "", answered=False)
    assert talk.turns_by_place()[1] == 1
    assert all(entry.answered for entry in talk.window)


def held(
    words: Callable[[Speak], str], questions: int = 2, spec: DiscussionGuide | None = None
) -> tuple[list[Any], Talk]:
    room, spec = Talk(0, people(), "en", seed=3), spec or guide(questions)
    votes: dict[Any, dict[int, int | None]] = {}
    endings: dict[int, Ending] = {}
    digests: set[int] = set()
    steps: list[Any] = []
    while (step := next_step(room, spec, votes, endings, digests)) is not None:
        steps.append(step)
        assert len(steps) < 500
        match step:
            case End():
                endings[step.question] = step.why
            case Digest():
                digests.add(step.section)
            case Vote():
                votes.setdefault((step.question, step.phase), {}).update({p: 1 + p % 5 for p in step.places})
            case Moderate():
                room.add(Entry(new_uuid(), step.question, None, step.said.text, step.said.act))
            case Speak():
                reply_to = step.to.id if step.to else None
                room.add(
                    Entry(new_uuid(), step.question, step.place, words(step), step.move, True, reply_to, 3.0)
                )
    return steps, room


def test_each_question_is_voted_on_before_and_after_and_the_talk_is_closed() -> None:
    steps, room = held(lambda step: f"Something about number {step.seed}.")
    votes = [(step.question, step.phase) for step in steps if isinstance(step, Vote)]
    assert votes == [(0, "before"), (0, "after"), (1, "before"), (1, "after")]
    assert room.entries[-1].act == Act.CLOSE
    for question in (0, 1):
        speakers = {entry.speaker for entry in room.entries if entry.question == question}
        assert speakers == {None, *range(6)}


def test_a_talk_that_only_repeats_itself_ends_before_its_turns_are_used_up() -> None:
    _, room = held(lambda _: "The price is too high.", questions=1)
    assert sum(entry.speaker is not None for entry in room.entries) == 16


def test_changed_votes_are_counted_with_those_that_went_towards_the_others() -> None:
    same_room = [("0/0", 1, 2), ("0/0", 4, 4), ("0/0", 4, 5), ("0/0", 4, 4)]
    assert opinion_change(same_room) == (0.5, 0.5)
    assert opinion_change([("0/0", 3, 3)]) == (0.0, None)
    assert opinion_change([]) == (None, None)


def test_whoever_was_asked_by_name_answers_before_the_moderator_looks_up(talk: Talk) -> None:
    for place in (0, 1, 2, 0, 1):
        say(talk, place, "It costs a lot, more than I would ever spend.", opinion=2.0)
    say(talk, 2, "Marek, how much would you give for it?", act=Move.ASK)
    assert intervention(talk, guide()) is None
    assert next_speaker(talk, 60) == 5
    say(talk, 5, "Twenty at most.", act=Move.ANSWER)
    said = intervention(talk, guide())
    assert said is not None
    assert said.act is Act.REACTIVATE_SILENT


def test_nobody_sides_with_a_question_put_to_somebody_else() -> None:
    for seed in range(100):
        room = Talk(0, people(), "en", seed=seed)
        room.open_question(0, {})
        stated = say(room, 1, "Far too dear for what it is.", opinion=1.0)
        say(room, 2, "Marek, how much would you give for it?", act=Move.ASK)
        _, target = reaction(room, 0)
        assert target in (stated, None)


def test_the_moderator_asks_about_a_thin_answer_in_its_own_words(talk: Talk) -> None:
    talk.seed = 5
    spec = guide()
    for place in range(6):
        say(talk, place, "Too dear.", opinion=3.0, act=Move.OBJECT)
    for place in talk.people:
        talk.people[place] = replace(talk.people[place], drive=-1.0)
    while next_speaker(talk, 60) is not None:
        say(talk, next_speaker(talk, 60) or 0, "Too dear.", opinion=3.0, act=Move.OBJECT)
    said = intervention(talk, spec)
    assert said is not None
    assert said.act is Act.DIRECT_PROBE
    assert "“Too dear.”" in said.text


def test_a_contradiction_is_held_up_with_both_sentences_as_they_were_said(talk: Talk) -> None:
    first, then = "It is far too expensive.", "Honestly, it is good value."
    say(talk, 0, first, opinion=2.0, act=Move.OBJECT)
    for place in (1, 2, 3, 4):
        say(talk, place, "Somebody has to say something.", opinion=4.0)
    say(talk, 0, f"I have thought about it. {then}", opinion=3.0)
    say(talk, 5, "Well, well.", opinion=4.0)
    found = clash(talk)
    assert found is not None
    assert (found.place, found.first, found.then) == (0, first, then)


def test_words_of_one_turn_and_words_aside_are_no_contradiction(talk: Talk) -> None:
    say(talk, 0, "It is far too expensive. Honestly, it is good value.", opinion=2.0)
    say(talk, 1, "It is far too expensive.", opinion=2.0)
    say(talk, 2, "It is good value.", opinion=2.0)
    assert clash(talk) is None


def test_a_name_inside_a_quotation_calls_nobody(talk: Talk) -> None:
    text = "“It isn't the way Ewa says.” What makes you say that, Marek?"
    talk.add(Entry(new_uuid(), 0, None, text, Act.DIRECT_PROBE))
    assert talk.named() == 5


@pytest.mark.parametrize("sentence", ["Too dear.", "x" * 89 + ".", "word " * 40])
def test_a_quoted_sentence_is_a_part_of_what_was_said(sentence: str) -> None:
    assert quoted(sentence).removesuffix("…") in sentence
    assert len(quoted(sentence)) <= LONGEST_QUOTE + 1


@given(
    extraversion=st.lists(st.floats(-1, 1), min_size=2, max_size=8),
    seed=st.integers(0, 2**32),
)
def test_some_lead_and_some_listen_in_every_room(extraversion: list[float], seed: int) -> None:
    drawn = drives(extraversion, random.Random(seed))
    assert pstdev(drawn) == pytest.approx(SPREAD)
    assert fmean(drawn) == pytest.approx(fmean(extraversion), abs=1e-9)


def test_the_livelier_of_a_room_mostly_lead() -> None:
    led = [drives([-0.5, 0.0, 0.5], random.Random(seed)) for seed in range(300)]
    assert sum(one[2] > one[0] for one in led) > 0.9 * len(led)
    assert any(one[1] > one[2] for one in led)
