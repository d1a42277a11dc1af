"""When themes came up: the curve of new themes over the turns, and how much may still be unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sight_domain.focus_groups.findings import Saturation, SaturationPoint
from sight_domain.focus_groups.themes import Voice


def saturation_of(
    voices: Mapping[str, Sequence[Voice]], titles: Mapping[str, str], answers: Sequence[str]
) -> Saturation:
    """The answers that first raised a theme, counted as they read (question by question, room by room).

    `coverage` is Good's estimate of the share of all that such a group raises which has been raised::

        C = 1 - f1 / n

    with f1 the themes raised by one answer only and n the number of (answer, theme) pairs (Good 1953, Biometrika 40).

    Args:
        answers: the ids of the answered turns, as they read.
    """
    place = {turn: number for number, turn in enumerate(answers, start=1)}
    first = {code: min((place[voice.turn_id], voice.turn_id) for voice in raised) for code, raised in voices.items()}  # fmt: skip
    points = [
        SaturationPoint(turn=turn, turn_id=turn_id, theme=titles[code], themes=count)
        for count, (code, (turn, turn_id)) in enumerate(
            sorted(first.items(), key=lambda item: (item[1], item[0])), start=1
        )
    ]
    raised_in = Counter({code: len(raised) for code, raised in voices.items()})
    pairs = raised_in.total()
    once = sum(count == 1 for count in raised_in.values())
    return Saturation(
        turns=len(answers),
        new_themes=points,
        turns_since_new=len(answers) - (points[-1].turn if points else 0),
        coverage=round(1 - once / pairs, 4) if pairs else None,
    )
