"""A private opinion, 1 (wholly against) to 5 (wholly in favour), and how it moves when others are heard.

Bounded confidence (Deffuant et al. 2000, Adv. Complex Syst. 3): who hears an opinion not too far from their own moves
a share of the way towards it; what is too far off moves nobody::

    x_i += mu_i (x_j - x_i)   if |x_j - x_i| <= epsilon_i

mu_i and epsilon_i follow agreeableness, neuroticism and openness; being answered directly counts double. The
coefficients are stated assumptions about how readily people give way, no finding: what a talk did to opinions is read
from the ballots.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sight_domain.focus_groups.participants import Participant

NEUTRAL = 3.0
NOTED_FROM = 0.25
"""A move is noted when the opinion has drifted so far since it was last noted."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A private opinion that has moved, noted with the turn after which it had.

    Attributes:
        because: the turn that pulled the furthest that way since the opinion was last noted.
    """

    place: int
    before: float
    after: float
    because: UUID


def heard(listener: Participant, own: float, voiced: float, *, addressed: bool) -> float:
    """The listener's opinion after a turn in which somebody showed theirs; all on the scale 1-5."""
    bound = 2.0 + 0.6 * listener.openness + 0.4 * listener.agreeableness
    if abs(voiced - own) > bound:
        return own
    mu = max(0.005, 0.022 + 0.014 * listener.agreeableness + 0.008 * listener.neuroticism)
    return own + (2 if addressed else 1) * mu * (voiced - own)
