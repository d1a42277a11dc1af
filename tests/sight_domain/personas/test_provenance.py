"""Where a respondent's attributes come from."""

from __future__ import annotations

import pytest

from sight_domain.language import LANGUAGES, Language
from sight_domain.personas.provenance import drawn_given, reasoning, sources_of
from sight_domain.populations.packs import available_packs, load_pack
from sight_domain.populations.service import draw_respondents, label, parse_target


def somebody(country: str, language: Language = "en", seed: int = 3) -> dict:
    (drawn,) = draw_respondents(parse_target({"country": country}), 1, seed=seed, language=language)
    return drawn.model_dump(mode="json")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", available_packs())
def test_every_attribute_names_a_table_of_the_pack_and_known_sources(
    country: str, language: Language
) -> None:
    person = somebody(country, language)
    found = reasoning(person, language)
    pack = load_pack(country)
    drawn = {"age", "gender", "education", "given_name", "big_five", "values", "interests", "hofstede"}
    assert drawn <= {reason.attribute for reason in found.attributes}
    for reason in found.attributes:
        assert reason.value and reason.how and (reason.cell or reason.attribute == "hofstede")
        assert all(table.removeprefix(f"{country}/") in pack.provenance for table in reason.tables)
        sources = sources_of(found.model_dump(), reason.model_dump())
        assert set(sources) <= set(found.sources)
        assert sources or reason.assumed, "an attribute without a source is an assumption, and says so"


def test_the_cell_holds_what_the_attribute_was_drawn_given() -> None:
    person = somebody("PL")
    by_name = {reason.attribute: reason for reason in reasoning(person, "en").attributes}
    found = reasoning(person, "en").model_dump(exclude_defaults=True)
    income, education = by_name["income_bracket"].model_dump(), by_name["education"].model_dump()
    assert drawn_given(found, income, "en") == {
        "age group": label("age_group", person["age_group"], "en"),
        "gender": label("gender", person["gender"], "en"),
        "education": label("education", person["education"], "en"),
    }
    assert drawn_given(found, by_name["values"].model_dump(), "en")["personality"] == "the five scores"
    assert education["tables"] == ["PL/residents"]
    assert any("2024" in found["sources"][key] for key in sources_of(found, education))


@pytest.mark.parametrize("country", available_packs())
def test_a_cell_names_attributes_that_are_there(country: str) -> None:
    found = reasoning(somebody(country), "en")
    known = {reason.attribute for reason in found.attributes}
    assert all(set(reason.cell) <= known for reason in found.attributes)
    assert {table for reason in found.attributes for table in reason.tables} == set(found.tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasoning_is_short_enough_to_be_read_with_a_person(language: Language) -> None:
    told = reasoning(somebody("PL", language), language).model_dump_json(exclude_defaults=True)
    assert len(told.encode()) < 7_000


def test_what_a_country_lacks_is_not_explained() -> None:
    assert not {"region", "settlement", "income_bracket"} & {
        r.attribute for r in reasoning(somebody("UA"), "en").attributes
    }


def test_it_is_told_in_the_language_asked_for() -> None:
    person = somebody("PL")
    polish = {reason.attribute: reason.label for reason in reasoning(person, "pl").attributes}
    assert polish["education"] == "wykształcenie"
    assert polish != {reason.attribute: reason.label for reason in reasoning(person, "en").attributes}
