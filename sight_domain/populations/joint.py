"""The joint distribution of a target population over the dimensions of its country's pack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sight_domain.populations.emptiness import nobody
from sight_domain.populations.pack import Pack
from sight_domain.populations.partitions import partitions_of
from sight_domain.populations.possibility import earliest_age
from sight_domain.populations.quota_refusals import in_conflict
from sight_domain.populations.quota_shares import quotas_of
from sight_domain.populations.raking import QuotasInConflictError, rake
from sight_domain.populations.target import OLDEST, YOUNGEST, TargetPopulation, age_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Joint:
    """Persons by the pack's dimensions, one axis each in the order of ``pack.sampled`` (Poland: region x settlement x age
    group x gender x education x income bracket).

    Attributes:
        table: the distribution, total 1, with structural zeros, filters and quotas applied.
        share_of_adults: the filters' share of the country's adults, 0-1, before quotas.
        persons: the same in people.
    """

    pack: Pack
    table: NDArray
    share_of_adults: float
    persons: int

    def margin(self, dimension: str) -> dict[str, float]:
        """Shares of a dimension's categories, in the pack's order; they sum to 1."""
        axis = self.pack.sampled.index(dimension)
        shares = self.table.sum(axis=tuple(a for a in range(self.table.ndim) if a != axis))
        return dict(zip(self.pack.codes(dimension), shares.tolist(), strict=True))


@lru_cache(maxsize=8)
def _national(pack: Pack) -> NDArray:
    """Adults of the country in persons: residents x P(income | age group, gender, education) where the pack has incomes."""
    import numpy as np

    places = {d: {c: i for i, c in enumerate(pack.codes(d))} for d in pack.sampled}
    education = pack.codes("education")
    by = [d for d in pack.sampled if d not in ("education", "income_bracket")]
    residents = np.zeros([len(places[d]) for d in (*by, "education")])
    for row in pack.table("residents"):
        residents[tuple(places[d][row[d]] for d in by)] = [float(row[e]) for e in education]
    if "income_bracket" not in places:
        return residents
    brackets = pack.codes("income_bracket")
    income = np.zeros([len(places[d]) for d in ("age_group", "gender", "education", "income_bracket")])
    for row in pack.table("work_and_income"):
        where = tuple(places[d][row[d]] for d in ("age_group", "gender", "education"))
        income[where] += [float(row[b]) for b in brackets]
    for index in np.ndindex(*income.shape):
        group, _, level, bracket = index
        if (
            earliest_age(pack, education[level], brackets[bracket])
            > age_bounds(pack.codes("age_group")[group])[1]
        ):
            income[index] = 0
    totals = income.sum(-1, keepdims=True)
    conditional = np.divide(income, totals, out=np.zeros_like(income), where=totals > 0)
    return residents[..., None] * conditional


@lru_cache(maxsize=8)
def ages(pack: Pack) -> NDArray:
    """Adults by single year 18..100 x gender x education, in persons (83 x 2 x 4)."""
    import numpy as np

    genders, education = pack.codes("gender"), pack.codes("education")
    table = np.zeros((OLDEST - YOUNGEST + 1, len(genders), len(education)))
    for row in pack.table("ages"):
        table[int(row["age"]) - YOUNGEST, genders.index(row["gender"])] = [float(row[e]) for e in education]
    return table


def ages_given(
    target: TargetPopulation, group: int, gender: int, education: int, bracket: int | None = None
) -> NDArray:
    """Weights of the single years 18..100 in one cell of the target; ages outside its filter or impossible are 0."""
    import numpy as np

    pack = target.pack
    first, last = age_bounds(pack.codes("age_group")[group])
    income = None if bracket is None else pack.codes("income_bracket")[bracket]
    youngest = earliest_age(pack, pack.codes("education")[education], income)
    years = np.arange(YOUNGEST, OLDEST + 1)
    inside = (years >= max(first, target.youngest, youngest)) & (years <= min(last, target.oldest))
    return ages(pack)[:, gender, education] * inside


def joint_of(target: TargetPopulation) -> Joint:
    """The target's joint distribution: the pack's, cut by the filters, raked to the quotas.

    Within an age group that a filter cuts, each cell keeps the share of its single years that stay. Quotas replace
    the margins of their own dimensions; all others follow from the joint.

    Raises:
        SightError: ``invalid_argument``: the filters leave nobody, or the quotas cannot be met.
    """
    pack = target.pack
    table = persons_of(target)
    people = float(table.sum())
    if people <= 0:
        raise nobody(target, lambda other: float(persons_of(other).sum()))
    table = table / people
    if quotas := quotas_of(target.quotas):
        partitions = partitions_of(pack, quotas)
        try:
            table = rake(table, partitions)
        except QuotasInConflictError as error:
            raise in_conflict(table, partitions, error) from error
    return Joint(pack, table, people / float(_national(pack).sum()), round(people))


def persons_of(target: TargetPopulation) -> NDArray:
    """The country's adults whom the filters admit, by cell, in persons; quotas play no part, and nobody is no error."""
    import numpy as np

    pack = target.pack
    # Age group, gender, education and, where there is one, income are the last axes.
    table = _national(pack) * _age_shares(target)
    for axis, dimension in enumerate(pack.sampled):
        admitted = target.admitted(dimension)
        keep = np.array([c in admitted for c in pack.codes(dimension)], dtype=float)
        table = table * keep.reshape([-1 if a == axis else 1 for a in range(table.ndim)])
    return table


def _age_shares(target: TargetPopulation) -> NDArray:
    """Share of each age group x gender x education (x income) cell that the age filter keeps."""
    return _kept(target.pack, target.youngest, target.oldest)


@lru_cache(maxsize=256)
def _kept(pack: Pack, youngest: int, oldest: int) -> NDArray:
    import numpy as np

    everybody = TargetPopulation.model_construct(country=pack.country, age_min=YOUNGEST, age_max=OLDEST)
    some = TargetPopulation.model_construct(country=pack.country, age_min=youngest, age_max=oldest)
    shape = [len(pack.codes(d)) for d in pack.sampled if d not in ("region", "settlement")]
    kept = np.zeros(shape)
    for cell in np.ndindex(*shape):
        of = float(ages_given(everybody, *cell).sum())
        kept[cell] = float(ages_given(some, *cell).sum()) / of if of > 0 else 0.0
    kept.flags.writeable = False
    return kept


def incidence(target: TargetPopulation) -> dict[str, float]:
    """How common the target is: ``{"share_of_adults": 0-1, "persons": whole people}``. Quotas play no part."""
    joint = joint_of(target.model_copy(update={"quotas": None}))
    return {"share_of_adults": joint.share_of_adults, "persons": joint.persons}
