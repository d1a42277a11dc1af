"""Whole people from shares, for a first sample and for everyone who joins it later."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# A due that is whole but for rounding error counts as whole.
ROUNDING = 1e-9


def largest_remainder(shares: ArrayLike, n: int) -> NDArray:
    """Seats for each category: the floor of its due, and one more for the largest remainders (Hamilton).

    Args:
        shares: non-negative, any total above 0; scaled to sum to 1.
        n: how many people, >= 0.

    Returns:
        Integers that sum to ``n``; each is less than one person from ``n * share``. Equal remainders go to the
        category that comes first.
    """
    import numpy as np

    p = np.asarray(shares, dtype=float)
    due = n * p / p.sum()
    seats = np.floor(due + ROUNDING).astype(int)
    seats[np.argsort(seats - due, kind="stable")[: n - int(seats.sum())]] += 1
    return seats


def nearest_seats(due: ArrayLike, n: int) -> NDArray:
    """The ``n`` seats with the least sum of squared deviations from their dues, which may be negative or sum otherwise.

    Seats go one by one to the largest unmet due, which minimises every separable convex deviation. Without earlier
    people, where the dues sum to ``n``, these are the seats of ``largest_remainder``.
    """
    import numpy as np

    wanted = np.asarray(due, dtype=float)
    seats = np.zeros(len(wanted), dtype=int)
    unmet = [(-d, i) for i, d in enumerate(wanted.tolist())]
    heapq.heapify(unmet)
    for _ in range(n):
        lacking, i = unmet[0]
        seats[i] += 1
        heapq.heapreplace(unmet, (lacking + 1, i))
    return seats


def added_seats(shares: ArrayLike, have: ArrayLike, n: int) -> NDArray:
    """How many of ``n`` newcomers each category gets, so that everybody together keeps the shares.

    The union is as near its dues as whole people can be: a first sample gets the largest remainders. Rounding without
    regard to what follows can paint later samples into a corner (three categories rounded up today, two others due a
    whole person tomorrow). So where the nearest seats could not be extended person by person with every category
    always within one person of its due, the seats of a schedule that can are taken (Tijdeman 1980). Where the earlier
    people broke their dues already, the seats are the nearest possible.

    Args:
        shares: non-negative, total above 0.
        have: earlier people in each category.
        n: newcomers, >= 0.
    """
    import numpy as np

    p = np.asarray(shares, dtype=float)
    p = p / p.sum()
    before = np.asarray(have, dtype=int)
    seats = nearest_seats((before.sum() + n) * p - before, n)
    if _lasting(p, before + seats) or not _lasting(p, before):
        return seats
    return _Schedule(p, before).after(n) - before


# A sample may grow up to here; longer horizons are not looked at.
HORIZON = 10_000


def _lasting(p: NDArray, seats: NDArray) -> bool:
    """Whether these seats can be extended one by one with each category always within one person of its due.

    Two schedules that meet go on alike, and the one that starts from nobody never fails.
    """
    total = int(seats.sum())
    ours, theirs = _Schedule(p, seats), _Schedule(p, seats * 0)
    if not ours.within_one():
        return False
    theirs.after(total)
    for _ in range(total, HORIZON):
        if ours.seats == theirs.seats:
            return True
        if not ours.step() or not theirs.step():
            return False
    return True


class _Schedule:
    """One person after the other; each time the category whose next person has the earliest deadline.

    The s-th person of a category with share p may come at N > (s - 1) / p and must have come at N = s / p. Earliest
    deadline first keeps all deadlines when any order does (Jackson 1955), and one does (Tijdeman 1980).
    """

    def __init__(self, p: NDArray, seats: NDArray) -> None:
        self.p: list[float] = p.tolist()
        self.seats: list[int] = [int(s) for s in seats]
        self.total = sum(self.seats)

    def within_one(self) -> bool:
        return all(abs(s - self.total * p) < 1 - ROUNDING for s, p in zip(self.seats, self.p, strict=True))

    def step(self) -> bool:
        """Seat one more; False when nobody may come or a deadline has passed."""
        self.total += 1
        chosen, earliest = -1, float("inf")
        for i, (s, p) in enumerate(zip(self.seats, self.p, strict=True)):
            if p * self.total > s + ROUNDING:
                deadline = (s + 1 - ROUNDING) / p
                if deadline < earliest:
                    chosen, earliest = i, deadline
        if chosen < 0 or earliest <= self.total - 1:
            return False
        self.seats[chosen] += 1
        return True

    def after(self, n: int) -> NDArray:
        import numpy as np

        for _ in range(n):
            self.step()
        return np.array(self.seats)
