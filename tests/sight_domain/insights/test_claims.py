"""A message claims only what a fact says; figures may also be a respondent's."""

from __future__ import annotations

import pytest

from sight_domain.insights.claims import unsupported

FACTS = ["A box with recipes for 4 dinners.", "Free delivery on Tuesdays."]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Four dinners, no fuss.", []),
        ("4 dinners in a box, delivered free.", []),
        ("Only 9.99 a week.", ["9.99"]),
        ("Satisfaction guaranteed.", ["guaranteed"]),
        ("The best dinners in town.", ["best"]),
        ("Clinically proven recipes.", ["Clinically"]),
        ("More free time for you.", []),
        ("Cancel any time.", ["Cancel any time"]),
        ("Cheaper than the shop.", ["Cheaper"]),
        ("W 15 minut na stole.", ["15"]),
        ("Gwarancja zwrotu pieniędzy.", ["Gwarancja"]),
        ("Najlepsze obiady, nr 1 w Polsce.", ["1", "Najlepsze"]),
        ("Zdrowe składniki bez plastiku.", ["Zdrowe"]),
        ("Spokojny wieczór i pełny talerz.", []),
    ],
)
def test_what_no_fact_says_is_found(text: str, claims: list[str]) -> None:
    assert unsupported(text, FACTS, []) == claims


def test_a_figure_may_come_from_a_respondent_but_a_promise_may_not() -> None:
    said = ["I would pay 150 zł if I could cancel any time."]
    assert unsupported("Is 150 zł too much?", FACTS, said) == []
    assert unsupported("Cancel any time.", FACTS, said) == ["Cancel any time"]


def test_figures_are_the_same_however_they_are_written() -> None:
    assert unsupported("1 200,50 zł", ["It costs 1200.50 PLN."], []) == []
    assert unsupported("1200 zł", ["It costs 12 PLN."], []) == ["1200"]


def test_a_discount_in_polish_is_covered_by_a_fact_in_english() -> None:
    assert unsupported("Rabat na start", ["A discount on the first box."], []) == []
