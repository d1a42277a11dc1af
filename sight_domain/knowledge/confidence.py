"""How sure a hit is: the probability that somebody who judges would call it relevant.

Scores of searches are no probabilities: BM25 grows with the query, cosines of one embedder all lie close together, fused
ranks say nothing of how good the first is. So what the legs know of a hit is put into numbers that mean the same for
every query and collection (`Evidence`), and a logistic regression, fitted to judged questions, turns them into a
probability: ``p = 1 / (1 + exp(-(intercept + sum of coefficient * evidence)))``, one fit for each mode of search.
Source: Platt, Probabilistic outputs for support vector machines, 1999, of which this is the form with several inputs.

`scripts.fit_confidence` makes ``confidence.yaml`` from judged collections; docs/retrieval.md has how well calibrated it
is, on questions and on a collection that were not used to fit.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

from sight_domain.knowledge.fusion import Fused
from sight_domain.knowledge.keyword import KeywordRanking

FEATURES = ("intercept", "log_rank", "by_keyword", "share", "lead", "by_vector", "margin")
_SMALLEST_WAY = 0.01
"""Passages that all match perfectly do not stand out by their rounding errors."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one hit, in the order of `FEATURES`.

    log_rank: natural logarithm of its rank. by_keyword, by_vector: 1 when that leg found it. share: its BM25 score as a
    part of the highest that any text could have for this query. lead: its BM25 score as a part of the best hit's.
    margin: how far its cosine lies above the mean of the leg's ranking, as a part of the way from there to 1; cosines
    of embedders differ in where they lie, not in which passage stands out.
    """

    rank: int
    share: float | None = None
    lead: float | None = None
    margin: float | None = None

    @property
    def features(self) -> tuple[float, ...]:
        return (
            1.0,
            math.log(self.rank),
            float(self.share is not None),
            self.share or 0.0,
            self.lead or 0.0,
            float(self.margin is not None),
            self.margin or 0.0,
        )


def evidence_of(
    fused: Sequence[Fused[UUID]], keyword: KeywordRanking | None, vector: Sequence[tuple[UUID, float]] | None
) -> list[Evidence]:
    """The evidence of each hit, in order; a leg that was not asked is ``None``."""
    scores = dict(keyword.chunks) if keyword else {}
    highest = max(scores.values(), default=0.0)
    margins = _margins(vector or ())
    return [
        Evidence(
            rank,
            share=scores[one.item] / keyword.ceiling if keyword and one.item in scores else None,
            lead=scores[one.item] / highest if one.item in scores else None,
            margin=margins.get(one.item),
        )
        for rank, one in enumerate(fused, start=1)
    ]


def probability(evidence: Evidence, mode: str) -> float:
    """The chance in (0, 1) that a hit of this mode of search is relevant."""
    logit = sum(
        coefficient * value
        for coefficient, value in zip(coefficients()[mode], evidence.features, strict=True)
    )
    return 1 / (1 + math.exp(-logit))


@cache
def coefficients() -> Mapping[str, tuple[float, ...]]:
    """For each mode of search, one for each of `FEATURES`."""
    import yaml

    stored = yaml.safe_load((files("sight_domain.knowledge") / "confidence.yaml").read_text(encoding="utf-8"))
    return {mode: tuple(fitted[name] for name in FEATURES) for mode, fitted in stored.items()}


def _margins(ranking: Sequence[tuple[UUID, float]]) -> dict[UUID, float]:
    if not ranking:
        return {}
    mean = statistics.fmean(similarity for _, similarity in ranking)
    to_perfect = max(1 - mean, _SMALLEST_WAY)
    return {item: (similarity - mean) / to_perfect for item, similarity in ranking}
