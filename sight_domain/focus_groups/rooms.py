"""Who talks with whom: sub-groups small enough for everybody to get a word in."""

from __future__ import annotations

import random

LARGEST_ROOM = 8


def seating(people: int, *, seed: int) -> tuple[tuple[int, ...], ...]:
    """Rooms of at most eight, as equal as can be, with the participants dealt out by chance; places from 0.

    Above 8 persons rooms hold 6 to 8 wherever the number allows it (5 at the least).

    Args:
        people: how many take part.
        seed: another one seats them otherwise.
    """
    order = list(range(people))
    random.Random(seed).shuffle(order)
    rooms = -(-people // LARGEST_ROOM)
    return tuple(tuple(sorted(order[room::rooms])) for room in range(rooms))
