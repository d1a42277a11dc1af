"""Questions against attributes: tables of persons, tests against SciPy's, parts only where they are asked for."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from sight_domain.surveys.crosstabs import associations
from sight_domain.surveys.drafts import QuestionDraft
from sight_domain.surveys.questionnaire import questionnaire_of
from sight_domain.surveys.rows import Row
from sight_domain.surveys.sheet import Filled

QUESTIONS = questionnaire_of(
    [
        QuestionDraft(id="buy", type="likert", text="I would.", options=["No", "Perhaps", "Yes"]),
        QuestionDraft(id="uses", type="multiple_choice", text="Which?", options=["Tea", "Coffee", "Cocoa"]),
        QuestionDraft(
            id="rate", type="matrix", text="Rate", rows=["Price", "Taste"], options=["Bad", "Good"]
        ),
        QuestionDraft(id="why", type="open_text", text="Why?"),
    ],
    "en",
).questions


def answered(question_id: str, value: Any) -> Filled:
    return Filled(question_id, "answered", 1, value=value)


def sheets(n: int) -> list[Row]:
    """Women lean to yes and to tea; taste is rated by chance."""
    chance, rows = random.Random(5), []
    for i in range(n):
        woman = i % 3 > 0
        filled = {
            "buy": answered("buy", chance.choices(["No", "Perhaps", "Yes"], (1, 2, 4) if woman else (4, 2, 1))[0]),
            "uses": answered("uses", ["Tea", "Coffee"] if chance.random() < (0.8 if woman else 0.2) else ["Coffee"]),
            "rate": answered("rate", {"Price": chance.choice(["Bad", "Good"]), "Taste": chance.choice(["Bad", "Good"])}),
        }  # fmt: skip
        rows.append(Row(f"per_{i}", "A", {"gender": "female" if woman else "male"}, filled, 1.0 + i % 2))
    return rows


def test_persons_are_counted_without_weights_and_tested_as_scipy_does() -> None:
    rows = sheets(150)
    (found,), (table,) = associations(QUESTIONS, rows, ["gender"], in_parts=False, seed=1)
    counts = np.zeros((2, 3))
    for row in rows:
        filled = row.filled["buy"].value
        counts[int(row.facts["gender"] == "male"), ["No", "Perhaps", "Yes"].index(str(filled))] += 1
    expected: Any = chi2_contingency(counts, correction=False)
    assert found.p_value == pytest.approx(expected.pvalue, abs=1e-4) and found.n == 150
    assert table.n == {"female": 100, "male": 50}
    assert table.groups["male"]["No"] == pytest.approx(counts[1, 0] / 50, abs=1e-4)
    assert table.residuals["female"]["Yes"] > 2 > -2 > table.residuals["male"]["Yes"]


def test_rows_and_options_are_tested_where_crosstabs_are_asked_for() -> None:
    listed, tables = associations(QUESTIONS, sheets(150), ["gender"], in_parts=True, seed=1)
    tested = {(one.question_id, one.part): one for one in listed}
    # Everybody chose coffee and nobody cocoa: nothing there to test.
    assert set(tested) == {("buy", None), ("uses", "Tea"), ("rate", "Price"), ("rate", "Taste")}
    assert tested["uses", "Tea"].p_holm < 0.01 < 0.05 < tested["rate", "Taste"].p_holm
    by_part = {(one.question_id, one.part): one for one in tables}
    assert set(by_part) == {("buy", None), ("uses", None), ("rate", "Price"), ("rate", "Taste")}
    tea = by_part["uses", None]
    assert tea.groups["female"]["Tea"] > 0.6 > 0.4 > tea.groups["male"]["Tea"]
    assert tea.residuals["female"]["Tea"] == -tea.residuals["male"]["Tea"] > 2
    assert tea.groups["male"] | {"Tea": 0} == {"Tea": 0, "Coffee": 1, "Cocoa": 0}
    assert tea.residuals["male"]["Coffee"] == 0
    assert sum(by_part["rate", "Price"].groups["male"].values()) == pytest.approx(1, abs=1e-3)


def test_an_attribute_that_nobody_has_is_not_tested() -> None:
    assert associations(QUESTIONS, sheets(30), ["region"], in_parts=True, seed=1) == ([], [])
