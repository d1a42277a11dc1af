"""What the scripts that build packs share: reading sources, writing tables, single years, whole people."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from sight_domain.populations.quotas import largest_remainder

SEXES = ("female", "male")
AGE_GROUPS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
AGE_STARTS = (18, 25, 35, 45, 55, 65, 101)
STATUSES = (
    "employed_private", "employed_public", "self_employed", "farmer", "student",
    "retired", "disability_pension", "unemployed", "inactive",
)  # fmt: skip


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV table."""
    with (folder / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: Sequence[str], body: Iterable[Sequence[object]]) -> None:
    """Write a CSV table in UTF-8 with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(body)


def words(name: str) -> list[str]:
    """A hand-written list of words that lies beside the scripts; lines that start with # are remarks."""
    text = (Path(__file__).parent / "pack_words" / f"{name}.txt").read_text(encoding="utf-8")
    return [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]


def single_years(bands: list[tuple[int, int, float]]) -> NDArray:
    """Persons by single year 0..110 from bands (first age, last age, persons): monotone cumulative interpolation."""
    edges = [bands[0][0]] + [last + 1 for _, last, _ in bands]
    counts = np.concatenate([[0.0], np.cumsum([persons for *_, persons in bands])])
    curve = PchipInterpolator(edges, counts)
    ages = np.clip(np.arange(112), edges[0], edges[-1])
    return np.diff(curve(ages))


def band(label: str) -> tuple[int, int]:
    """First and last age of a source's age band; an open one ends at 104."""
    if label.endswith("+"):
        return int(label[:-1]), 104
    first, last = label.split("-")
    return int(first), int(last)


def whole(table: NDArray, totals: NDArray, *, axes: tuple[int, int]) -> NDArray:
    """Whole people whose sums over two axes are the totals exactly, by largest remainder (Hamilton) in each cell left."""
    inner = np.moveaxis(table, axes, (-2, -1))
    result = np.zeros(inner.shape, dtype=int)
    for cell in np.ndindex(*totals.shape):
        due = inner[cell].ravel()
        if due.sum() > 0:
            result[cell] = largest_remainder(due / due.sum(), int(totals[cell])).reshape(inner[cell].shape)
    return np.moveaxis(result, (-2, -1), axes)
