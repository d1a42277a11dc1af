"""What a turn in a talk takes up: a point that somebody raised, and how the speaker stands to it and to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sight_domain.language import Language
from sight_domain.llm.offline.coding import Mention, code_text

CLEAR = 0.3
"""Polarity from which a mention speaks for or against something."""


class Manner(StrEnum):
    """How words are taken up; the names of the grammar's rules for the first sentence."""

    AGREE = "agree"
    AGREE_PARTLY = "agree_partly"
    OBJECT = "object"
    OBJECT_WIDER = "object_wider"
    ADD_SAME = "add_same"
    ADD_OTHER = "add_other"


@dataclass(frozen=True, slots=True)
class TakenUp:
    """How words are taken up, and the point of theirs that it is about: ``None`` where there is no one point."""

    manner: Manner
    point: Mention | None


def raised_points(text: str, language: Language, valences: Mapping[str, float]) -> list[Mention]:
    """The considerations a text raises that the speaker knows of, each where it first comes up; those with a side first."""
    mentions: dict[str, Mention] = {}
    for mention in code_text(text, language):
        if mention.code in valences:
            mentions.setdefault(mention.code, mention)
    return sorted(mentions.values(), key=lambda mention: abs(mention.polarity) < CLEAR)


def taken_up(
    move: str, points: list[Mention], valences: Mapping[str, float], outlook: int, *, stay: bool
) -> TakenUp:
    """How `move` can be made so that the speaker says nothing they do not think.

    Whoever agrees is of one mind on the point they take up; who thinks otherwise of the whole agrees in part. Whoever
    objects is of another mind on that point; where there is none such, something else matters more to them.

    Args:
        points: what the others' words raise (`raised_points`).
        valences: consideration -> -1 (to the speaker it speaks against) to 1 (for).
        outlook: -1 against the whole, 1 for it, 0 undecided.
        stay: whether somebody who adds stays with the matter.
    """
    clear = [point for point in points if abs(point.polarity) >= CLEAR]
    total = sum(point.polarity for point in clear)
    theirs = (total > 0) - (total < 0)
    shared = next((point for point in clear if point.polarity * valences[point.code] > 0), None)
    disputed = next((point for point in clear if point.polarity * valences[point.code] < 0), None)
    at_odds = outlook * theirs < 0
    match move:
        case "agree":
            return TakenUp(Manner.AGREE_PARTLY if at_odds else Manner.AGREE, shared)
        case "object":
            if disputed is not None:
                return TakenUp(Manner.OBJECT, disputed)
            return TakenUp(
                Manner.OBJECT if at_odds else Manner.OBJECT_WIDER, None if at_odds else _first(points)
            )
        case _:
            same = shared or disputed
            if stay and same is not None:
                return TakenUp(Manner.ADD_SAME, same)
            return TakenUp(Manner.ADD_OTHER, _first(points))


def _first(points: list[Mention]) -> Mention | None:
    return points[0] if points else None
