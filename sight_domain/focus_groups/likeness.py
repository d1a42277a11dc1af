"""How like people's a talk is: its metrics beside those of human focus groups, with a warning where they part.

Human values: the focus-group benchmark of University College London (4-5 people a group), as we know it: median turn
49 words, 34 % of turns under 25 words, reply chains of 12.8 turns, Gini of participation 0.195, moderator 2.5 % of the
words, a theme voiced by 59 %. The bounds are ours: where a group leaves them it is unlike people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sight_domain.focus_groups.schemas import HumanReference
from sight_domain.language import Language, Text


@dataclass(frozen=True, slots=True)
class Human:
    """The human value of a metric, and the bounds outside of which `warning` is due; ``None`` is no bound."""

    value: float
    low: float | None
    high: float | None
    warning: Text


HUMAN: Mapping[str, Human] = {
    "median_words": Human(
        49, 12, 90, Text(en="Turns are unlike people's in length.", pl="Długość wypowiedzi odbiega od ludzkiej.")
    ),
    "short_turn_share": Human(
        0.34, 0.2, 0.7, Text(en="Short turns are too rare or too many.", pl="Krótkich wypowiedzi jest za mało albo za dużo.")
    ),
    "reply_chain_depth": Human(
        12.8, 4, None, Text(en="People hardly answer one another.", pl="Uczestnicy rzadko odpowiadają sobie nawzajem.")
    ),
    "participation_gini": Human(
        0.195, 0.12, 0.25, Text(en="Participation is too even or too uneven.", pl="Udział w rozmowie jest zbyt równy albo zbyt nierówny.")
    ),
    "moderator_word_share": Human(
        0.025, None, 0.08, Text(en="The moderator talks too much.", pl="Moderator mówi za dużo.")
    ),
    "theme_reach": Human(
        0.59, 0.3, 0.75, Text(en="Themes are voiced by unusually many or few.", pl="Tematy porusza wyjątkowo dużo albo mało osób.")
    ),
}  # fmt: skip
HEARD_BY_NOBODY = frozenset({"reply_chain_depth", "participation_gini", "moderator_word_share"})
"""Metrics that say nothing where nobody hears the others (mode ``parallel``)."""


def beside_people(
    values: Mapping[str, float | None], language: Language, *, together: bool
) -> list[HumanReference]:
    """The metrics that have a human value, with it; `warning` is empty where the group is like people.

    Args:
        values: metric -> value; those that are ``None`` are left out.
        together: whether the participants heard each other.
    """
    found: list[HumanReference] = []
    for metric, human in HUMAN.items():
        value = values.get(metric)
        if value is None or (not together and metric in HEARD_BY_NOBODY):
            continue
        inside = (human.low is None or value >= human.low) and (human.high is None or value <= human.high)
        found.append(
            HumanReference(
                metric=metric,
                value=value,
                human=human.value,
                warning="" if inside else human.warning.to(language),
            )
        )
    return found
