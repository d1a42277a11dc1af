"""Whether the order in which options are shown shows in the answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.questions import Likert, Matrix, MultipleChoice, Question, Ranking, SingleChoice
from sight_domain.surveys.rows import Row, answered
from sight_domain.surveys.schemas import OrderEffect

if TYPE_CHECKING:
    import numpy as np

_RESAMPLES = 999
_FEWEST = 10


def order_effect(question: Question, rows: Sequence[Row], *, seed: int) -> OrderEffect | None:
    """The effect with its random floor, from 999 resamples; ``None`` without two orders or with too few answers."""
    if isinstance(question, Likert) and question.shuffle:
        return _reversed(question, rows, seed)
    if isinstance(question, SingleChoice) and question.shuffle:
        return _shuffled(question, rows, seed)
    return None


def _reversed(question: Likert, rows: Sequence[Row], seed: int) -> OrderEffect | None:
    import numpy as np

    given = answered(rows, question)
    places = np.array([question.options.index(str(answer)) for _, answer in given])
    turned = np.array([_is_reversed(row.filled[question.id].shown) for row, _ in given], dtype=bool)
    if min(turned.sum(), (~turned).sum()) < _FEWEST / 2:
        return None
    k = len(question.options)
    everybody = np.bincount(places, minlength=k)

    def distances(seen_turned: np.ndarray) -> np.ndarray:
        first, second = everybody - seen_turned, seen_turned
        shares = first / first.sum(axis=-1, keepdims=True) - second / second.sum(axis=-1, keepdims=True)
        return 0.5 * np.abs(shares).sum(axis=-1)

    # Dealing the two orders out anew leaves, of each option, a hypergeometric count with those who saw it turned.
    drawn = np.random.default_rng(seed).multivariate_hypergeometric(
        everybody, int(turned.sum()), size=_RESAMPLES
    )
    return _against_chance(
        float(distances(np.bincount(places[turned], minlength=k))), distances(drawn).tolist()
    )


def _shuffled(question: SingleChoice, rows: Sequence[Row], seed: int) -> OrderEffect | None:
    import numpy as np

    moving = len(question.options) - len(question.exclusive)
    places = [
        row.filled[question.id].shown.index(question.options.index(str(answer)))
        for row, answer in answered(rows, question)
        if answer not in question.exclusive
    ]
    if len(places) < _FEWEST or moving < 2:
        return None
    n = len(places)

    def distances(counts: np.ndarray) -> np.ndarray:
        return 0.5 * np.abs(counts / n - 1 / moving).sum(axis=-1)

    drawn = np.random.default_rng(seed).multinomial(n, [1 / moving] * moving, size=_RESAMPLES)
    return _against_chance(float(distances(np.bincount(places, minlength=moving))), distances(drawn).tolist())


def _against_chance(found: float, by_chance: Sequence[float]) -> OrderEffect:
    reached = sum(one >= found - 1e-12 for one in by_chance)
    return OrderEffect(
        tvd=round(found, 4),
        floor=round(math.fsum(by_chance) / len(by_chance), 4),
        p_value=round((1 + reached) / (len(by_chance) + 1), 4),
    )


def _is_reversed(shown: Sequence[int]) -> bool:
    return len(shown) > 1 and shown[0] > shown[-1]


def displacements(questions: Sequence[Question], rows: Sequence[Row]) -> Iterator[tuple[float, float]]:
    """For each choice from varied options: its shown place less the middle (-0.5 first to 0.5 last), and the variance of that
    when order means nothing: ``(K + 1) / (12 (K - 1))`` for shuffled options (over m, with ``(K - m)/(K - 1)``, for the mean
    of m choices), the square itself for a turned scale."""
    for question in questions:
        if not getattr(question, "shuffle", False):
            continue
        for row, answer in answered(rows, question):
            shown = row.filled[question.id].shown
            if isinstance(question, Likert | Matrix):
                for place in _places_on_scale(question, answer):
                    d = shown.index(place) / (len(shown) - 1) - 0.5
                    yield d, d * d
            else:
                yield from _shuffled_displacement(question, answer, shown)


def _places_on_scale(question: Likert | Matrix, answer: Answer) -> list[int]:
    given = list(answer.values()) if isinstance(answer, dict) else [str(answer)]
    return [question.options.index(option) for option in given]


def _shuffled_displacement(
    question: Question, answer: Answer, shown: Sequence[int]
) -> Iterator[tuple[float, float]]:
    chosen = answer[:1] if isinstance(question, Ranking) and isinstance(answer, list) else answer
    options = [chosen] if isinstance(chosen, str) else list(chosen) if isinstance(chosen, list) else []
    exclusive = question.exclusive if isinstance(question, SingleChoice | MultipleChoice) else frozenset()
    k, m = len(question.categories) - len(exclusive), len(options)
    if k < 2 or not 0 < m < k or exclusive.intersection(options):
        return
    places = [shown.index(question.categories.index(option)) / (k - 1) - 0.5 for option in options]
    yield math.fsum(places) / m, (k + 1) / (12 * (k - 1)) / m * (k - m) / (k - 1)
