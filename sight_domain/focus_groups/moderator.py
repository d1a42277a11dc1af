"""The moderator: watches, lets a lively talk run, and otherwise does one of a closed set of short acts.

No model is asked: acts are chosen by rule from what has been said, and worded from a few short forms, so that the
moderator's share of the words stays small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sight_domain.focus_groups.auction import bids, chance, next_speaker
from sight_domain.focus_groups.contradictions import clash, quoted
from sight_domain.focus_groups.guide_spec import DiscussionGuide
from sight_domain.focus_groups.moderator_words import WORDS
from sight_domain.focus_groups.saturation import is_saturated
from sight_domain.focus_groups.talk import Act, Entry, Move, Talk
from sight_domain.focus_groups.timekeeping import words_left

TURNS_WITHOUT_MODERATOR = 6
MOST_ACTS = 4
"""Acts on one question besides putting it."""
_THIN = 12
"""Words; a shorter turn is asked about."""


class Ending(StrEnum):
    """Why a question is done. The first three are limits, met whatever there was still to say."""

    TURNS = "turns"
    TIME = "time"
    COST = "cost"
    TALKED_OUT = "talked_out"


@dataclass(frozen=True, slots=True)
class Intervention:
    """What the moderator says, and whom it names (a place)."""

    act: Act
    text: str
    names: int | None = None


def ending(talk: Talk, guide: DiscussionGuide) -> Ending | None:
    """Why a question is done: its turns or its time are used up, or everybody has spoken and nothing new comes."""
    spoken = talk.spoken
    turns = talk.turns_by_place(whole=True)
    if len(spoken) >= guide.turns_in(talk.room) or all(
        turns[place] >= guide.turns_per_head for place in talk.people
    ):
        return Ending.TURNS
    left = words_left(talk, guide)
    if left is not None and left <= 0:
        return Ending.TIME
    if any(talk.turns_by_place()[place] == 0 for place in talk.people):
        return None
    done = is_saturated([talk.themes(entry) for entry in spoken if entry.answered]) or (
        _acts(talk) >= MOST_ACTS and next_speaker(talk, guide.turns_per_head) is None
    )
    return Ending.TALKED_OUT if done else None


def intervention(talk: Talk, guide: DiscussionGuide) -> Intervention | None:
    """What the moderator does at this point; ``None`` to let the participants go on.

    After six turns without the moderator, or when nobody wants the floor: bring in who has not spoken, ask for the other
    side where all agree, hold a contradiction up, put a probe of the guide, leave a lively talk alone, ask about a thin
    answer, or hand on. Whoever has been asked by name answers first.
    """
    named = talk.named()
    if named is not None and named in bids(talk, guide.turns_per_head):
        return None
    somebody = next_speaker(talk, guide.turns_per_head) is not None
    due = _is_due(talk)
    if somebody and not due:
        return None
    acts = _acts(talk)
    if somebody and acts >= MOST_ACTS:
        return None
    turns, words = talk.turns_by_place(), talk.words_by_place()
    limit = talk.turns_by_place(whole=True)
    free = [place for place in talk.people if limit[place] < guide.turns_per_head]
    last = talk.spoken[-1].speaker if talk.spoken else None
    silent = [place for place in free if turns[place] == 0 and place != last]
    if silent:
        return _say(talk, Act.REACTIVATE_SILENT, min(silent, key=lambda place: (words[place], place)))
    if due and not _has(talk, Act.INVITE_DISSENT) and _all_agree(talk.spoken[-TURNS_WITHOUT_MODERATOR:]):
        return _say(talk, Act.INVITE_DISSENT)
    torn = clash(talk) if not _has(talk, Act.REFLECT_CONTRADICTION) else None
    if torn is not None and torn.place in free and torn.place != last:
        return _say(talk, Act.REFLECT_CONTRADICTION, torn.place, quote=torn.first, other=torn.then)
    thin = next(
        (
            entry
            for entry in reversed(talk.spoken)
            if entry.answered and len(entry.text.split()) < _THIN and entry.speaker in free
        ),
        None,
    )
    others = [place for place in free if place != last] or free
    quiet = min(others, key=lambda place: (turns[place], words[place]))
    if (probe := _next_probe(talk, guide)) is not None:
        asked = thin.speaker if thin is not None and thin.speaker in others else quiet
        return Intervention(Act.DIRECT_PROBE, f"{talk.people[asked].called}: {probe}", asked)
    if somebody:
        return None
    if thin is not None and not _has(talk, Act.DIRECT_PROBE):
        return _say(talk, Act.DIRECT_PROBE, thin.speaker, quote=quoted(thin.text))
    return _say(talk, Act.REDIRECT_TO_GROUP, quiet)


def _is_due(talk: Talk) -> bool:
    """Every six turns; a turn later where somebody had just been asked by name."""
    since = talk.since_moderator()
    if since > 1 and talk.spoken[-1].act == Move.ANSWER and since % TURNS_WITHOUT_MODERATOR == 1:
        return True
    return since > 0 and since % TURNS_WITHOUT_MODERATOR == 0


def _next_probe(talk: Talk, guide: DiscussionGuide) -> str | None:
    """The guide's next probe on this question that has not been put."""
    said = [entry.text for entry in talk.on_question if entry.act == Act.DIRECT_PROBE]
    probes = guide.questions[talk.question].probes
    return next((probe for probe in probes if not any(text.endswith(probe) for text in said)), None)


def question_put(text: str) -> Intervention:
    """The next question of the guide."""
    return Intervention(Act.MOVE_ON, text)


def closing(talk: Talk) -> Intervention:
    """The end of the talk."""
    return _say(talk, Act.CLOSE)


def _say(talk: Talk, act: Act, names: int | None = None, **quotes: str) -> Intervention:
    name = talk.people[names].called if names is not None else ""
    wording = chance(talk, act.value, -1).choice(WORDS[act]).to(talk.language)
    return Intervention(act, wording.format(name=name, **quotes), names)


def _acts(talk: Talk) -> int:
    return sum(entry.speaker is None for entry in talk.on_question) - 1


def _has(talk: Talk, act: Act) -> bool:
    return any(entry.act == act for entry in talk.on_question)


def _all_agree(turns: Sequence[Entry]) -> bool:
    """Nobody objects, and all who spoke think on the same side of neutral."""
    if any(turn.act == Move.OBJECT for turn in turns):
        return False
    sides = {turn.opinion > 3 for turn in turns if turn.opinion is not None and turn.opinion != 3}
    return len(sides) <= 1
