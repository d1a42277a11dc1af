"""Rankings of several search legs to one."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from sight_domain.settings import Settings

Leg = Literal["vector", "keyword", "graph"]
Item = TypeVar("Item", bound=Hashable)

RRF_K = 60
"""Dampens the lead of first ranks; the value of the method's authors."""
LEG_WEIGHTS: Mapping[Leg, float] = {"keyword": 1.0, "vector": 0.5, "graph": 0.01}
"""The keyword leg leads because it is the stronger one on inflected Polish questions (nDCG@10 0.937 against 0.894),
and with equal weights a weak dense leg pulls the fusion below it; half a weight is never far from the best. The graph
leg leads further, and breaks ties: measured, more than that of a weight costs nDCG@10 (docs/graph.md)."""


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """`k` dampens the lead of first ranks; `of_leg` says how much each leg's ranks count."""

    k: int
    of_leg: Mapping[Leg, float]

    @classmethod
    def of(cls, settings: Settings) -> FusionWeights:
        return cls(
            settings.rrf_k,
            {
                "keyword": settings.keyword_weight,
                "vector": settings.vector_weight,
                "graph": settings.graph_weight,
            },
        )


@dataclass(frozen=True, slots=True)
class Fused(Generic[Item]):
    """One item with its fused score (larger is better) and its 1-based rank in each leg that found it."""

    item: Item
    score: float
    ranks: dict[Leg, int]


def reciprocal_rank_fusion(
    rankings: Mapping[Leg, Sequence[Item]],
    *,
    k: int = RRF_K,
    weights: Mapping[Leg, float] = LEG_WEIGHTS,
    beyond_words: Collection[Item] = (),
) -> list[Fused[Item]]:
    """Weighted reciprocal rank fusion: ``score(d) = sum over legs of weight / (k + rank of d)``.

    `beyond_words` are items that no keyword leg could find, being in another language than the query: the other legs'
    ranks count for it too, ``score(d) * sum of weights / sum of weights without keyword``. Items that tie keep the order of the heaviest leg that ranks them best, then the order of being found.
    Source: Cormack, Clarke and Büttcher, SIGIR 2009, with weights added.
    """
    legs = sorted(rankings, key=lambda leg: -weights[leg])
    ranks: dict[Item, dict[Leg, int]] = {}
    for leg in legs:
        for rank, item in enumerate(rankings[leg], start=1):
            ranks.setdefault(item, {}).setdefault(leg, rank)
    others = sum(weights[leg] for leg in rankings if leg != "keyword")
    instead = sum(weights[leg] for leg in rankings) / others if others else 1.0
    fused = [
        Fused(
            item,
            sum(weights[leg] / (k + rank) for leg, rank in of_item.items())
            * (instead if item in beyond_words else 1.0),
            of_item,
        )
        for item, of_item in ranks.items()
    ]
    return sorted(fused, key=lambda one: -one.score)
