"""Where a sample misses its target by a person or more, and how many people its quotas need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sight_domain.populations.joint import joint_of
from sight_domain.populations.partitions import partition_of
from sight_domain.populations.quota_refusals import too_few
from sight_domain.populations.quota_shares import JOIN, Quota, quotas_of
from sight_domain.populations.quotas import largest_remainder
from sight_domain.populations.target import TargetPopulation

WITHIN_ONE = 1 - 1e-6
MOST_RESPONDENTS = 10_000


@dataclass(frozen=True, slots=True)
class Misfit:
    """A category, or a group of a crossed quota, that has a person or more too many or too few.

    Attributes:
        dimension: ``region``, or a quota's key such as ``gender x age_group``.
        category: ``mazowieckie``, ``female x 25-34``.
        observed: people who are there.
        due: people who should be, with fraction.
    """

    dimension: str
    category: str
    observed: int
    due: float


def misfits(people: Sequence[Mapping[str, Any]], target: TargetPopulation) -> list[Misfit]:
    """Everything in which people miss their target by at least one person, the worst first; [] keeps the guarantee.

    Args:
        people: facts of everybody who counts towards the quotas.
    """
    joint = joint_of(target)
    n, found = len(people), []
    for dimension in joint.pack.sampled:
        for category, share in joint.margin(dimension).items():
            observed = sum(person.get(dimension) == category for person in people)
            found.append(Misfit(dimension, category, observed, n * share))
    for quota in quotas_of(target.quotas):
        if len(quota.dimensions) > 1:
            crossed = [JOIN.join(str(person.get(d)) for d in quota.dimensions) for person in people]
            partition = partition_of(joint.pack, quota)
            for name, share in zip(partition.names, partition.totals(joint.table), strict=False):
                found.append(Misfit(quota.key, name, crossed.count(name), n * float(share)))
    missed = [m for m in found if abs(m.observed - m.due) >= WITHIN_ONE]
    return sorted(missed, key=lambda m: -abs(m.observed - m.due))


def check_count(target: TargetPopulation, n: int, *, field: str = "count") -> None:
    """Refuse a sample that is smaller than the number of groups which one of the target's quotas names.

    Raises:
        SightError: ``invalid_argument``, naming ``field``, with the least number that fills them.
    """
    for quota in quotas_of(target.quotas):
        if quota.cells > n:
            raise too_few(quota.key, quota.cells, n, _least(quota), field=field)


def _least(quota: Quota) -> int | None:
    """The smallest sample in which each group with a share gets somebody."""
    shares = [s for s in (*quota.shares.values(), quota.rest) if s > 0]
    for n in range(len(shares), MOST_RESPONDENTS + 1):
        if min(shares) * n >= 1 or largest_remainder(shares, n).min() > 0:
            return n
    return None


def check_target(target: TargetPopulation, n: int, *, field: str) -> None:
    """Refuse a target that has nobody, quotas that exclude each other, or a sample too small for them.

    Raises:
        SightError: ``invalid_argument`` naming the field and the nearest possible choice.
    """
    joint_of(target)
    check_count(target, n, field=field)
