"""Themes counted from coded turns: who raised each, on which side, how far apart they are.

A turn counts as raising a theme where both readings found it there, each with a verified quote. Its position is the
mean of what the two readings heard: 1 for, -1 against, 0 neither. A person's position is the mean over their turns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pvariance

from sight_domain.focus_groups.findings import DraftCode, Quote, Stance, Stand, Theme
from sight_domain.focus_groups.quotes import Said, Segment

FROM_HERE_A_SIDE = 0.25
"""A position above this is in favour, below its negative against."""
_POSITION = {"for": 1.0, "neither": 0.0, "against": -1.0}
_STANCE: dict[int, Stance] = {1: "for", 0: "neither", -1: "against"}
_TELLING_WORDS = range(5, 41)


@dataclass(frozen=True, slots=True)
class Voice:
    """A turn that raises a theme by both readings; `position` is -1 (against) to 1 (for)."""

    turn_id: str
    persona_id: str
    persona_name: str
    quote: str
    position: float

    @property
    def side(self) -> int:
        """1 in favour, -1 against, 0 neither."""
        return side_of(self.position)

    def as_quote(self) -> Quote:
        return Quote(
            text=self.quote,
            turn_id=self.turn_id,
            persona_id=self.persona_id,
            persona_name=self.persona_name,
            stance=_STANCE[self.side],
        )

    def as_stand(self) -> Stand:
        return Stand(persona_id=self.persona_id, persona_name=self.persona_name, turn_id=self.turn_id)


@dataclass(frozen=True, slots=True)
class SubGroup:
    """Some of the participants, by ids: ``gender``, ``Kobieta``."""

    dimension: str
    label: str
    members: frozenset[str]


def side_of(position: float) -> int:
    """1 in favour, -1 against, 0 neither."""
    return (position > FROM_HERE_A_SIDE) - (position < -FROM_HERE_A_SIDE)


def agreed_voices(
    first: Sequence[Segment], second: Sequence[Segment], said: Mapping[str, Said]
) -> dict[str, list[Voice]]:
    """Code -> the turns in which both readings found it, in the order of `said`.

    The quote is the first reading's, unless only the second heard the side the turn comes out on: then it quotes what says so.
    """
    again = {(segment.turn_id, segment.code): segment for segment in second}
    order = {turn_id: place for place, turn_id in enumerate(said)}
    voices: dict[str, list[Voice]] = defaultdict(list)
    for segment in sorted(first, key=lambda one: order[one.turn_id]):
        other = again.get((segment.turn_id, segment.code))
        if other is not None:
            who = said[segment.turn_id]
            position = fmean((_POSITION[segment.stance], _POSITION[other.stance]))
            side = _STANCE[side_of(position)]
            quote = other.quote if other.stance == side != segment.stance else segment.quote
            voices[segment.code].append(
                Voice(segment.turn_id, who.persona_id, who.persona_name, quote, position)
            )
    return dict(voices)


def positions(voices: Sequence[Voice]) -> dict[str, float]:
    """Person -> the mean position of their turns, -1 to 1."""
    by_person: dict[str, list[float]] = defaultdict(list)
    for voice in voices:
        by_person[voice.persona_id].append(voice.position)
    return {person: fmean(taken) for person, taken in by_person.items()}


def sentiment(taken: Collection[float]) -> float:
    """The mean position, so that one talkative person counts once; -1 to 1, 0 for nobody."""
    return fmean(taken) if taken else 0.0


def tension(taken: Collection[float]) -> float:
    """How far apart people stand: the variance of their positions.

    ``mean((x_i - mean(x))^2)`` with x in [-1, 1] lies between 0, where all stand in one place, and 1, which only a group
    reaches that is split evenly between the ends (Popoviciu's inequality). Where everybody is at an end it is 4 p q, with
    p in favour and q against; people who take no side lower it.
    """
    return pvariance(taken) if taken else 0.0


def quotes_by_person(voices: Sequence[Voice]) -> list[Voice]:
    """One quote of every person, the most telling first: a clear side, 5-40 words; of equals the one given first.

    A person is quoted on the side they are counted on. The first two quotes are of somebody on each side where there are
    two, the prevailing one first.
    """
    stands = positions(voices)
    own = {person: side_of(position) for person, position in stands.items()}
    ranked = sorted(
        voices, key=lambda voice: (voice.side == own[voice.persona_id], _tellingness(voice)), reverse=True
    )
    chosen: dict[str, Voice] = {}
    for voice in ranked:
        chosen.setdefault(voice.persona_id, voice)
    quotes = sorted(chosen.values(), key=_tellingness, reverse=True)
    prevailing = 1 if sentiment(stands.values()) >= 0 else -1
    first = [
        next((voice for voice in quotes if own[voice.persona_id] == voice.side == side), None)
        for side in (prevailing, -prevailing)
    ]
    heads = [voice for voice in first if voice is not None]
    return [*heads, *(voice for voice in quotes if voice not in heads)]


def _tellingness(voice: Voice) -> float:
    return abs(voice.position) + (len(voice.quote.split()) in _TELLING_WORDS)


def counted_themes(
    codebook: Mapping[str, DraftCode],
    voices: Mapping[str, Sequence[Voice]],
    either: Mapping[str, Collection[str]],
    participants: int,
    groups: Sequence[SubGroup],
) -> dict[str, Theme]:
    """Code -> its theme, the most voiced first; a code that no turn raises by both readings is no theme.

    Args:
        either: code -> persons in whose words at least one reading found it.
        participants: how many took part, the silent included.
    """
    found = {
        code: _theme(
            codebook[code], raised, positions(raised), len(either.get(code, ())), participants, groups
        )
        for code, raised in voices.items()
        if raised
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1].reach, -len(voices[item[0]]), item[0])))


def _theme(
    code: DraftCode,
    raised: Sequence[Voice],
    stands: Mapping[str, float],
    either: int,
    participants: int,
    groups: Sequence[SubGroup],
) -> Theme:
    sides = [side_of(position) for position in stands.values()]
    return Theme(
        title=code.title,
        description=code.description,
        reach=len(stands),
        reach_share=round(len(stands) / participants, 4),
        reach_either=max(either, len(stands)),
        in_favour=sides.count(1),
        against=sides.count(-1),
        sentiment=round(sentiment(stands.values()), 4),
        tension=round(tension(stands.values()), 4),
        by_group=_by_group(groups, stands),
        quotes=[voice.as_quote() for voice in quotes_by_person(raised)],
    )


def _by_group(groups: Sequence[SubGroup], raising: Mapping[str, float]) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for group in groups:
        found[group.dimension][group.label] = [len(group.members & raising.keys()), len(group.members)]
    return dict(found)
