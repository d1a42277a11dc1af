"""Quotas: shares of a dimension's categories, or of crossed categories of several dimensions.

``{"gender": {"female": 0.6, "male": 0.4}}`` fixes one dimension. Crossed dimensions are joined by `` x ``, and so are
their categories: ``{"gender x age_group": {"female x 25-34": 0.3}}``. Shares that sum to less than 1 leave the rest to
the categories that are not named, in proportion to the population.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.populations.filters import Filters
from sight_domain.populations.pack import Pack
from sight_domain.populations.spelling import category_code, dimension_code

Quotas = dict[str, dict[str, float]]

TOLERANCE = 0.001
MOST_CELLS = 400
MOST_CHAINED = 1500
JOIN = " x "
_JOINED = re.compile(r"\s+x\s+|\s*[×*]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quota:
    """One quota, read back from a normalised target.

    Attributes:
        key: as in ``target.quotas``: ``gender``, ``gender x age_group``.
        dimensions: the dimensions it crosses.
        shares: by categories, one of each dimension.
        rest: the share left to everybody not named, 0-1.
    """

    key: str
    dimensions: tuple[str, ...]
    shares: Mapping[tuple[str, ...], float]
    rest: float

    @property
    def cells(self) -> int:
        """How many groups have to hold somebody."""
        return sum(share > 0 for share in self.shares.values()) + (self.rest > TOLERANCE)


def quotas_of(quotas: Quotas | None) -> list[Quota]:
    """The quotas of a target in the order given."""
    return [
        Quota(
            key,
            tuple(key.split(JOIN)),
            {tuple(cell.split(JOIN)): share for cell, share in shares.items()},
            max(1 - sum(shares.values()), 0.0) if sum(shares.values()) < 1 - TOLERANCE else 0.0,
        )
        for key, shares in (quotas or {}).items()
    ]


def read_quotas(pack: Pack, raw: Any, filters: Filters) -> Quotas:
    """Quotas with the pack's codes, checked one by one; whether they can be met together is the joint's to say.

    Raises:
        SightError: ``invalid_argument`` or ``unsupported``, field ``target.quotas.<dimensions>``.
    """
    if not isinstance(raw, Mapping) or not raw:
        raise _bad_quota("target.quotas", "Quotas are empty.", "Kwoty są puste.")
    quotas: Quotas = {}
    crossed: set[frozenset[str]] = set()
    for name, shares in raw.items():
        dimensions = _dimensions(pack, str(name))
        key = JOIN.join(dimensions)
        field = f"target.quotas.{key}"
        if frozenset(dimensions) in crossed:
            raise _bad_quota(field, f"{key} is given twice.", f"Wymiar {key} podano dwa razy.")
        crossed.add(frozenset(dimensions))
        if not isinstance(shares, Mapping) or not shares:
            raise _bad_quota(field, "No shares are given.", "Nie podano udziałów.")
        quotas[key] = _shares(pack, dimensions, shares, field)
        _refuse_excluded(pack, filters, dimensions, quotas[key], field)
        _check_total(pack, filters, dimensions, quotas[key], field)
        _refuse_long_chains(pack, filters, crossed, field)
    return quotas


def _refuse_long_chains(pack: Pack, filters: Filters, crossed: set[frozenset[str]], field: str) -> None:
    """Crossed quotas with a dimension in common are drawn as one, which has its limits."""
    chains: list[frozenset[str]] = []
    for dimensions in crossed:
        if len(dimensions) > 1:
            tied = [c for c in chains if c & dimensions]
            chains = [c for c in chains if c not in tied] + [dimensions.union(*tied)]
    for chain in chains:
        cells = math.prod(len(filters.admitted_of(pack, d)) for d in chain)
        if cells > MOST_CHAINED:
            named = ", ".join(d for d in pack.sampled if d in chain)
            raise invalid_argument(
                field,
                Text(
                    en=f"The crossed quotas tie {named} together: {cells} cells; {MOST_CHAINED} are the most.",
                    pl=f"Krzyżowane kwoty wiążą razem: {named}; liczba komórek wynosi {cells}, "
                    f"a może być najwyżej {MOST_CHAINED}.",
                ),
                Text(
                    en="Give this one quotas of single dimensions instead, or narrow the filters.",
                    pl="Zamiast tej kwoty podaj kwoty pojedynczych wymiarów albo zawęź filtry.",
                ),
            )


def _dimensions(pack: Pack, name: str) -> tuple[str, ...]:
    field = f"target.quotas.{name}"
    dimensions = tuple(dimension_code(part, field=field, pack=pack) for part in _JOINED.split(name))
    if len(set(dimensions)) < len(dimensions):
        raise _bad_quota(
            field, f"{name} crosses a dimension with itself.", f"{name} krzyżuje wymiar z nim samym."
        )
    cells = math.prod(len(pack.codes(d)) for d in dimensions)
    if cells > MOST_CELLS:
        raise invalid_argument(
            field,
            Text(
                en=f"{name} has {cells} cells; {MOST_CELLS} are the most.",
                pl=f"{name}: liczba komórek wynosi {cells}, a może być najwyżej {MOST_CELLS}.",
            ),
            Text(
                en="Cross fewer dimensions, or give some of them quotas of their own.",
                pl="Skrzyżuj mniej wymiarów albo nadaj niektórym osobne kwoty.",
            ),
        )
    return dimensions


def _shares(pack: Pack, dimensions: Sequence[str], shares: Mapping[Any, Any], field: str) -> dict[str, float]:
    found: dict[tuple[str, ...], float] = {}
    for spelling, share in shares.items():
        cell = _cell(pack, dimensions, spelling, field)
        name = JOIN.join(cell)
        if (
            isinstance(share, bool)
            or not isinstance(share, int | float)
            or not math.isfinite(share)
            or share < 0
        ):
            raise _bad_quota(
                field, f"The share of {name} is {share!r}.", f"Udział kategorii {name} to {share!r}."
            )
        if cell in found:
            raise _bad_quota(field, f"{name} is given twice.", f"Kategorię {name} podano dwa razy.")
        found[cell] = float(share)
    return {JOIN.join(c): found[c] for c in product(*(pack.codes(d) for d in dimensions)) if c in found}


def _cell(pack: Pack, dimensions: Sequence[str], spelling: Any, field: str) -> tuple[str, ...]:
    if len(dimensions) == 1:
        return (category_code(pack, dimensions[0], spelling, field=field),)
    parts = _JOINED.split(str(spelling))
    if len(parts) != len(dimensions):
        example = JOIN.join(pack.codes(d)[0] for d in dimensions)
        raise invalid_argument(
            field,
            Text(
                en=f"{spelling!r} names {len(parts)} categories for {len(dimensions)} dimensions.",
                pl=f"{spelling!r}: liczba kategorii ({len(parts)}) nie zgadza się z liczbą wymiarów ({len(dimensions)}).",
            ),
            Text(
                en=f"Write one of each, in this order, e.g. {example!r}.",
                pl=f"Podaj po jednej z każdego wymiaru, w tej kolejności, np. {example!r}.",
            ),
        )
    return tuple(category_code(pack, d, p, field=field) for d, p in zip(dimensions, parts, strict=True))


def _refuse_excluded(
    pack: Pack, filters: Filters, dimensions: Sequence[str], shares: Mapping[str, float], field: str
) -> None:
    admitted = [filters.admitted_of(pack, d) for d in dimensions]
    for name, share in shares.items():
        for code, dimension, codes in zip(name.split(JOIN), dimensions, admitted, strict=True):
            if share > 0 and code not in codes:
                raise invalid_argument(
                    field,
                    Text(
                        en=f"The quota asks for {code}, which the target's filter excludes.",
                        pl=f"Kwota dotyczy kategorii {code}, którą wyklucza filtr.",
                    ),
                    Text(
                        en=f"The filter admits of {dimension}: {', '.join(codes)}.",
                        pl=f"Filtr dopuszcza w wymiarze {dimension}: {', '.join(codes)}.",
                    ),
                )


def _check_total(
    pack: Pack, filters: Filters, dimensions: Sequence[str], shares: Mapping[str, float], field: str
) -> None:
    total = sum(shares.values())
    if abs(total - 1) <= TOLERANCE:
        return
    cells = (JOIN.join(c) for c in product(*(filters.admitted_of(pack, d) for d in dimensions)))
    if total < 1 and any(cell not in shares for cell in cells):
        return
    nearest = "" if total <= 0 else ", ".join(f"{c}: {_scaled(s / total)}" for c, s in shares.items())
    raise _bad_quota(
        field,
        f"The shares sum to {total:.4g}, not 1.",
        f"Udziały sumują się do {f'{total:.4g}'.replace('.', ',')}, a nie do 1.",
        nearest,
    )


def _scaled(share: float) -> str:
    return f"{share:.3f}".rstrip("0").rstrip(".")


def _bad_quota(field: str, en: str, pl: str, nearest: str = "") -> SightError:
    near_en = f" In the same proportions: {{{nearest}}}." if nearest else ""
    near_pl = f" W tych samych proporcjach: {{{nearest}}}." if nearest else ""
    return invalid_argument(
        field,
        Text(en=en, pl=pl),
        Text(
            en="Give shares from 0 to 1 that sum to 1, e.g. {female: 0.6, male: 0.4}; what is not named shares the rest."
            + near_en,
            pl="Podaj udziały od 0 do 1 o sumie 1, np. {female: 0.6, male: 0.4}; niewymienione kategorie dzielą resztę."
            + near_pl,
        ),
    )
