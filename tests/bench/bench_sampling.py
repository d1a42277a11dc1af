"""How close samples are to the joint, and how long they take.

    python tests/bench/bench_sampling.py [REPETITIONS]

For n = 20, 100, 1000 and 10,000: the largest one-way margin error (share) and the mean two-way total variation distance
over the 15 pairs of dimensions, for IPF + multinomial and for Sight's method, and seconds a sample.
"""

from __future__ import annotations

import resource
import sys
import time
from itertools import combinations
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from sight_domain.populations.draw import draw_cells
from sight_domain.populations.joint import Joint, joint_of
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target


def margin_error(people: NDArray, joint: Joint) -> float:
    table, n = joint.table, len(people)
    errors = []
    for axis, k in enumerate(table.shape):
        share = table.sum(axis=tuple(a for a in range(6) if a != axis))
        errors.append(float(np.abs(np.bincount(people[:, axis], minlength=k) / n - share).max()))
    return max(errors)


def two_way_distance(people: NDArray, joint: Joint) -> float:
    table = joint.table
    distances = []
    for a, b in combinations(range(6), 2):
        expected = table.sum(axis=tuple(x for x in range(6) if x not in (a, b)))
        counts = np.zeros_like(expected)
        np.add.at(counts, (people[:, a], people[:, b]), 1)
        distances.append(float(np.abs(counts / len(people) - expected).sum() / 2))
    return mean(distances)


def multinomial(joint: Joint, n: int, generator: np.random.Generator) -> NDArray:
    flat = joint.table.ravel()
    return np.array(
        np.unravel_index(generator.choice(len(flat), size=n, p=flat / flat.sum()), joint.table.shape)
    ).T


def main(repetitions: int) -> None:
    target = parse_target({"country": "PL"})
    joint = joint_of(target)
    print(f"{'n':>6} {'method':<20} {'max margin error':>17} {'two-way TVD':>12} {'s a sample':>11}")
    for n in (20, 100, 1000, 10_000):
        runs = max(2, min(repetitions, 20_000 // n))
        for name, draw in (("IPF + multinomial", multinomial), ("Sight", draw_cells)):
            samples, started = [], time.perf_counter()
            for seed in range(runs):
                samples.append(draw(joint, n, np.random.default_rng(seed)))
            seconds = (time.perf_counter() - started) / runs
            print(
                f"{n:>6} {name:<20} {mean(margin_error(s, joint) for s in samples):>17.4f} "
                f"{mean(two_way_distance(s, joint) for s in samples):>12.3f} {seconds:>11.3f}"
            )
    for n in (20, 100, 1000, 10_000):
        started = time.perf_counter()
        draw_respondents(target, n, seed=1, language="pl")
        print(f"whole respondents, n = {n}: {time.perf_counter() - started:.2f} s")
    print(f"largest resident memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
