"""One attribute of a sample against its target: persons, points, distances, and a test with its caveat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.language import Language, Text
from sight_domain.populations.chi_square import RANDOM_SAMPLES, chi_square, holm, monte_carlo_p
from sight_domain.populations.design_effect import design_effect
from sight_domain.populations.fit_schemas import DimensionFit
from sight_domain.populations.joint import Joint
from sight_domain.populations.partitions import partition_of
from sight_domain.populations.quota_shares import JOIN, Quotas, quotas_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

# Shown in this order: what a researcher asks about first.
REPORTED = ("gender", "age_group", "region", "settlement", "education", "income_bracket")
SIMULATION_SEED = 20_240_601
MISSING = "(missing)"
OTHERS = "(others)"
LEAST_REST = 1e-6
WITHIN_ONE = 1 - 1e-6

NOT_COMPUTED = Text(
    en="not computed: there are no respondents, or labels outside the target",
    pl="nie obliczono: brak respondentów albo są etykiety spoza populacji docelowej",
)
WEIGHTED = Text(
    en="chi-square of the weighted shares divided by the design effect (Rao and Scott's first order); describes random sampling",
    pl="chi-kwadrat udziałów ważonych podzielony przez efekt schematu (pierwszy rząd Rao–Scotta); opisuje losowanie proste",
)


def margin_fits(
    people: Sequence[Mapping[str, Any]],
    weights: NDArray,
    joint: Joint,
    *,
    language: Language,
    samples: int = RANDOM_SAMPLES,
) -> list[DimensionFit]:
    """The fit of every dimension that the pack has, with Holm's adjustment over those that could be tested.

    Args:
        people: stored facts.
        weights: one for each of them, mean 1.
        samples: simulated ones behind each p-value.
    """
    import numpy as np

    generator = np.random.default_rng(SIMULATION_SEED)
    fits = [
        _fit(people, weights, d, joint.margin(d), language, generator, samples)
        for d in REPORTED
        if d in joint.pack.dimensions
    ]
    tested = [f for f in fits if f.p_value is not None]
    adjusted = dict(zip([f.dimension for f in tested], holm([f.p_value or 0.0 for f in tested]), strict=True))
    return [f.model_copy(update={"p_holm": adjusted.get(f.dimension)}) for f in fits]


def quota_fits(
    people: Sequence[Mapping[str, Any]],
    weights: NDArray,
    joint: Joint,
    quotas: Quotas | None,
    *,
    language: Language,
    samples: int = RANDOM_SAMPLES,
) -> list[DimensionFit]:
    """The fit of every crossed quota of a target; everybody in none of its named groups is one more category.

    Categories are joined as in the quota (``female x 25-34``); ``p_holm`` is left out.
    """
    import numpy as np

    generator = np.random.default_rng(SIMULATION_SEED)
    fits = []
    for quota in quotas_of(quotas):
        if len(quota.dimensions) < 2:
            continue
        partition = partition_of(joint.pack, quota)
        shares = dict(zip(partition.names, partition.totals(joint.table).tolist(), strict=False))
        rest = max(0.0, 1 - sum(shares.values()))
        if rest > LEAST_REST:
            shares[OTHERS] = rest
        labels = [JOIN.join(str(p.get(d)) for d in quota.dimensions) for p in people]
        crossed = [{quota.key: cell if cell in partition.names else OTHERS} for cell in labels]
        fits.append(_fit(crossed, weights, quota.key, shares, language, generator, samples))
    return fits


def keeps_guarantee(fit: DimensionFit, *, heaviest: float = 1.0) -> bool:
    """Every category within one person of its share (with weights: within the heaviest person), no label unknown."""
    error = fit.max_margin_error_persons
    return error is not None and error < WITHIN_ONE * max(1.0, heaviest) and not fit.unknown_labels


def _fit(
    people: Sequence[Mapping[str, Any]], weights: NDArray, dimension: str, target: Mapping[str, float],
    language: Language, generator: Generator, samples: int,
) -> DimensionFit:  # fmt: skip
    import numpy as np

    n = len(people)
    shares = {c: p for c, p in target.items() if p > 0}
    found = [str(p.get(dimension) or MISSING) for p in people]
    heads = Counter(found)
    unknown = {label: count for label, count in sorted(heads.items()) if label not in shares}
    labels = [*shares, *unknown]
    place = {label: i for i, label in enumerate(labels)}
    where = np.array([place[label] for label in found], dtype=int)
    counts = np.bincount(where, weights=weights, minlength=len(labels))
    due = np.array([shares.get(c, 0.0) for c in labels])
    gap = np.abs(counts - n * due)
    tested = n > 0 and not unknown
    weighted = n > 0 and bool(np.ptp(weights) > 0)
    x2 = chi_square(counts, due) if tested else None
    return DimensionFit(
        dimension=dimension,
        chi_square=x2,
        p_value=_p_value(counts, due, weights, generator, samples) if tested else None,
        p_holm=None,
        method=(_method(samples) if tested and not weighted else WEIGHTED if tested else NOT_COMPUTED).to(
            language
        ),
        cramers_v=None if x2 is None else (x2 / (n * (len(shares) - 1))) ** 0.5 if len(shares) > 1 else 0.0,
        tvd=float(np.abs(counts / n - due).sum() / 2) if n else None,
        effect_size_w=None if x2 is None else (x2 / n) ** 0.5,
        max_margin_error_persons=float(gap.max()) if n else None,
        max_margin_error_points=float(gap.max()) / n * 100 if n else None,
        unknown_labels=unknown,
        target=dict(shares),
        observed={c: count / n for c, count in zip(labels, counts.tolist(), strict=True)} if n else {},
        counts={c: heads.get(c, 0) for c in labels},
    )


def _p_value(counts: NDArray, due: NDArray, weights: NDArray, generator: Generator, samples: int) -> float:
    import numpy as np

    if np.ptp(weights) == 0:
        return monte_carlo_p(np.rint(counts), due, generator, samples=samples)
    if len(due) < 2:
        return 1.0
    from scipy import stats

    return float(stats.chi2.sf(chi_square(counts, due) / design_effect(weights), len(due) - 1))


def _method(samples: int) -> Text:
    return Text(
        en=f"chi-square with Monte-Carlo p-value under random sampling ({samples:,} samples); with quotas near 1 by "
        "construction and no evidence",
        pl=f"chi-kwadrat z wartością p Monte Carlo przy losowaniu prostym (liczba prób: {samples}); przy kwotach z "
        "założenia bliska 1 i niczego nie dowodzi",
    )
