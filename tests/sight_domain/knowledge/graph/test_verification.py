"""Of what a model says a passage states, only what the passage says stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.drafts import DraftPassage
from sight_domain.knowledge.graph.model import Direction, EntityKind, Fact, FactKind
from sight_domain.knowledge.graph.verification import Source, Verified, verified

TEXT = (
    "W 2024 r. książki czytało 41,5% Polaków, a kobiet w wieku 25-34 lat aż 58\u00a0%.\n"
    "Wydatki na książki wzrosły do 1,2 mld zł. Wysokie ceny zniechęcają studentów."
)
SOURCE = Source(new_uuid(), "Raport › Czytelnictwo w 2023", TEXT, 1000, 7)
FIRST = "W 2024 r. książki czytało 41,5% Polaków, a kobiet w wieku 25-34 lat aż 58 %."


def checked(**draft: Any) -> Verified:
    return verified(DraftPassage.model_validate({"passage": 1, **draft}), SOURCE, "pl")


def measurement(**changes: Any) -> dict[str, Any]:
    return {
        "indicator": "czytelnictwo książek",
        "value": "41,5%",
        "year": 2024,
        "group": "Polacy",
        "quote": FIRST,
    } | changes


def only(result: Verified) -> Fact:
    (fact,) = result.facts
    return fact


def test_a_measurement_is_kept_with_its_exact_place() -> None:
    result = checked(measurements=[measurement()])
    fact = only(result)
    assert (fact.kind, fact.value, fact.value_text, fact.unit, fact.year) == (
        FactKind.MEASUREMENT,
        41.5,
        "41,5%",
        "%",
        2024,
    )
    assert (fact.subject, fact.group) == ("czytelnictw ksiazk", "polak")
    assert TEXT[fact.char_start - 1000 : fact.char_end - 1000] == fact.quote
    assert "\u00a0" in fact.quote, "the quote is the passage's own characters"
    assert (fact.page, result.dropped) == (7, 0)
    assert result.entities["polak"].kind is EntityKind.GROUP
    assert {mention.key for mention in result.mentions} == {"czytelnictw ksiazk", "polak"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "42,5%"},
        {"value": "about half"},
        {"year": 2019},
        {"group": "mężczyźni"},
        {"group": "kobiety w wieku 35-44"},
        {"indicator": "oglądanie telewizji"},
        {"quote": "W 2024 r. książki czytało 41,5% Niemców"},
        {"quote": ""},
        {"value": "1,2 mld zł"},
    ],
)
def test_what_the_passage_does_not_say_is_dropped_and_counted(wrong: dict[str, Any]) -> None:
    result = checked(measurements=[measurement(**wrong)])
    assert (result.facts, result.dropped) == ([], 1)


def test_a_year_may_stand_in_the_headings() -> None:
    assert only(checked(measurements=[measurement(year=2023)])).year == 2023


def test_value_unit_and_scale_are_read_from_the_quote_and_not_from_the_draft() -> None:
    spent = measurement(
        indicator="wydatki na książki", value="1,2", year=None, group=None,
        quote="Wydatki na książki wzrosły do 1,2 mld zł.",
    )  # fmt: skip
    fact = only(checked(measurements=[spent]))
    assert (fact.value, fact.unit, fact.value_text) == (1_200_000_000, "PLN", "1,2 mld zł")


def test_a_change_is_no_measurement() -> None:
    source = Source(
        SOURCE.chunk_id, "Raport", "Liczba wypadków wyniosła 1187, o 14% więcej niż rok wcześniej.", 0, 1
    )
    draft = {"indicator": "liczba wypadków", "value": "14%", "quote": source.text}
    kept = verified(DraftPassage.model_validate({"passage": 1, "measurements": [draft]}), source, "pl")
    assert (kept.facts, kept.dropped) == ([], 1)


def test_groups_by_age_are_told_apart() -> None:
    fact = only(checked(measurements=[measurement(value="58%", group="kobiety w wieku 25–34")]))
    assert (fact.group, fact.value) == ("kobiet 25 34", 58)


def test_a_trend_has_a_direction_and_a_relation_its_own_verb() -> None:
    result = checked(
        trends=[{"indicator": "wydatki na książki", "direction": "rise", "quote": "Wydatki na książki wzrosły do 1,2 mld zł."}],
        relations=[
            {"subject": "wysokie ceny", "verb": "zniechęcają", "object": "studenci", "quote": "Wysokie ceny zniechęcają studentów."},
            {"subject": "wysokie ceny", "verb": "cieszą", "object": "studenci", "quote": "Wysokie ceny zniechęcają studentów."},
            {"subject": "wysokie ceny", "verb": "zniechęcają", "object": "emeryci", "quote": "Wysokie ceny zniechęcają studentów."},
        ],
    )  # fmt: skip
    trend, relation = result.facts
    assert trend.direction is Direction.RISE
    assert (relation.subject, relation.verb, relation.object) == ("wysok cen", "zniechęcają", "student")
    assert result.dropped == 2


def test_entities_that_the_passage_does_not_name_are_dropped() -> None:
    result = checked(
        entities=[
            {"name": "Polacy", "kind": "group"},
            {"name": "Główny Urząd Statystyczny", "kind": "organisation"},
        ]
    )
    assert (list(result.entities), result.dropped) == (["polak"], 1)


def test_the_same_statement_twice_is_one_fact() -> None:
    assert len(checked(measurements=[measurement(), measurement()]).facts) == 1


def test_a_fact_is_restored_as_it_was_stored() -> None:
    fact = only(checked(measurements=[measurement()]))
    assert Fact.restored(fact.stored()) == fact


@given(st.text(max_size=60), st.text(max_size=12), st.integers(1900, 2099))
def test_nothing_is_ever_kept_that_is_not_in_the_passage(quote: str, value: str, year: int) -> None:
    for fact in checked(measurements=[measurement(quote=quote, value=value, year=year)]).facts:
        assert fact.quote in TEXT
        assert fact.value_text is not None and fact.value_text in fact.quote
        assert str(fact.year) in TEXT + SOURCE.context
