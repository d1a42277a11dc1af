"""What a distance means: its place among random pairs of a country's adults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sight_domain.personas.similarity import (
    ATTRIBUTE_SECTIONS,
    NUMBERS,
    SECTION_OF,
    attribute_distances,
    coded,
    distance,
)
from sight_domain.populations.service import draw_respondents, parse_target

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The reference people: enough for a median within .01, quick enough to be drawn when first needed.
PEOPLE, PAIRS, SEED = 1_200, 20_000, 1
WHOLE = "whole"


@dataclass(frozen=True, eq=False)
class Calibration:
    """A country's random pairs.

    Attributes:
        spreads: standard deviation of each numeric attribute among the country's adults.
        distances: distances of random pairs, ascending, by section and for the ``whole``.
    """

    spreads: Mapping[str, float]
    distances: Mapping[str, NDArray]

    def similarity(self, value: float, section: str = WHOLE) -> float:
        """Share of random pairs that are further apart than this distance, ties counting half, 0-1.

        Falls as the distance grows; the median pair has 0.5, and two people alike in everything have 1.
        """
        import numpy as np

        if value <= 0:
            return 1.0
        pairs = self.distances[section]
        low, high = np.searchsorted(pairs, [value - 1e-9, value + 1e-9])
        return float(1 - (low + high) / 2 / len(pairs))


@lru_cache(maxsize=8)
def calibration_of(country: str) -> Calibration:
    """The calibration of a country: 20,000 random pairs among 1,200 adults drawn from its pack with a fixed seed."""
    import numpy as np

    drawn = draw_respondents(parse_target({"country": country}), PEOPLE, seed=SEED, language="en")
    people = coded([p.model_dump() for p in drawn])
    spreads = {}
    for field, column in zip(NUMBERS, people.numbers.T, strict=True):
        spread = float(np.nanstd(column)) if not np.isnan(column).all() else 0.0
        spreads[field] = spread if spread > 0 else 1.0
    generator = np.random.default_rng(SEED)
    first = generator.integers(PEOPLE, size=PAIRS)
    second = (first + generator.integers(1, PEOPLE, size=PAIRS)) % PEOPLE
    parts = attribute_distances(people.rows(first), people.rows(second), spreads)
    distances = {section: np.sort(distance(parts, fields_of(section))) for section in ATTRIBUTE_SECTIONS}
    return Calibration(spreads, {**distances, WHOLE: np.sort(distance(parts))})


def fields_of(section: str) -> list[str]:
    """The attributes of a section."""
    return [field for field, own in SECTION_OF.items() if own == section]


@dataclass(frozen=True)
class Likeness:
    """How alike some respondents are, 0-1: all in all, by section, and by pair (indices)."""

    whole: float
    sections: Mapping[str, float]
    pairs: Mapping[tuple[int, int], float]


def likeness(respondents: Sequence[Mapping[str, Any]], country: str) -> Likeness:
    """Calibrated similarity of two or more respondents: the mean over their pairs.

    Args:
        respondents: stored facts, two at least.
        country: whose random pairs they are held against.
    """
    calibration = calibration_of(country)
    people = coded(respondents)
    by_pair: dict[tuple[int, int], float] = {}
    by_section: dict[str, list[float]] = {section: [] for section in ATTRIBUTE_SECTIONS}
    for i, j in combinations(range(len(respondents)), 2):
        parts = attribute_distances(people.rows([i]), people.rows([j]), calibration.spreads)
        by_pair[i, j] = calibration.similarity(float(distance(parts)[0]))
        for section in ATTRIBUTE_SECTIONS:
            apart = float(distance(parts, fields_of(section))[0])
            by_section[section].append(calibration.similarity(apart, section))
    return Likeness(
        whole=sum(by_pair.values()) / len(by_pair),
        sections={section: sum(scores) / len(scores) for section, scores in by_section.items()},
        pairs=by_pair,
    )
