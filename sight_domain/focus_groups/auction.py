"""Who speaks next: everybody bids with an urgency of 0-1, the highest bid above the threshold takes the floor.

The urgency is computed from what is stored (private opinions, who said what about what, traits) with seeded noise; no
model is asked, so that a turn costs one call. The method is the turn auction of the UCL focus-group benchmark.
"""

from __future__ import annotations

import random

from sight_domain.focus_groups.participants import Participant
from sight_domain.focus_groups.talk import Entry, Move, Talk
from sight_domain.seeds import derive_seed

THRESHOLD = 0.55
_TIE = 0.01
_FADING = (1.0, 0.75, 0.6, 0.5, 0.4, 0.35)


def bids(talk: Talk, limit: int) -> dict[int, float]:
    """The urgency of everybody who may speak: not the last speaker, nor who has had `limit` turns in the whole talk."""
    spoken = talk.spoken
    last = spoken[-1].speaker if spoken and spoken[-1] is talk.entries[-1] else None
    turns = talk.turns_by_place(whole=True)
    return {
        place: urgency(talk, person)
        for place, person in talk.people.items()
        if place != last and turns[place] < limit
    }


def next_speaker(talk: Talk, limit: int) -> int | None:
    """Whose turn it is; ``None`` when nobody wants the floor and it is the moderator's.

    Somebody asked by name jumps the queue. Bids that differ by less than 0.01 go to who has spoken least.
    """
    offered = bids(talk, limit)
    named = talk.named()
    if named in offered:
        return named
    urgent = {place: bid for place, bid in offered.items() if bid >= THRESHOLD}
    if not urgent:
        return None
    highest = max(urgent.values())
    words = talk.words_by_place()
    return min(
        (place for place, bid in urgent.items() if highest - bid < _TIE),
        key=lambda place: (words[place], place),
    )


def urgency(talk: Talk, person: Participant) -> float:
    """How much somebody wants to speak now, 0-1::

        0.56 + 0.17 drive + stirred + touched + open floor + due - just spoken - tired + noise

    stirred: the most that one of the last six entries moves the person, up to 0.2 for an opinion four points from
    their own (disagreeable people sooner), fading with every entry since. touched: 0.05 when the last entry is about
    something they raised before. due: +/- 0.1 for having had fewer or more turns on the question than the others.
    """
    window, turns = talk.window, talk.turns_by_place()
    mean = sum(turns.values()) / len(talk.people)
    due = max(-1.0, min(1.0, (mean - turns[person.place]) / max(1.0, mean)))
    stirred = max(
        (
            fading * _stirred(person, talk.opinions[person.place], entry)
            for fading, entry in zip(_FADING, reversed(window), strict=False)
            if entry.speaker not in (None, person.place)
        ),
        default=0.0,
    )
    own = {theme for entry in talk.entries if entry.speaker == person.place for theme in talk.themes(entry)}
    touched = 0.05 if window and own & talk.themes(window[-1]) else 0.0
    floor = 0.1 if window and window[-1].speaker is None else 0.0
    just = 0.15 if person.place in [entry.speaker for entry in talk.spoken[-2:]] else 0.0
    tired = 0.02 * turns[person.place]
    noise = chance(talk, "urgency", person.place).gauss(0, 0.08)
    bid = 0.56 + 0.17 * person.drive + stirred + touched + floor + 0.1 * due - just - tired + noise
    return max(0.0, min(1.0, bid))


def _stirred(person: Participant, own: float, entry: Entry) -> float:
    apart = abs(own - (entry.opinion if entry.opinion is not None else own))
    return 0.04 + 0.04 * apart * (1 - 0.4 * person.agreeableness)


def reaction(talk: Talk, place: int) -> tuple[Move, Entry | None]:
    """What somebody who has the floor does, and to which entry; drawn with the talk's seed.

    Opinions apart make for objections, opinions alike for agreement; the agreeable object less, the open ask more.
    """
    person, window, draw = talk.people[place], talk.window, chance(talk, "reaction", place)
    last = window[-1] if window else None
    # A question put to somebody else is no opinion to take up.
    said = [entry for entry in window if entry.speaker not in (None, place)]
    others = [entry for entry in said if entry.act != Move.ASK] or said
    moderator = next((entry for entry in reversed(window) if entry.speaker is None), None)
    if talk.named() == place and last is not None:
        return Move.ANSWER, last
    if not others or (talk.turns_by_place()[place] == 0 and draw.random() < 0.1):
        return Move.ANSWER, moderator
    own = talk.opinions[place]
    weights = [
        fading * (0.8 + abs(own - (entry.opinion if entry.opinion is not None else own)))
        for fading, entry in zip(_FADING, reversed(others), strict=False)
    ]
    target = draw.choices(others[::-1], [weight**2 for weight in weights])[0]
    apart = abs(own - (target.opinion if target.opinion is not None else own))
    objecting = max(0.04, min(0.85, 0.06 + 0.18 * apart - 0.08 * person.agreeableness))
    drawn = draw.random()
    if drawn < objecting:
        return Move.OBJECT, target
    if drawn < objecting + (1 - objecting) * (0.12 + 0.06 * person.openness):
        return Move.ASK, target
    return (Move.AGREE if draw.random() < 0.45 else Move.ADD), target


def chance(talk: Talk, purpose: str, place: int) -> random.Random:
    """A generator for one decision at this point of the talk; the same whenever the talk is at this point again."""
    return random.Random(derive_seed(talk.seed, purpose, talk.room, len(talk.entries), place))
