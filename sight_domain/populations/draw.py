"""Cells of the joint for newcomers, such that everybody together has exact margins and keeps the quotas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.populations.chosen_cells import chosen_cells, within_one
from sight_domain.populations.controlled_rounding import rounded_cells
from sight_domain.populations.joint import Joint
from sight_domain.populations.layout import Layout, layout_of
from sight_domain.populations.partitions import Partition
from sight_domain.populations.quota_refusals import no_such_sample
from sight_domain.populations.quotas import ROUNDING, added_seats
from sight_domain.populations.refinement import refine
from sight_domain.populations.repair import NoRoomError, repair_margins
from sight_domain.populations.systematic import systematic_draw

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

DRAWS = 30
SIZES_TRIED = 20


def draw_cells(
    joint: Joint,
    n: int,
    generator: Generator,
    *,
    have: NDArray | None = None,
    partitions: Sequence[Partition] = (),
) -> NDArray:
    """``n`` cells of the joint, one row of indices each in the order of ``pack.sampled``.

    Systematic draw, margin repair, swap refinement. With the earlier people every margin, and every group of a crossed
    quota, is within one person of its share; where the earlier people have broken that already, as near as can be.
    Axes that a crossed quota ties together are drawn as one. Where structural zeros block the repair, another draw is
    tried, later with remainders rounded by lot (still within one person), at last a choice of cells for all margins at
    once; newcomers to earlier people then come as near as that can.

    Args:
        have: earlier people, m x d indices; -1 for a label that the pack does not know.
        partitions: of the target's quotas.

    Raises:
        SightError: ``invalid_argument``: no first sample of this size has these margins.
    """
    import numpy as np

    layout = layout_of(joint.pack, joint.table.shape, partitions)
    table = layout.merged(joint.table)
    earlier = np.empty((0, joint.table.ndim), dtype=int) if have is None else np.asarray(have, dtype=int)
    settled = layout.merge(earlier)
    blocked = 0
    for attempt in range(DRAWS):
        try:
            people = _attempt(layout, table, partitions, settled, n, generator, by_lot=attempt > DRAWS // 3)
        except NoRoomError as error:
            blocked = error.axis
            continue
        return layout.split(refine(people, table, generator, have=settled))
    chosen = chosen_cells(joint, partitions, earlier, n, generator)
    if len(earlier) or within_one(joint, partitions, chosen):
        return layout.split(refine(layout.merge(chosen), table, generator, have=settled))
    nearest = _possible_size(layout, table, partitions, settled, n, generator)
    raise no_such_sample(" x ".join(joint.pack.sampled[a] for a in layout.blocks[blocked]), n, nearest)


def _attempt(
    layout: Layout, table: NDArray, partitions: Sequence[Partition], settled: NDArray, n: int, generator: Generator,
    *, by_lot: bool,
) -> NDArray:  # fmt: skip
    """Newcomers by blocks, with the seats of each block; ``NoRoomError`` where structural zeros are in the way."""
    import numpy as np

    seats = [
        _seats(layout, block, table, partitions, settled, n, generator, by_lot=by_lot)
        for block in range(len(layout.blocks))
    ]
    drawn = np.array(np.unravel_index(systematic_draw(table.ravel(), n, generator), table.shape)).T
    return repair_margins(drawn, table, seats, generator)


def _possible_size(
    layout: Layout, table: NDArray, partitions: Sequence[Partition], settled: NDArray, n: int, generator: Generator
) -> int | None:  # fmt: skip
    """The nearest number of newcomers that a draw succeeds with, within ``SIZES_TRIED``."""
    for step in range(1, SIZES_TRIED + 1):
        for size in (n + step, n - step):
            if size < 1:
                continue
            try:
                _attempt(layout, table, partitions, settled, size, generator, by_lot=False)
            except NoRoomError:
                continue
            return size
    return None


def _seats(
    layout: Layout, block: int, table: NDArray, partitions: Sequence[Partition], settled: NDArray, n: int,
    generator: Generator, *, by_lot: bool,
) -> NDArray:  # fmt: skip
    """Newcomers in each category of a block."""
    import numpy as np

    shares = table.sum(axis=tuple(a for a in range(table.ndim) if a != block))
    known = settled[:, block][settled[:, block] >= 0]
    before = np.bincount(known, minlength=len(shares))
    if len(layout.blocks[block]) > 1:
        return rounded_cells(shares, layout.groupings(block, partitions), before, n, generator)
    return _by_lot(shares, before, n, generator) if by_lot else added_seats(shares, before, n)


def _by_lot(shares: NDArray, before: NDArray, n: int, generator: Generator) -> NDArray:
    """Floor or ceiling of each due of everybody, with the ceilings drawn systematically by the remainders (Cox 1987)."""
    import numpy as np

    due = (before.sum() + n) * shares / shares.sum() - before
    seats = np.maximum(np.floor(due + ROUNDING), 0).astype(int)
    rest = np.clip(due - seats, 0, 1)
    missing = n - int(seats.sum())
    if missing < 0 or missing > np.count_nonzero(rest > 0):
        return added_seats(shares, before, n)
    if missing:
        order = generator.permutation(len(rest))
        np.add.at(seats, order[systematic_draw(rest[order], missing, generator)], 1)
    return seats
