"""What happens next in a room: one pure step after the other, from the first ballot to the last word.

Each question: everybody votes in private, the moderator puts it, people talk until it is over, everybody votes again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sight_domain.focus_groups.auction import chance, next_speaker, reaction
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.moderator import (
    Intervention,
    closing,
    intervention,
    is_over,
    question_put,
)
from sight_domain.focus_groups.talk import Act, Entry, Move, Talk
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


Step = Vote | Moderate | Speak


def next_step(talk: Talk, guide: DiscussionGuide, ballots: Ballots) -> Step | None:
    """What is to be done now; ``None`` when the talk has ended."""
    for question, asked in enumerate(guide.questions):
        if question < talk.question:
            continue
        if missing := _not_voted(talk, ballots, question, "before"):
            return Vote(question, "before", missing)
        if talk.question < question:
            talk.open_question(question, ballots[question, "before"])
        if not talk.on_question:
            return Moderate(question, question_put(asked.text))
        last = question == len(guide.questions) - 1
        if talk.entries[-1].act == Act.CLOSE:
            return None
        if not is_over(talk, guide):
            said = intervention(talk, guide)
            if said is not None:
                return Moderate(question, said)
            place = next_speaker(talk, guide.turns_per_head)
            assert place is not None, "the moderator speaks when nobody wants the floor"
            return _turn(talk, question, place)
        if missing := _not_voted(talk, ballots, question, "after"):
            return Vote(question, "after", missing)
        if last:
            return Moderate(question, closing(talk))
    return None


def _turn(talk: Talk, question: int, place: int) -> Speak:
    move, to = reaction(talk, place)
    to_participant = to is not None and to.speaker is not None
    length: random.Random = chance(talk, "length", place)
    return Speak(
        question=question,
        place=place,
        move=move,
        to=to,
        words=talk.people[place].turn_words(length, reply=to_participant),
        seed=derive_seed(talk.seed, "turn", talk.room, len(talk.entries)),
    )


def _not_voted(talk: Talk, ballots: Ballots, question: int, phase: Phase) -> tuple[int, ...]:
    voted = ballots.get((question, phase), {})
    return tuple(place for place in talk.people if place not in voted)
