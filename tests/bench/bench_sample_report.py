"""Seconds for the report on a stored sample, and for clusters and a comparison of its people.

``python tests/bench/bench_sample_report.py [COUNTRY]``. The first report of a process also imports what it needs; the
first comparison draws the country's reference people.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from sight_domain.personas.calibration import calibration_of, likeness
from sight_domain.personas.clusters import cluster
from sight_domain.personas.similarity import coded
from sight_domain.populations.service import draw_respondents, parse_target, representativeness

SIZES = (20, 100, 1_000, 10_000)


def seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main(country: str) -> None:
    target = parse_target({"country": country})
    samples = {n: [p.model_dump() for p in draw_respondents(target, n, seed=1, language="en")] for n in SIZES}
    first = seconds(lambda: representativeness(samples[20], target))
    print(f"{country}: first report of the process {first:.2f} s")
    reference = seconds(lambda: calibration_of(country))
    print(f"reference people of the comparison, once a process {reference:.2f} s")
    spreads = calibration_of(country).spreads
    print("| n | report | clusters | comparison of two |\n|---|---|---|---|")
    for n, people in samples.items():
        report = min(seconds(lambda people=people: representativeness(people, target)) for _ in range(3))
        clusters = seconds(lambda people=people: cluster(coded(people), spreads))
        compared = seconds(lambda people=people: likeness(people[:2], country))
        print(f"| {n:,} | {report:.2f} s | {clusters:.2f} s | {compared * 1000:.1f} ms |")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "PL")
