"""A message claims only what a fact says; a respondent's figure may be quoted."""

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


def test_a_figure_of_a_respondent_may_be_quoted_word_for_word_but_not_claimed() -> None:
    said = ["I would pay 150 zł if I could cancel any time."]
    assert unsupported("“I would pay 150 zł”? We hear you.", FACTS, said) == []
    assert unsupported("„i would pay 150 zł”? Słyszymy.", FACTS, said) == []
    assert unsupported("Only 150 zł.", FACTS, said) == ["150"]
    assert unsupported("“Everybody pays 150 zł.”", FACTS, said) == ["150"]
    assert unsupported("Cancel any time.", FACTS, said) == ["Cancel any time"]
    assert unsupported("“I could cancel any time”", FACTS, said) == ["cancel any time"]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("30 minut i gotowe.", []),
        ("Gotowe w 30 min.", []),
        ("Tylko 30 zł.", ["30"]),
        ("PLN 30 a box.", ["30"]),
        ("Rabatu nie ma, ale 30% mniej pracy.", ["30", "Rabatu"]),
        ("30 przepisów.", ["30"]),
        ("3-day trial.", ["3"]),
        ("3 kilos.", []),
    ],
)
def test_a_figure_is_a_fact_s_only_with_its_unit(text: str, claims: list[str]) -> None:
    assert unsupported(text, ["Obiad w 30 minut.", "The box weighs 3 kilos."], []) == claims


@pytest.mark.parametrize(
    ("fact", "claim"),
    [
        ("Delivery is not free.", "Free delivery!"),
        ("There isn't any discount.", "A discount for you."),
        ("Dostawa nie jest darmowa.", "Darmowa dostawa!"),
        ("Nie udzielamy gwarancji.", "Gwarancja na lata."),
    ],
)
def test_a_fact_that_denies_a_claim_does_not_make_it(fact: str, claim: str) -> None:
    assert unsupported(claim, [fact], [])
    assert unsupported(claim, [fact, claim], []) == []


def test_a_fact_without_charge_is_told_as_free() -> None:
    assert unsupported("Free delivery.", ["Delivery at no cost."], []) == []
    assert unsupported("Darmowa dostawa.", ["Dostawa bez opłat, nie tylko w Warszawie."], []) == []


def test_figures_are_the_same_however_they_are_written() -> None:
    assert unsupported("1 200,50 zł", ["It costs 1200.50 PLN."], []) == []
    assert unsupported("1200 zł", ["It costs 12 PLN."], []) == ["1200"]


def test_a_discount_in_polish_is_covered_by_a_fact_in_english() -> None:
    assert unsupported("Rabat na start", ["A discount on the first box."], []) == []
