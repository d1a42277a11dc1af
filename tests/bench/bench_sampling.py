"""How close samples are to the joint, and how long they take.

    python tests/bench/bench_sampling.py [SAMPLES]

Prints Markdown for docs/statistics.md. First, for n = 20, 100 and 1000, over SAMPLES samples each (200 unless told): the
mean largest one-way margin error (share) and the mean two-way total variation distance over the pairs of dimensions, of a
multinomial draw from the fitted joint and of Sight's draw, also when it comes in four batches and with crossed quotas. Then
whole respondents in seconds, and as a multiple of raking the joint to its margins and drawing as many cells in the same run.
Exits with 1 when Sight's two-way distance at n = 100 is more than half of the multinomial's, or a limit of time or memory
is passed.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from itertools import combinations
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from sight_domain.populations.draw import draw_cells
from sight_domain.populations.ipf import fit_margins
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.partitions import partitions_of
from sight_domain.populations.quota_shares import quotas_of
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import TargetPopulation, parse_target

NATION = parse_target({"country": "PL"})
CROSSED = parse_target(
    {
        "country": "PL",
        "quotas": {
            "gender x age_group": {"female x 25-34": 0.3, "male x 65+": 0.2},
            "education": {"tertiary": 0.5},
        },
    }
)
BATCHES = 4
SECONDS = {100: 1.0, 1000: 10.0, 10_000: 30.0}
MEGABYTES = 500

Draw = Callable[[Joint, int, np.random.Generator], NDArray]


def margin_error(people: NDArray, joint: Joint) -> float:
    """Largest |count / n - share| over all categories of all dimensions."""
    errors = []
    for axis, size in enumerate(joint.table.shape):
        share = joint.table.sum(axis=tuple(a for a in range(joint.table.ndim) if a != axis))
        counts = np.bincount(people[:, axis], minlength=size)
        errors.append(float(np.abs(counts / len(people) - share).max()))
    return max(errors)


def two_way_distance(people: NDArray, joint: Joint) -> float:
    """Mean over pairs of dimensions of ``0.5 sum |C / n - T|``."""
    table, distances = joint.table, []
    for a, b in combinations(range(table.ndim), 2):
        expected = table.sum(axis=tuple(x for x in range(table.ndim) if x not in (a, b)))
        counts = np.zeros_like(expected)
        np.add.at(counts, (people[:, a], people[:, b]), 1)
        distances.append(float(np.abs(counts / len(people) - expected).sum() / 2))
    return mean(distances)


def multinomial(joint: Joint, n: int, generator: np.random.Generator) -> NDArray:
    flat = joint.table.ravel()
    return np.array(
        np.unravel_index(generator.choice(len(flat), size=n, p=flat / flat.sum()), joint.table.shape)
    ).T


def in_batches(joint: Joint, n: int, generator: np.random.Generator) -> NDArray:
    people = np.empty((0, joint.table.ndim), dtype=int)
    for _ in range(BATCHES):
        people = np.concatenate([people, draw_cells(joint, n // BATCHES, generator, have=people)])
    return people


def with_crossed_quotas(joint: Joint, n: int, generator: np.random.Generator) -> NDArray:
    partitions = partitions_of(joint.pack, quotas_of(CROSSED.quotas))
    return draw_cells(joint, n, generator, partitions=partitions)


METHODS: dict[str, tuple[TargetPopulation, Draw]] = {
    "IPF + multinomial": (NATION, multinomial),
    "**Sight**": (NATION, draw_cells),
    f"Sight, {BATCHES} batches": (NATION, in_batches),
    "IPF + multinomial, crossed quotas": (CROSSED, multinomial),
    "Sight, crossed quotas": (CROSSED, with_crossed_quotas),
}


def closeness(samples: int) -> float:
    """The first table; returns the ratio of two-way distances at n = 100."""
    print("| n | method | samples | largest margin error | two-way TVD | seconds |")
    print("|---|---|---|---|---|---|")
    distances: dict[tuple[int, str], float] = {}
    for n in (20, 100, 1000):
        runs = max(5, min(samples, 20_000 // n))
        for name, (target, draw) in METHODS.items():
            joint = joint_of(target)
            started = time.perf_counter()
            drawn = [draw(joint, n, np.random.default_rng(seed)) for seed in range(runs)]
            seconds = (time.perf_counter() - started) / runs
            distances[n, name] = mean(two_way_distance(people, joint) for people in drawn)
            error = mean(margin_error(people, joint) for people in drawn)
            print(f"| {n:,} | {name} | {runs} | {error:.4f} | {distances[n, name]:.3f} | {seconds:.3f} |")
    return distances[100, "**Sight**"] / distances[100, "IPF + multinomial"]


def baseline(n: int) -> float:
    """Seconds to rake the joint to its own margins and draw ``n`` cells from it."""
    joint = joint_of(NATION)
    started = time.perf_counter()
    margins = [((a,), np.array(list(joint.margin(d).values()))) for a, d in enumerate(joint.pack.sampled)]
    fit_margins(joint.table, margins)
    multinomial(joint, n, np.random.default_rng(0))
    return time.perf_counter() - started


def speed() -> bool:
    """The second table; whether every limit is kept."""
    print("\n| respondents | seconds | limit | x IPF + multinomial |")
    print("|---|---|---|---|")
    kept = True
    for n, limit in SECONDS.items():
        plain = min(baseline(n) for _ in range(3))
        started = time.perf_counter()
        draw_respondents(NATION, n, seed=1, language="pl")
        seconds = time.perf_counter() - started
        kept = kept and seconds < limit
        print(f"| {n:,} | {seconds:.2f} | {limit:.0f} | {seconds / plain:.0f} |")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nLargest resident memory: {megabytes:.0f} MB (limit {MEGABYTES}).")
    return kept and megabytes < MEGABYTES


def main(samples: int) -> int:
    draw_respondents(NATION, 1, seed=0, language="pl")
    fast = speed()
    print()
    ratio = closeness(samples)
    print(f"\nTwo-way TVD at n = 100, Sight / multinomial: {ratio:.2f} (limit 0.5).")
    return 0 if fast and ratio <= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
