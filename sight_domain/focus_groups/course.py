"""What happens next in a room: one pure step after the other, from the first ballot to the last word.

Each question: everybody votes in private, the moderator puts it, people talk until it is over, everybody votes again.
Between sections what was said is put into a few sentences.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from sight_domain.focus_groups.auction import chance, next_speaker, reaction
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.moderator import (
    Ending,
    Intervention,
    closing,
    ending,
    intervention,
    question_put,
)
from sight_domain.focus_groups.participants import SHORTEST_TURN
from sight_domain.focus_groups.talk import Act, Entry, Move, Talk
from sight_domain.focus_groups.timekeeping import words_left
from sight_domain.seeds import derive_seed

Phase = Literal["before", "after"]
Ballots = Mapping[tuple[int, Phase], Mapping[int, int | None]]
"""(question, phase) -> place -> vote, 1-5, or ``None`` where none came. Whoever is missing has not voted yet."""


@dataclass(frozen=True, slots=True)
class Vote:
    """These people vote in private, all at the same time."""

    question: int
    phase: Phase
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moderate:
    """The moderator speaks."""

    question: int
    said: Intervention


@dataclass(frozen=True, slots=True)
class Speak:
    """A participant has the floor.

    Attributes:
        to: the entry the turn answers.
        words: about how long it is meant to be.
    """

    question: int
    place: int
    move: Move
    to: Entry | None
    words: int
    seed: int


@dataclass(frozen=True, slots=True)
class End:
    """A question is done, and why."""

    question: int
    why: Ending


@dataclass(frozen=True, slots=True)
class Digest:
    """What was said in a section that is closed is put into a few sentences, before the next one begins."""

    question: int
    section: int


Step = Vote | Moderate | Speak | End | Digest


def next_step(
    talk: Talk,
    guide: DiscussionGuide,
    ballots: Ballots,
    endings: Mapping[int, Ending],
    digests: Collection[int],
) -> Step | None:
    """What is to be done now; ``None`` when the talk has ended.

    Args:
        endings: question -> why it was done. Once the talk has cost what it may, nothing more is asked of anybody.
        digests: sections of which there is one.
    """
    if Ending.COST in endings.values():
        begun = bool(talk.entries) and talk.entries[-1].act != Act.CLOSE
        return Moderate(talk.question, closing(talk)) if begun else None
    for question, asked in enumerate(guide.questions):
        if question < talk.question:
            continue
        section = guide.section_of(question)
        if section and question == guide.spans()[section].start and section - 1 not in digests:
            return Digest(question, section - 1)
        if missing := _not_voted(talk, ballots, question, "before"):
            return Vote(question, "before", missing)
        if talk.question < question:
            talk.open_question(question, ballots[question, "before"])
        if not talk.on_question:
            return Moderate(question, question_put(asked.text))
        last = question == len(guide.questions) - 1
        if talk.entries[-1].act == Act.CLOSE:
            return None
        if question not in endings:
            why = ending(talk, guide)
            if why is not None:
                return End(question, why)
            said = intervention(talk, guide)
            if said is not None:
                return Moderate(question, said)
            place = next_speaker(talk, guide.turns_per_head)
            assert place is not None, "the moderator speaks when nobody wants the floor"
            return _turn(talk, guide, question, place)
        if missing := _not_voted(talk, ballots, question, "after"):
            return Vote(question, "after", missing)
        if last:
            return Moderate(question, closing(talk))
    return None


def _turn(talk: Talk, guide: DiscussionGuide, question: int, place: int) -> Speak:
    move, to = reaction(talk, place)
    to_participant = to is not None and to.speaker is not None
    length: random.Random = chance(talk, "length", place)
    words = talk.people[place].turn_words(length, reply=to_participant)
    left = words_left(talk, guide)
    return Speak(
        question=question,
        place=place,
        move=move,
        to=to,
        words=words if left is None else max(SHORTEST_TURN, min(words, round(left))),
        seed=derive_seed(talk.seed, "turn", talk.room, len(talk.entries)),
    )


def _not_voted(talk: Talk, ballots: Ballots, question: int, phase: Phase) -> tuple[int, ...]:
    voted = ballots.get((question, phase), {})
    return tuple(place for place in talk.people if place not in voted)
