"""Whole people in crossed cells, such that several margins are kept at once (controlled rounding, Cox 1987)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.populations.quotas import ROUNDING, added_seats

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

# What a deviation costs: a group a person or more from its due, a group off its nearest seats, a cell off its floor or
# ceiling. Which cells are rounded up costs less than 1 in all, so it never buys a deviation.
OFF_BY_ONE, OFF_SEATS, OFF_CELL = 1000.0, 10.0, 2.0
SECONDS = 20
# A solution this near the best is good enough: it can differ in which cells are rounded up.
GAP = 0.05


def rounded_cells(
    shares: NDArray, groupings: Sequence[NDArray], have: NDArray, n: int, generator: Generator,
    *, among: NDArray | None = None,
) -> NDArray:  # fmt: skip
    """Newcomers in each cell, so that every group of every grouping keeps its share among everybody.

    A small integer program: first no group a person or more from its due, then each at its nearest seats
    (``quotas.added_seats``), then each cell at floor or ceiling. Which cells are rounded up is drawn by lot with
    chances that rise with their remainders.

    Args:
        shares: of the cells, 1-D, >= 0, total above 0; a cell with 0 stays empty.
        groupings: for each margin or quota, the group (0, 1, ...) of each cell.
        have: earlier people in each cell.
        n: newcomers.
        among: indices of the cells that newcomers may come to; any with a share unless told.

    Returns:
        Integers >= 0 that sum to ``n``. Should no solution be found in ``SECONDS``, the nearest seats cell by cell.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, eye_array, hstack, vstack

    p = shares / shares.sum()
    cells = np.flatnonzero(p > 0) if among is None else among
    k = len(cells)
    due = np.maximum((have.sum() + n) * p - have, 0)[cells]
    floors = np.floor(due + ROUNDING)
    lots = generator.gumbel(size=k) + np.log(np.maximum(due - floors, ROUNDING))
    cost = _between_zero_and_one(-lots)
    costs = [cost / max(k, 1), np.full(k, OFF_CELL), np.full(k, OFF_CELL)]
    upper = [np.ones(k), np.full(k, float(n)), floors]
    # Newcomers in a cell = floor + rounded up + more - fewer.
    one = eye_array(k, format="csr")
    person = hstack([one, one, -one]).tocsr()
    rows, wanted = [csr_array(np.ones((1, k)))], [float(n) - floors.sum()]
    for groups in groupings:
        count = int(groups.max()) + 1
        members = csr_array((np.ones(k), (groups[cells], np.arange(k))), shape=(count, k))
        share = np.bincount(groups, weights=p, minlength=count)
        before = np.bincount(groups, weights=have, minlength=count)
        seats = added_seats(share, before, n)
        rows.append(members)
        wanted.extend(seats - members @ floors)
        # Up to the seats' own distance from a whole person, more or fewer are only not nearest; beyond, too many.
        gap = before + seats - (before.sum() + n) * share
        for room in (np.floor(1 - ROUNDING - gap), np.floor(1 - ROUNDING + gap)):
            costs += [np.full(count, OFF_SEATS), np.full(count, OFF_BY_ONE)]
            upper += [np.maximum(room, 0), np.full(count, float(n))]
    people = vstack(rows).tocsr() @ person
    slack = _slack_columns(people.shape[0], [int(g.max()) + 1 for g in groupings])
    found = milp(
        np.concatenate(costs),
        constraints=LinearConstraint(hstack([people, slack]).tocsr(), wanted, wanted),  # pyright: ignore[reportArgumentType]
        bounds=Bounds(0, np.concatenate(upper)),  # pyright: ignore[reportArgumentType]
        integrality=np.ones(sum(len(c) for c in costs)),
        options={"time_limit": SECONDS, "mip_rel_gap": GAP},
    )
    solution = found.x
    if solution is None:
        return added_seats(p, have, n)
    result = np.zeros(len(p), dtype=int)
    result[cells] = np.round(floors + person @ solution[: 3 * k]).astype(int)
    return result


def _between_zero_and_one(values: NDArray) -> NDArray:
    import numpy as np

    span = np.ptp(values)
    return (values - values.min()) / span if span > 0 else np.zeros_like(values)


def _slack_columns(rows: int, counts: Sequence[int]):
    """For each group four variables: too many and many too many (-1), too few and many too few (+1)."""
    from scipy.sparse import csr_array

    place, signs, at = [], [], 1
    for count in counts:
        for sign in (-1.0, -1.0, 1.0, 1.0):
            place += range(at, at + count)
            signs += [sign] * count
        at += count
    return csr_array((signs, (place, range(len(place)))), shape=(rows, len(place)))
