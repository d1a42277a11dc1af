"""How far apart respondents are, attribute by attribute: standardised for numbers, Gower's for categories and sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sight_domain.populations.big_five import TRAITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRAIT_FIELDS = tuple(f"big_five.{trait}" for trait in TRAITS)
NUMBERS = ("age", "income_rank", *TRAIT_FIELDS)
CATEGORIES = ("gender", "region", "settlement", "education", "status", "household")
SETS = ("values", "interests")
SECTION_OF = {
    **dict.fromkeys(("age", "income_rank", *CATEGORIES), "demographics"),
    **dict.fromkeys(TRAIT_FIELDS, "traits"),
    "values": "values",
    "interests": "interests",
}
ATTRIBUTE_SECTIONS = ("demographics", "traits", "values", "interests")


@dataclass(frozen=True, eq=False)
class Coded:
    """Respondents as arrays, one row each: numbers (NaN where unknown), category codes (-1), set membership (0/1)."""

    numbers: NDArray
    categories: NDArray
    sets: tuple[NDArray, ...]

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self, which: NDArray | Sequence[int]) -> Coded:
        return Coded(self.numbers[which], self.categories[which], tuple(s[which] for s in self.sets))


def coded(respondents: Sequence[Mapping[str, Any]]) -> Coded:
    """Stored facts as arrays; two groups are only comparable when they are coded together."""
    import numpy as np

    numbers = np.array([[_number(r, field) for field in NUMBERS] for r in respondents], dtype=float)
    columns = []
    for field in CATEGORIES:
        codes = {c: i for i, c in enumerate(sorted({str(r[field]) for r in respondents if r.get(field)}))}
        columns.append([codes[str(r[field])] if r.get(field) else -1 for r in respondents])
    sets = []
    for field in SETS:
        words = sorted({word for r in respondents for word in r.get(field) or ()})
        sets.append(np.array([[float(w in (r.get(field) or ())) for w in words] for r in respondents]))
    return Coded(numbers.reshape(len(respondents), len(NUMBERS)), np.array(columns, dtype=int).T, tuple(sets))


def attribute_distances(first: Coded, second: Coded, spreads: Mapping[str, float]) -> dict[str, NDArray]:
    """Distances of every row of ``first`` to the same row of ``second`` (rows broadcast), by attribute.

    Numbers: ``|x - y| / SD`` of the population; categories: 0 or 1 (Gower 1971); sets: Jaccard's distance. NaN where one of
    the two lacks the attribute.

    Args:
        spreads: standard deviation of each number in the population, > 0.
    """
    import numpy as np

    found: dict[str, NDArray] = {}
    for i, field in enumerate(NUMBERS):
        found[field] = np.abs(first.numbers[..., i] - second.numbers[..., i]) / spreads[field]
    for i, field in enumerate(CATEGORIES):
        one, two = first.categories[..., i], second.categories[..., i]
        found[field] = np.where((one < 0) | (two < 0), np.nan, (one != two).astype(float))
    for field, one, two in zip(SETS, first.sets, second.sets, strict=True):
        shared = (one * two).sum(axis=-1)
        union = one.sum(axis=-1) + two.sum(axis=-1) - shared
        found[field] = np.where(union > 0, 1 - shared / np.maximum(union, 1), np.nan)
    return found


def distance(parts: Mapping[str, NDArray], fields: Sequence[str] | None = None) -> NDArray:
    """Gower's mean over the attributes that both have, 0 or more; 0 where they have none in common.

    Args:
        parts: what ``attribute_distances`` returned.
        fields: the attributes to take; all when left out.
    """
    import numpy as np

    stacked = np.stack([parts[field] for field in fields or parts])
    known = ~np.isnan(stacked)
    return np.where(known, stacked, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)


def distance_matrix(people: Coded, spreads: Mapping[str, float], among: Coded | None = None) -> NDArray:
    """Distances of every one of ``people`` to every one of ``among`` (themselves when left out)."""
    import numpy as np

    others = people if among is None else among
    return np.stack(
        [distance(attribute_distances(people.rows([i]), others, spreads)) for i in range(len(people))]
    )


def _number(respondent: Mapping[str, Any], field: str) -> float:
    family, _, name = field.partition(".")
    value = (respondent.get(family) or {}).get(name) if name else respondent.get(field)
    return float(value) if isinstance(value, int | float) else float("nan")
