"""Are the names of stored people as varied and as true to their age as those of the register?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sight_domain.populations.fit_schemas import NamesFit
from sight_domain.populations.names import birth_decade, name_decades
from sight_domain.populations.pack import Pack

# z below this: the names belong to other generations. The statistic's left tail is a little heavier than normal.
COHORT_ALARM = -4.0
FEWEST_FOR_COHORTS = 10
COMMON_ALARM = 0.001


def names_fit(people: Sequence[Mapping[str, Any]], pack: Pack) -> NamesFit | None:
    """Repeats, the commonest given name beside its expected number, and the fit of names to birth cohorts.

    The commonest given name is too common when a Poisson count with the register's expectation would reach it less than
    once in 1,000, shared by the different names of the sample. ``cohort_fit`` is the sum over people of log2 P(name |
    sex, birth decade) / P(name | sex) divided by its expectation under the register; ``cohort_z`` is its distance from
    the expectation in standard deviations.

    Args:
        people: stored facts with ``given_name``, ``full_name``, ``gender`` and ``age``; those without are left out.
    """
    named = [
        p for p in people if p.get("given_name") and p.get("full_name") and isinstance(p.get("age"), int)
    ]
    tables = _shares(pack)
    if not named or not tables:
        return None
    from scipy import stats

    given = Counter(str(p["given_name"]) for p in named)
    name, count = min(given.items(), key=lambda item: (-item[1], item[0]))
    own = [tables.get((str(p.get("gender")), birth_decade(p["age"], pack.reference_year)), {}) for p in named]
    expected = sum(table.get(name, 0.0) for table in own)
    by_lot = float(stats.poisson.sf(count - 1, max(expected, 0.05))) * len(given)
    cohorts, z, unknown = _cohort_fit(named, own, _pooled(pack))
    return NamesFit(
        n=len(named),
        repeated_full_names=len(named) - len({str(p["full_name"]) for p in named}),
        most_common=name,
        most_common_count=count,
        most_common_expected=round(expected, 2),
        too_common=count > 2 and by_lot < COMMON_ALARM,
        unknown_names=unknown,
        cohort_fit=cohorts,
        cohort_z=z,
        wrong_cohorts=z is not None and len(named) >= FEWEST_FOR_COHORTS and z < COHORT_ALARM,
    )


def _cohort_fit(
    named: Sequence[Mapping[str, Any]], own: Sequence[Mapping[str, float]], pooled: Mapping[str, Mapping[str, float]]
) -> tuple[float | None, float | None, int]:  # fmt: skip
    found, due, variance, unknown = 0.0, 0.0, 0.0, 0
    for person, table in zip(named, own, strict=True):
        everybody = pooled.get(str(person.get("gender")), {})
        name = str(person["given_name"])
        if name not in everybody:
            unknown += 1
            continue
        if not table:
            continue
        rarest = min(table.values()) / 2
        found += math.log2(table.get(name, rarest) / everybody[name])
        ratios = [(share, math.log2(share / everybody[other])) for other, share in table.items() if share > 0]
        mean = sum(share * ratio for share, ratio in ratios)
        due += mean
        variance += sum(share * (ratio - mean) ** 2 for share, ratio in ratios)
    if variance < 1e-9:
        return None, None, unknown
    return (found / due if due > 0 else None), (found - due) / math.sqrt(variance), unknown


@lru_cache(maxsize=16)
def _shares(pack: Pack) -> dict[tuple[str, int], dict[str, float]]:
    """Shares of given names by sex and birth decade, each summing to 1."""
    tables: dict[tuple[str, int], dict[str, float]] = {}
    for row in pack.table("given_names"):
        if (share := float(row["share"])) > 0:
            for decade in name_decades(row["birth_decade"]):
                tables.setdefault((row["gender"], decade), {})[row["name"]] = share
    return {cohort: {n: s / sum(t.values()) for n, s in t.items()} for cohort, t in tables.items()}


@lru_cache(maxsize=16)
def _pooled(pack: Pack) -> dict[str, dict[str, float]]:
    """Shares of given names by sex, the decades counting the same."""
    pooled: dict[str, Counter[str]] = {}
    decades: Counter[str] = Counter()
    for (gender, _), table in _shares(pack).items():
        decades[gender] += 1
        pooled.setdefault(gender, Counter()).update(table)
    return {g: {n: s / decades[g] for n, s in names.items()} for g, names in pooled.items()}
