from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sight_domain.llm.offline.domains import price_scale
from sight_domain.llm.offline.facts import TRAITS
from sight_domain.llm.offline.prices import named_offer, rounded, scale_for, spoken, willing_to_pay
from sight_domain.llm.offline.questions import question_kind
from sight_domain.llm.offline.stance import stance

People = Callable[..., list[dict[str, Any]]]
Correlation = Callable[[Sequence[float], Sequence[float]], float]
TOPIC = "subskrypcja zestawów posiłków"


def test_the_price_objection_falls_with_income(people: People, rank_correlation: Correlation) -> None:
    group = people(300)
    objection = [-stance(p, TOPIC).valences["price"] for p in group]
    rho = rank_correlation([p["income_rank"] for p in group], objection)
    print(f"income and price objection: rho = {rho:.2f}")
    assert rho < -0.6


def test_novelty_rises_with_openness(people: People, rank_correlation: Correlation) -> None:
    group = people(300)
    appeal = [stance(p, TOPIC).weights["novelty"] * stance(p, TOPIC).valences["novelty"] for p in group]
    rho = rank_correlation([p["big_five"]["openness"] for p in group], appeal)
    print(f"openness and appeal of the new: rho = {rho:.2f}")
    assert rho > 0.5


def test_a_person_keeps_the_leaning_from_question_to_question(people: People) -> None:
    for person in people(20):
        leanings = {
            stance(person, TOPIC, q).leaning
            for q in ("Jakie masz obawy?", "Co Ci się podoba?", "Ile zapłacisz?")
        }
        assert len(leanings) == 1


def test_people_are_found_on_both_sides_and_in_between(people: People) -> None:
    moods = [stance(p, TOPIC).mood for p in people(300)]
    for mood in ("pro", "mixed", "con"):
        assert moods.count(mood) > 45


def test_what_the_question_asks_about_weighs_more(people: People) -> None:
    person = people(1)[0]
    plain, asked = (
        stance(person, "nowy sklep"),
        stance(person, "nowy sklep", "Czy martwią Cię dane osobowe i prywatność?"),
    )
    assert asked.weights["privacy"] > plain.weights["privacy"]


def test_couriers_do_not_matter_to_a_savings_account(people: People) -> None:
    person = people(1)[0]
    assert stance(person, "konto oszczędnościowe w banku").weights["availability"] == 0
    assert (
        stance(person, "konto oszczędnościowe w banku", "A dostawa karty kurierem?").weights["availability"]
        > 0
    )


def test_one_to_three_considerations_dominate(people: People) -> None:
    for person in people(50):
        found = stance(person, TOPIC)
        assert 1 <= len(found.dominant) <= 3
        assert -1 <= found.leaning <= 1


def test_a_bare_respondent_has_a_stance() -> None:
    found = stance({"gender": "female", "age": 40}, "")
    assert set(TRAITS) == {"openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"}
    assert found.dominant


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Ile byłabyś gotowa zapłacić za taką usługę?", "price"),
        ("How much would you pay for it?", "price"),
        ("Jakie masz obawy związane z tym pomysłem?", "barriers"),
        ("What would stop you from using it?", "barriers"),
        ("Co najbardziej podoba Ci się w tym pomyśle?", "likes"),
        ("What do you like about it?", "likes"),
        ("Jak obecnie planujesz posiłki?", "habits"),
        ("How do you currently plan your meals?", "habits"),
        ("Czy skorzystałabyś z takiej usługi?", "willingness"),
        ("Would you try it?", "willingness"),
        ("Co byś w tym zmieniła?", "change"),
        ("What would you improve?", "change"),
        ("Jakie jest Twoje pierwsze wrażenie?", "feelings"),
        ("What comes to mind first?", "feelings"),
        ("Komu byś to poleciła?", "audience"),
        ("Who is it for?", "audience"),
        ("Marka i kolory?", "open"),
    ],
)
def test_the_kind_of_a_question_is_recognised(question: str, kind: str) -> None:
    assert question_kind(question) == kind


def test_a_given_kind_wins() -> None:
    assert question_kind("Ile zapłacisz?", "feelings") == "feelings"
    assert question_kind("Ile zapłacisz?", "nonsense") == "price"


def test_a_named_price_is_read_in_its_currency() -> None:
    offer = named_offer("Zestaw za 1 249,90 zł, 30 dni na próbę")
    assert offer is not None
    assert (offer.amount, offer.currency) == (1249.90, "zł")
    dollars = named_offer("only $12.50 a month")
    assert dollars is not None
    assert (dollars.amount, dollars.currency) == (12.5, "$")
    assert named_offer("dla 4 osób, 30 minut") is None


def test_the_amount_named_rises_with_means(people: People, rank_correlation: Correlation) -> None:
    import random

    ranks = [p["income_rank"] for p in people(200)]
    amounts = [
        willing_to_pay(rank, 0.0, None, price_scale("meals", "en"), random.Random(i))
        for i, rank in enumerate(ranks)
    ]
    assert rank_correlation(ranks, amounts) > 0.8
    assert rounded(17.4) == 17
    assert rounded(148.0) == 150
    assert spoken(1500, "zł", "pl") == "1 500 zł"
    assert spoken(1500, "$", "en") == "$1,500"


@pytest.mark.parametrize(
    "question",
    [
        "Ile byś za to zapłacił?",
        "Ile bylibyście skłonni za to zapłacić?",
        "Ile by Pan za to dał?",
        "Ile możecie na to wydać?",
    ],
)
def test_a_price_is_asked_for_in_many_words(question: str) -> None:
    assert question_kind(question) == "price"


@pytest.mark.parametrize(
    "question", ["Ile razy w tygodniu jesz na mieście?", "Ile czasu zajmuje wam gotowanie?"]
)
def test_not_every_how_many_asks_for_a_price(question: str) -> None:
    assert question_kind(question) != "price"


@pytest.mark.parametrize(
    "question",
    ["Kto z was gotuje w domu? Jak to zwykle wygląda?", "Who of you cooks? How do you currently do it?"],
)
def test_who_of_you_is_no_question_of_whom_it_suits(question: str) -> None:
    assert question_kind(question) == "habits"


@pytest.mark.parametrize(
    ("question", "unit", "between"),
    [
        ("Ile zapłacisz za przejazd hulajnogą?", "za przejazd", (4, 22)),
        ("Ile zapłacisz za miesięczny bilet?", "miesięcznie", (60, 380)),
        ("Ile zapłacisz za bilet na rok?", "rocznie", (600, 3800)),
    ],
)
def test_an_amount_is_one_for_the_unit_that_is_asked_about(
    question: str, unit: str, between: tuple[float, float]
) -> None:
    scale = scale_for(question, "mobility", "pl")
    assert (scale.unit, (scale.low, scale.high)) == (unit, between)
