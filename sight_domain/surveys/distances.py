"""A distribution beside a reference, with what a random answerer and everybody giving the modal answer would score."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.surveys.schemas import AgainstReference, Distances
from sight_domain.surveys.statistics import (
    entropy,
    jsd,
    normalised_emd,
    one_minus_ks,
    rank_agreement,
    tvd,
    variance,
)


def against(
    reference: Sequence[float],
    shares: Sequence[float],
    *,
    ordered: bool,
    ranked: bool = True,
    by_chance: Sequence[float] | None = None,
) -> AgainstReference:
    """Shares beside a reference, with what a random answerer and everybody giving the modal answer would score.

    Args:
        ranked: whether to tell how the orders of the categories by their shares agree.
        by_chance: the shares of a random answerer; uniform when left out.
    """
    k = len(shares)
    uniform = by_chance or [1 / k] * k
    mode = max(range(k), key=lambda i: reference[i])
    modal = [float(i == mode) for i in range(k)]
    spread, of_reference = variance(shares), variance(reference)
    return AgainstReference(
        entropy_ratio=_ratio(entropy(shares), entropy(reference)),
        variance_ratio=_ratio(spread, of_reference) if ordered else None,
        answers=distances(reference, shares, ordered=ordered, ranked=ranked),
        random_floor=distances(reference, uniform, ordered=ordered, ranked=ranked),
        everybody_modal=distances(reference, modal, ordered=ordered, ranked=ranked),
    )


def distances(
    reference: Sequence[float], shares: Sequence[float], *, ordered: bool, ranked: bool = True
) -> Distances:
    """Every distance between two distributions over the same options."""
    return Distances(
        tvd=round(tvd(reference, shares), 4),
        jsd=round(jsd(reference, shares), 4),
        one_minus_ks=round(one_minus_ks(reference, shares), 4) if ordered else None,
        normalised_emd=round(normalised_emd(reference, shares), 4) if ordered else None,
        rank_agreement=round(rank_agreement(reference, shares), 4) if ranked else None,
    )


def _ratio(found: float, reference: float) -> float | None:
    return round(found / reference, 4) if reference > 1e-9 else None
