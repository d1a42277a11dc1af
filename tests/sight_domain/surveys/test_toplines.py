"""Toplines against figures worked out by hand: shares of those who answered, bounds, boxes, means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import questionnaire_of
from sight_domain.surveys.questions import Question
from sight_domain.surveys.rows import Row
from sight_domain.surveys.sheet import Filled
from sight_domain.surveys.statistics import wilson
from sight_domain.surveys.toplines import topline


def question(**fields: Any) -> Question:
    return questionnaire_of([QuestionDraft.model_validate({"text": "?"} | fields)], "en").questions[0]


def rows(
    answers: Sequence[Any], *, weights: Sequence[float] = (), others: Sequence[str] = (), shown: int = 0
) -> list[Row]:
    """Respondents with these answers, then some with these outcomes instead."""
    filled = [
        Filled("q1", "answered", 1, value=value, method="m", shown=tuple(range(shown))) for value in answers
    ]
    filled += [Filled("q1", outcome, 1) for outcome in others]
    weighted = list(weights) or [1.0] * len(filled)
    return [Row(f"per_{i}", "A", {}, {"q1": one}, weighted[i]) for i, one in enumerate(filled)]


def test_who_skipped_declined_or_failed_is_counted_and_leaves_the_base() -> None:
    asked = question(type="single_choice", options=["Tea", "Coffee"], shuffle=False)
    found = topline(
        asked, rows(["Tea", "Tea", "Coffee"], others=["skipped", "refused", "failed", "malformed"]), seed=1
    )
    assert (found.n_answered, found.n_skipped, found.n_refused, found.n_failed) == (3, 1, 1, 2)
    assert found.distribution == {"Tea": 0.6667, "Coffee": 0.3333}
    assert found.intervals == {
        name: tuple(round(bound, 4) for bound in wilson(share, 3))
        for name, share in (("Tea", 2 / 3), ("Coffee", 1 / 3))
    }


def test_a_question_that_everybody_declined_has_no_figures() -> None:
    asked = question(type="scale", min=1, max=5)
    found = topline(asked, rows([], others=["refused"] * 4), seed=1)
    assert (found.n_answered, found.n_refused, found.n_effective) == (0, 4, 0)
    assert (found.distribution, found.statistics, found.dispersion) == (None, None, None)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [({"type": "scale", "min": 1, "max": 5}, 4), ({"type": "numeric", "min": 0, "max": 50}, 4)],
)
def test_one_answer_has_no_spread_and_no_interval_of_its_mean(fields: dict[str, Any], answer: int) -> None:
    found = topline(question(**fields), rows([answer]), seed=1)
    assert found.statistics is not None and found.statistics["mean"] == 4
    assert found.statistics["mean_low"] is None and found.statistics["mean_high"] is None
    assert found.statistics["sd"] is None and found.dispersion is None


def test_shares_of_several_choices_are_of_those_who_answered() -> None:
    asked = question(type="multiple_choice", options=["Tea", "Coffee", "None"], exclusive=["None"])
    found = topline(asked, rows([["Tea", "Coffee"], ["Tea"], ["None"], ["Tea"]], others=["refused"]), seed=1)
    assert found.distribution == {"Tea": 0.75, "Coffee": 0.25, "None": 0.25}


def test_each_row_of_a_matrix_has_shares_bounds_and_its_two_highest_points() -> None:
    asked = question(type="matrix", rows=["Price", "Taste"], options=["Bad", "Poor", "Fair", "Good"])
    said = [("Bad", "Good"), ("Poor", "Fair"), ("Bad", "Good"), ("Good", "Good")]
    found = topline(asked, rows([{"Price": price, "Taste": taste} for price, taste in said]), seed=1)
    assert found.rows == {
        "Price": {"Bad": 0.5, "Poor": 0.25, "Fair": 0.0, "Good": 0.25},
        "Taste": {"Bad": 0.0, "Poor": 0.0, "Fair": 0.25, "Good": 0.75},
    }
    assert found.row_top_2_box == {"Price": 0.25, "Taste": 1.0}
    assert found.row_intervals is not None
    low, high = wilson(0.75, 4)
    assert found.row_intervals["Taste"]["Good"] == (round(low, 4), round(high, 4))


def test_weights_move_shares_and_the_effective_number() -> None:
    asked = question(type="likert", options=["No", "Yes"], shuffle=False)
    found = topline(asked, rows(["Yes", "No", "No"], weights=[2, 1, 1]), seed=1)
    assert found.distribution == {"No": 0.5, "Yes": 0.5}
    assert found.n_effective == round(16 / 6, 1)


def test_first_places_of_a_ranking_have_bounds() -> None:
    asked = question(type="ranking", options=["A", "B", "C"])
    found = topline(asked, rows([["A", "B", "C"], ["B", "A", "C"]]), seed=1)
    assert found.distribution == {"A": 0.5, "B": 0.5, "C": 0.0}
    assert found.intervals is not None and found.intervals["C"][0] == 0 < found.intervals["C"][1]
    assert found.rows is not None and found.rows["A"] == {
        "borda": 0.75,
        "mean_place": 1.5,
        "first_share": 0.5,
    }
    # Sums of places 3, 3, 6 about 4: W = 12 * 6 / (2^2 (3^3 - 3)).
    assert found.statistics == {"kendalls_w": 0.75}


@given(st.lists(st.integers(min_value=1, max_value=7), min_size=2, max_size=60))
def test_shares_and_moments_of_a_scale_are_those_of_its_answers(answers: list[int]) -> None:
    found = topline(question(type="scale", min=1, max=7), rows(answers, shown=7), seed=1)
    counted, n = Counter(answers), len(answers)
    assert found.distribution == {str(point): round(counted[point] / n, 4) for point in range(1, 8)}
    assert found.top_2_box == pytest.approx((counted[6] + counted[7]) / n, abs=1e-4)
    figures = found.statistics
    assert figures is not None and figures["mean"] == pytest.approx(sum(answers) / n, abs=1e-4)
    low, mean, high = figures["mean_low"], figures["mean"], figures["mean_high"]
    assert low is not None and mean is not None and high is not None
    assert low - 1e-4 <= mean <= high + 1e-4
    assert found.dispersion is not None and found.dispersion.unanimous == (len(counted) == 1)
