"""A participant as the course of a talk sees one: a name to be called by, and the traits that make people speak."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any

SHORTEST_TURN, LONGEST_TURN = 4, 95
ROLE_SD = 0.25
"""How far the role somebody falls into in a room lifts them above or below their extraversion."""
SPREAD = 0.45
"""Standard deviation of the drives in a room."""
_QUOTED = re.compile(r"„[^”]*”|“[^”]*”")
_MEAN_TRAIT, _SD_TRAIT = 0.6, 0.14


@dataclass(frozen=True, slots=True)
class Participant:
    """Traits are standings among people alike: -1 (two SD below the mean) to 1 (two SD above).

    Attributes:
        place: which participant of the group, from 0.
        called: what the others say: the given name, or the full one where two in the room share it.
    drive: how much they want to talk in this room, about -1 to 1 (`drives`).
    """

    place: int
    name: str
    called: str
    gender: str
    openness: float
    extraversion: float
    agreeableness: float
    neuroticism: float
    drive: float

    def is_named_in(self, text: str) -> bool:
        """Whether a text calls them by name, what it quotes left out."""
        own_words = _QUOTED.sub(" ", text)
        return re.search(rf"(?<!\w){re.escape(self.called)}(?!\w)", own_words) is not None

    def turn_words(self, chance: random.Random, *, reply: bool) -> int:
        """How many words a turn is meant to have: log-normal, its median rising with the drive to talk.

        Medians run from about 25 words (quietest) to 41 (liveliest), a sixth less in reply to somebody; sigma 0.6, so
        that about a third of the turns stay under 25 words, as people's do.
        """
        median = (33 + 8 * self.drive) * (0.85 if reply else 1.05)
        return round(min(LONGEST_TURN, max(SHORTEST_TURN, median * math.exp(chance.gauss(0, 0.6)))))


def participants(
    seated: Sequence[tuple[int, Mapping[str, Any]]], *, seed: int = 0
) -> tuple[Participant, ...]:
    """The people of one room from (place, respondent as prompts get it); the seed deals out their roles."""
    lively = drives([_standing(respondent, "extraversion") for _, respondent in seated], random.Random(seed))
    given = [str(respondent.get("given_name") or respondent["full_name"]) for _, respondent in seated]
    return tuple(
        Participant(
            place=place,
            name=str(respondent["full_name"]),
            called=name if given.count(name) == 1 else str(respondent["full_name"]),
            gender=str(respondent["gender"]),
            **{
                trait: _standing(respondent, trait)
                for trait in ("openness", "extraversion", "agreeableness", "neuroticism")
            },
            drive=drive,
        )
        for (place, respondent), name, drive in zip(seated, given, lively, strict=True)
    )


def drives(extraversion: Sequence[float], role: random.Random) -> list[float]:
    """How much each in a room wants to talk::

        x_i = extraversion_i + N(0, 0.25)
        drive_i = mean(extraversion) + 0.45 (x_i - mean(x)) / sd(x)

    People talk as much as the others let them: wherever they meet some lead and some listen, also where all are alike.
    So the spread in a room is the same whoever sits in it, and the livelier take the larger part of it.
    """
    taken = [own + role.gauss(0, ROLE_SD) for own in extraversion]
    middle, spread = fmean(taken), pstdev(taken)
    return [fmean(extraversion) + (SPREAD * (one - middle) / spread if spread else 0.0) for one in taken]


def _standing(respondent: Mapping[str, Any], trait: str) -> float:
    z = (respondent.get("trait_z") or {}).get(trait)
    if z is None:
        z = ((respondent.get("big_five") or {}).get(trait, _MEAN_TRAIT) - _MEAN_TRAIT) / _SD_TRAIT
    return max(-1.0, min(1.0, z / 2))
