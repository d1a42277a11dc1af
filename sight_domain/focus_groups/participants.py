"""A participant as the course of a talk sees one: a name to be called by, and the traits that make people speak."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST_TURN, LONGEST_TURN = 4, 95
_QUOTED = re.compile(r"„[^”]*”|“[^”]*”")
_MEAN_TRAIT, _SD_TRAIT = 0.6, 0.14


@dataclass(frozen=True, slots=True)
class Participant:
    """Traits are standings among people alike: -1 (two SD below the mean) to 1 (two SD above).

    Attributes:
        place: which participant of the group, from 0.
        called: what the others say: the given name, or the full one where two in the room share it.
    """

    place: int
    name: str
    called: str
    gender: str
    openness: float
    extraversion: float
    agreeableness: float
    neuroticism: float

    def is_named_in(self, text: str) -> bool:
        """Whether a text calls them by name, what it quotes left out."""
        own_words = _QUOTED.sub(" ", text)
        return re.search(rf"(?<!\w){re.escape(self.called)}(?!\w)", own_words) is not None

    def turn_words(self, chance: random.Random, *, reply: bool) -> int:
        """How many words a turn is meant to have: log-normal, its median rising with extraversion.

        Medians run from about 25 words (quietest) to 41 (liveliest), a sixth less in reply to somebody; sigma 0.6, so
        that about a third of the turns stay under 25 words, as people's do.
        """
        median = (33 + 8 * self.extraversion) * (0.85 if reply else 1.05)
        return round(min(LONGEST_TURN, max(SHORTEST_TURN, median * math.exp(chance.gauss(0, 0.6)))))


def participants(seated: Sequence[tuple[int, Mapping[str, Any]]]) -> tuple[Participant, ...]:
    """The people of one room from (place, respondent as prompts get it)."""
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
        )
        for (place, respondent), name in zip(seated, given, strict=True)
    )


def _standing(respondent: Mapping[str, Any], trait: str) -> float:
    z = (respondent.get("trait_z") or {}).get(trait)
    if z is None:
        z = ((respondent.get("big_five") or {}).get(trait, _MEAN_TRAIT) - _MEAN_TRAIT) / _SD_TRAIT
    return max(-1.0, min(1.0, z / 2))
