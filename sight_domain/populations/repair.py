"""Exact margins: move people from over-full categories to those that lack some."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


class NoRoomError(ValueError):
    """Nobody can be moved so that this axis meets its quota; ``axis`` names it."""

    def __init__(self, axis: int) -> None:
        super().__init__(f"axis {axis} cannot meet its quota")
        self.axis = axis


def repair_margins(
    people: NDArray, table: NDArray, quotas: Sequence[NDArray], generator: Generator
) -> NDArray:
    """Change single attributes of single people until every margin is its quota.

    For each axis a person is moved from a category with a surplus to one with a deficit with probability proportional
    to ``F(new) / F(old)``. Where structural zeros leave no such person, the move goes through a chain of categories
    (the shortest one). Moves on one axis leave the margins of all others as they are.

    Args:
        people: n x d codes, one column for each axis of ``table``.
        table: the joint ``F``; nobody is moved into a cell with 0.
        quotas: for each axis the number of people in each category; each sums to n.

    Raises:
        NoRoomError: an axis cannot be repaired from here; another draw may be.
    """
    import numpy as np

    people = people.copy()
    for axis, quota in enumerate(quotas):
        counts = np.bincount(people[:, axis], minlength=len(quota))
        while (gap := counts - quota).any():
            path = _shortest_path(people, table, axis, gap)
            for source, sink in pairwise(path):
                _move(people, table, axis, source, sink, generator)
            counts[path[0]] -= 1
            counts[path[-1]] += 1
    return people


def _density_if(people: NDArray, table: NDArray, axis: int, rows: NDArray, category: int) -> NDArray:
    moved = people[rows].copy()
    moved[:, axis] = category
    return table[tuple(moved.T)]


def _shortest_path(people: NDArray, table: NDArray, axis: int, gap: NDArray) -> list[int]:
    """Categories from one with a surplus to one with a deficit, each step open to somebody."""
    import numpy as np

    starts = [int(c) for c in np.flatnonzero(gap > 0)]
    came_from: dict[int, int | None] = dict.fromkeys(starts)
    queue = deque(starts)
    while queue:
        here = queue.popleft()
        rows = np.flatnonzero(people[:, axis] == here)
        order = sorted(range(len(gap)), key=lambda c: gap[c])
        for there in order:
            if there in came_from or not _density_if(people, table, axis, rows, there).any():
                continue
            came_from[there] = here
            if gap[there] < 0:
                path = [there]
                while (before := came_from[path[-1]]) is not None:
                    path.append(before)
                return path[::-1]
            queue.append(there)
    raise NoRoomError(axis)


def _move(people: NDArray, table: NDArray, axis: int, source: int, sink: int, generator: Generator) -> None:
    import numpy as np

    rows = np.flatnonzero(people[:, axis] == source)
    weights = _density_if(people, table, axis, rows, sink) / table[tuple(people[rows].T)]
    people[generator.choice(rows, p=weights / weights.sum()), axis] = sink
