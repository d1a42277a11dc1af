"""How traits, values and interests of drawn people compare with the norms, and with one another.

    python tests/bench/bench_minds.py [PEOPLE]

Prints Markdown for docs/statistics.md from one national sample (10,000 people unless told): the largest differences of the
traits' means, SDs and correlations from the norms, and Pearson correlations of age and openness with values (importance)
and interests (had or not).
"""

from __future__ import annotations

import sys

import numpy as np

from sight_domain.populations.big_five import TRAITS, correlations, norm
from sight_domain.populations.interests import MODEL as INTERESTS
from sight_domain.populations.packs import load_pack
from sight_domain.populations.sampling import draw_respondents
from sight_domain.populations.target import parse_target
from sight_domain.populations.values import MODEL as VALUES

STRONGEST = 6


def main(people: int) -> None:
    pack = load_pack("PL")
    drawn = draw_respondents(parse_target({"country": "PL"}), people, seed=1, language="en")
    scores = np.array([[p.big_five[t] for t in TRAITS] for p in drawn])
    norms = [norm(pack, p.gender, p.age) for p in drawn]
    means, sds = np.array([m for m, _ in norms]), np.array([s for _, s in norms])
    z = (scores - means) / sds
    print(f"{people} people; beside the norm of sex and age, in its SDs:\n")
    print("| trait | mean z | SD ratio | clipped |")
    print("|---|---|---|---|")
    for place, trait in enumerate(TRAITS):
        clipped = np.mean((scores[:, place] <= 0) | (scores[:, place] >= 1))
        print(f"| {trait} | {z[:, place].mean():+.3f} | {z[:, place].std():.3f} | {clipped:.2%} |")
    off = np.corrcoef(z.T) - correlations(pack)
    print(f"\nLargest difference of a correlation from the published one: {np.abs(off).max():.3f}\n")
    ages, openness = np.array([p.age for p in drawn], dtype=float), z[:, 0]
    importance = np.array([[p.value_scores[v] for v in VALUES] for p in drawn])
    print("| value | r with age | r with openness |\n|---|---|---|")
    for place, value in enumerate(VALUES):
        print(
            f"| {value} | {_r(ages, importance[:, place]):+.2f} | {_r(openness, importance[:, place]):+.2f} |"
        )
    had = np.array([[float(i in p.interests) for i in INTERESTS] for p in drawn])
    for name, driver in (("age", ages), ("openness", openness)):
        r = sorted(((_r(driver, had[:, k]), i) for k, i in enumerate(INTERESTS)), reverse=True)
        told = [f"{interest} {value:+.2f}" for value, interest in (*r[:STRONGEST], *r[-STRONGEST:])]
        print(f"\nInterests by {name}: {', '.join(told)}")
    leading = {v: np.mean([p.values[0] == v for p in drawn]) for v in VALUES}
    print(
        "\nLeading value: "
        + ", ".join(f"{v} {share:.0%}" for v, share in sorted(leading.items(), key=lambda x: -x[1]))
    )


def _r(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.corrcoef(first, second)[0, 1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
