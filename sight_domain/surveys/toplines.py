"""What a survey's answers come to, question by question."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from sight_domain.seeds import derive_seed
from sight_domain.surveys.checks import stated_in_order
from sight_domain.surveys.distances import against
from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.order_effects import order_effect
from sight_domain.surveys.questions import (
    Likert,
    Matrix,
    MultipleChoice,
    Numeric,
    OpenText,
    Question,
    Ranking,
    Scale,
    SingleChoice,
)
from sight_domain.surveys.rows import Item, Row, answered, items, shares_of
from sight_domain.surveys.schemas import (
    Dispersion,
    QuestionResult,
    Verbatim,
)
from sight_domain.surveys.sheet import ANSWERED, REFUSED, SKIPPED
from sight_domain.surveys.statistics import (
    between_share,
    bootstrap_mean,
    effective_n,
    entropy,
    ranks,
    variance,
    weighted_quantile,
    wilson,
)

FEWEST_FOR_BOXES = 4
"""Points of a scale from which on its two highest are not most of it."""


def topline(question: Question, rows: Sequence[Row], *, seed: int) -> QuestionResult:
    """The topline of one question; shares and means are weighted, what failed or was skipped is only counted."""
    outcomes = Counter(row.filled[question.id].outcome for row in rows if question.id in row.filled)
    given = answered(rows, question)
    result = QuestionResult(
        id=question.id,
        type=question.type,
        text=question.text,
        n_answered=outcomes[ANSWERED],
        n_failed=sum(n for outcome, n in outcomes.items() if outcome not in (ANSWERED, REFUSED, SKIPPED)),
        n_refused=outcomes[REFUSED],
        n_skipped=outcomes[SKIPPED],
        n_effective=round(effective_n([row.weight for row, _ in given]), 1),
        methods=dict(
            Counter(str(row.filled[question.id].method) for row, _ in given if row.filled[question.id].method)
        ),
    )
    if not given:
        return result
    seed = derive_seed(seed, "topline", question.id)
    found = _parts(question, rows, given, seed)
    return result.model_copy(update=found)


def _parts(
    question: Question, rows: Sequence[Row], given: Sequence[tuple[Row, Answer]], seed: int
) -> dict[str, object]:
    if isinstance(question, SingleChoice | Likert | Scale):
        return _one_of_k(question, rows, seed)
    if isinstance(question, MultipleChoice):
        whole = math.fsum(row.weight for row, _ in given)
        shares = [
            math.fsum(row.weight for row, answer in given if isinstance(answer, list) and option in answer)
            / whole
            for option in question.options
        ]
        return _distribution(question, shares, given)
    if isinstance(question, Numeric):
        return {"statistics": _of_numbers(given, seed)}
    if isinstance(question, Ranking):
        return _of_rankings(question, given)
    if isinstance(question, Matrix):
        return _of_matrix(question, rows)
    assert isinstance(question, OpenText)
    said = [
        Verbatim(text=str(answer), persona_id=row.persona_id, persona_name=row.persona_name)
        for row, answer in given
    ]
    words = [float(len(one.text.split())) for one in said]
    return {"verbatims": said, "statistics": {"mean_words": round(math.fsum(words) / len(words), 1)}}


def _one_of_k(question: SingleChoice | Likert | Scale, rows: Sequence[Row], seed: int) -> dict[str, object]:
    places = Item(question).places(rows)
    shares = shares_of(places, len(question.categories))
    ordered = not isinstance(question, SingleChoice)
    parts = _distribution(question, shares, places)
    if ordered and len(shares) >= FEWEST_FOR_BOXES:
        parts |= {
            "top_2_box": round(math.fsum(shares[-2:]), 4),
            "bottom_2_box": round(math.fsum(shares[:2]), 4),
        }
    if isinstance(question, Scale):
        parts["statistics"] = _of_numbers(answered(rows, question), seed)
    if len(places) < 2:
        return parts
    widest = math.log2(len(shares))
    between = between_share(stated) if len(stated := stated_in_order(question, rows)) > 1 else None
    parts["dispersion"] = Dispersion(
        entropy=round(entropy(shares), 4),
        entropy_share=round(entropy(shares) / widest, 4),
        variance=round(variance(shares), 4) if ordered else None,
        top_share=round(max(shares), 4),
        unanimous=max(shares) > 1 - 1e-9,
        between_share=None if between is None else round(between, 4),
        against_reference=against(question.reference, shares, ordered=ordered)
        if question.reference is not None
        else None,
        order_effect=order_effect(question, rows, seed=seed),
    )
    return parts


def _distribution(
    question: Question, shares: Sequence[float], given: Sequence[tuple[Row, object]]
) -> dict[str, object]:
    return {"distribution": _named(question, shares), "intervals": _bounds(question, shares, given)}


def _bounds(
    question: Question, shares: Sequence[float], given: Sequence[tuple[Row, object]]
) -> dict[str, tuple[float, float]]:
    n = effective_n([row.weight for row, _ in given])
    found = [wilson(min(1.0, share), n) for share in shares]
    return {
        name: (round(low, 4), round(high, 4))
        for name, (low, high) in zip(question.categories, found, strict=True)
    }


def _of_matrix(question: Matrix, rows: Sequence[Row]) -> dict[str, object]:
    shares: dict[str, dict[str, float]] = {}
    bounds: dict[str, dict[str, tuple[float, float]]] = {}
    highest: dict[str, float] = {}
    for item in items([question]):
        places = item.places(rows)
        found = shares_of(places, len(question.options))
        name = str(item.row)
        shares[name] = _named(question, found)
        bounds[name] = _bounds(question, found, places)
        highest[name] = round(math.fsum(found[-2:]), 4)
    with_boxes = len(question.options) >= FEWEST_FOR_BOXES
    return {"rows": shares, "row_intervals": bounds, "row_top_2_box": highest if with_boxes else None}


def _named(question: Question, shares: Sequence[float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in zip(question.categories, shares, strict=True)}


def _of_numbers(given: Sequence[tuple[Row, Answer]], seed: int) -> dict[str, float | None]:
    values = [float(answer) for _, answer in given if isinstance(answer, int | float)]
    weights = [row.weight for row, _ in given]
    whole = math.fsum(weights)
    mean = math.fsum(x * w for x, w in zip(values, weights, strict=True)) / whole
    spread = math.fsum(w * (x - mean) ** 2 for x, w in zip(values, weights, strict=True)) / whole
    n = effective_n(weights)
    low, high = bootstrap_mean(values, weights, seed=seed) if len(values) > 1 else (None, None)
    return {
        "mean": round(mean, 4),
        "mean_low": None if low is None else round(low, 4),
        "mean_high": None if high is None else round(high, 4),
        "sd": round(math.sqrt(spread * n / (n - 1)), 4) if n > 1 else None,
        "median": weighted_quantile(values, weights, 0.5),
        "p25": weighted_quantile(values, weights, 0.25),
        "p75": weighted_quantile(values, weights, 0.75),
        "min": min(values),
        "max": max(values),
    }


def _of_rankings(question: Ranking, given: Sequence[tuple[Row, Answer]]) -> dict[str, object]:
    places = [
        [answer.index(option) + 1 for option in question.options]
        for _, answer in given
        if isinstance(answer, list)
    ]
    found = ranks(places, [row.weight for row, _ in given])
    statistics: dict[str, float | None] = {
        "kendalls_w": None if found.kendalls_w is None else round(found.kendalls_w, 4)
    }
    return _distribution(question, found.first, given) | {
        "rows": {
            option: {
                "borda": round(borda, 4),
                "mean_place": round(place, 4),
                "first_share": round(first, 4),
            }
            for option, borda, place, first in zip(
                question.options, found.borda, found.mean_place, found.first, strict=True
            )
        },
        "statistics": statistics,
    }
