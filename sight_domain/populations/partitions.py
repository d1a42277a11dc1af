"""A quota as a partition of the joint's cells: one group for each category named, and one for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from sight_domain.populations.pack import Pack
from sight_domain.populations.quota_shares import JOIN, Quota

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Partition:
    """Groups of cells and the share each is to have.

    Attributes:
        key: the quota's key, ``gender x age_group``.
        axes: the joint's axes it crosses, ascending.
        labels: the group of each crossed cell, in the shape of these axes.
        shares: wanted share of each group, total 1; the last group is everybody not named.
        names: the named groups, ``female x 25-34``; one fewer than ``shares``.
    """

    key: str
    axes: tuple[int, ...]
    labels: NDArray
    shares: NDArray
    names: tuple[str, ...]

    def over(self, table: NDArray) -> NDArray:
        """The group of every cell of the joint."""
        import numpy as np

        shape = [size if axis in self.axes else 1 for axis, size in enumerate(table.shape)]
        return np.broadcast_to(self.labels.reshape(shape), table.shape)

    def totals(self, table: NDArray) -> NDArray:
        """What each group has of the table."""
        import numpy as np

        return np.bincount(
            self.over(table).ravel(), weights=table.ravel().astype(float), minlength=len(self.shares)
        )


def partition_of(pack: Pack, quota: Quota) -> Partition:
    """The partition that a quota makes of its country's joint."""
    import numpy as np

    order = sorted(range(len(quota.dimensions)), key=lambda i: pack.sampled.index(quota.dimensions[i]))
    dimensions = [quota.dimensions[i] for i in order]
    codes = [pack.codes(d) for d in dimensions]
    place = {cell: i for i, cell in enumerate(quota.shares)}
    labels = np.full([len(c) for c in codes], len(place))
    for index in product(*(range(len(c)) for c in codes)):
        cell: list[str] = [""] * len(order)
        for axis, i in enumerate(index):
            cell[order[axis]] = codes[axis][i]
        labels[index] = place.get(tuple(cell), len(place))
    shares = np.array([*quota.shares.values(), quota.rest])
    return Partition(
        quota.key,
        tuple(pack.sampled.index(d) for d in dimensions),
        labels,
        shares / shares.sum(),
        tuple(JOIN.join(cell) for cell in quota.shares),
    )


def partitions_of(pack: Pack, quotas: Sequence[Quota]) -> list[Partition]:
    """The partitions of several quotas, in their order."""
    return [partition_of(pack, quota) for quota in quotas]
