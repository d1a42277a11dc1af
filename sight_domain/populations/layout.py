"""Axes that a crossed quota ties together, drawn as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sight_domain.populations.pack import Pack
from sight_domain.populations.partitions import Partition

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The most dependent attributes first, so that the systematic draw stratifies by them.
DRAW_ORDER = ("age_group", "education", "income_bracket", "gender", "settlement", "region")


@dataclass(frozen=True, slots=True)
class Layout:
    """The joint's axes in blocks: those of crossed quotas with a dimension in common make one, others stand alone.

    Attributes:
        shape: of the joint.
        blocks: tuples of axes, the most dependent first.
    """

    shape: tuple[int, ...]
    blocks: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> list[tuple[int, ...]]:
        """For each block, the sizes of its axes."""
        return [tuple(self.shape[a] for a in block) for block in self.blocks]

    def merged(self, table: NDArray) -> NDArray:
        """The joint with one axis for each block."""
        import numpy as np

        order = [axis for block in self.blocks for axis in block]
        return np.transpose(table, order).reshape([int(np.prod(size)) for size in self.sizes])

    def merge(self, people: NDArray) -> NDArray:
        """People by axes -> people by blocks; -1 where any of a block's codes is unknown."""
        import numpy as np

        columns = []
        for block, size in zip(self.blocks, self.sizes, strict=True):
            codes = people[:, block]
            known = np.min(codes, axis=1, initial=0) >= 0
            place = np.ravel_multi_index(tuple(np.maximum(codes, 0).T), size)
            columns.append(np.where(known, place, -1))
        return np.stack(columns, axis=1)

    def split(self, people: NDArray) -> NDArray:
        """People by blocks -> people by axes."""
        import numpy as np

        apart = np.empty((len(people), len(self.shape)), dtype=int)
        for i, (block, size) in enumerate(zip(self.blocks, self.sizes, strict=True)):
            apart[:, block] = np.stack(np.unravel_index(people[:, i], size), axis=1)
        return apart

    def groupings(self, block: int, partitions: Sequence[Partition]) -> list[NDArray]:
        """What a block's cells are counted by: each of its axes, and each quota that crosses some of them."""
        import numpy as np

        axes, size = self.blocks[block], self.sizes[block]
        places = np.indices(size)
        found = [places[i].ravel() for i in range(len(axes))]
        for partition in partitions:
            if len(partition.axes) > 1 and set(partition.axes) <= set(axes):
                found.append(partition.labels[tuple(places[axes.index(a)] for a in partition.axes)].ravel())
        return found


def layout_of(pack: Pack, shape: Sequence[int], partitions: Sequence[Partition]) -> Layout:
    """The blocks that a target's quotas ask for."""
    blocks = [{axis} for axis in range(len(shape))]
    for partition in partitions:
        tied = [b for b in blocks if b & set(partition.axes)]
        blocks = [b for b in blocks if b not in tied] + [set().union(*tied)]
    rank = {axis: DRAW_ORDER.index(d) for axis, d in enumerate(pack.sampled)}
    ordered = [tuple(sorted(b, key=lambda a: rank[a])) for b in blocks]
    return Layout(tuple(shape), tuple(sorted(ordered, key=lambda b: rank[b[0]])))
