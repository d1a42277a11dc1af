"""A part of a target population: those whom further filters admit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sight_domain.errors import invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filters import FILTERS, Filters
from sight_domain.populations.joint import Joint, joint_of, persons_of
from sight_domain.populations.target import TargetPopulation

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Part:
    """The people of a target who pass further filters.

    Attributes:
        target: the target narrowed by the filters, without quotas.
        joint: their joint distribution, as it is within the target with its quotas.
        share: of the target (quotas applied), 0-1.
    """

    target: TargetPopulation
    joint: Joint
    share: float


def part_of(target: TargetPopulation, part: Filters) -> Part:
    """The part of a target that filters cut out.

    Raises:
        SightError: ``invalid_argument``, field ``boost``: nobody of the target is in it.
    """
    inside = _narrowed(target, part)
    joint = joint_of(target)
    table = joint.table * _kept(inside, target) if inside else joint.table * 0
    share = float(table.sum())
    if inside is None or share <= 0:
        raise invalid_argument(
            "boost",
            Text(
                en="Nobody of the target population passes these filters.",
                pl="Nikt z populacji docelowej nie spełnia tych filtrów.",
            ),
            _what_the_target_has(target, part),
        )
    whole = Joint(joint.pack, table / share, joint.share_of_adults * share, round(joint.persons * share))
    return Part(inside, whole, share)


def pattern_shares(target: TargetPopulation, parts: Sequence[Filters]) -> dict[tuple[bool, ...], float]:
    """Shares of the target by which of several parts somebody is in, by inclusion and exclusion; they sum to 1.

    Returns:
        For each pattern (one truth value a part) its share, 0-1.
    """
    k = len(parts)
    joint = joint_of(target)
    at_least: dict[frozenset[int], float] = {}
    for size in range(k + 1):
        for chosen in combinations(range(k), size):
            inside: TargetPopulation | None = target
            for i in chosen:
                inside = inside and _narrowed(inside, parts[i])
            at_least[frozenset(chosen)] = (
                float((joint.table * _kept(inside, target)).sum()) if inside else 0.0
            )
    shares = {}
    for chosen, share in at_least.items():
        rest = [i for i in range(k) if i not in chosen]
        exactly = share
        for size in range(1, len(rest) + 1):
            for more in combinations(rest, size):
                exactly += (-1) ** size * at_least[chosen | set(more)]
        shares[tuple(i in chosen for i in range(k))] = max(exactly, 0.0)
    return shares


def pattern_of(parts: Sequence[Filters], person: Mapping[str, Any]) -> tuple[bool, ...]:
    """Which of several parts a person is in."""
    return tuple(part.holds(person) for part in parts)


def _narrowed(target: TargetPopulation, part: Filters) -> TargetPopulation | None:
    """The target with the part's filters added; None where a filter of the one excludes all of the other."""
    changed: dict[str, Any] = {"quotas": None}
    youngest, oldest = max(target.youngest, part.youngest), min(target.oldest, part.oldest)
    if youngest > oldest:
        return None
    changed |= {"age_min": youngest, "age_max": oldest}
    for field in FILTERS:
        ours, theirs = getattr(target, field), getattr(part, field)
        if theirs is None:
            continue
        both = theirs if ours is None else [code for code in ours if code in theirs]
        if not both:
            return None
        changed[field] = both
    return target.model_copy(update=changed)


def _kept(inside: TargetPopulation, target: TargetPopulation) -> NDArray:
    import numpy as np

    everybody, these = persons_of(target), persons_of(inside)
    return np.divide(these, everybody, out=np.zeros_like(these), where=everybody > 0)


def _what_the_target_has(target: TargetPopulation, part: Filters) -> Text:
    """Of each dimension that the part filters, the categories with people in the target."""
    joint = joint_of(target)
    listed = [
        f"{field} [{', '.join(code for code, share in joint.margin(FILTERS[field]).items() if share > 0)}]"
        for field in part.given
        if field in FILTERS
    ]
    ages = f"{target.youngest}-{target.oldest}"
    return Text(
        en=f"Choose among those the target has: {', '.join([f'age {ages}', *listed])}.",
        pl=f"Wybierz spośród tych, których ma populacja docelowa: {', '.join([f'wiek {ages}', *listed])}.",
    )
