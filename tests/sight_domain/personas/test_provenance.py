"""Where a respondent's attributes come from."""

from __future__ import annotations

import pytest

from sight_domain.language import LANGUAGES, Language
from sight_domain.personas.provenance import reasoning
from sight_domain.populations.packs import available_packs, load_pack
from sight_domain.populations.service import draw_respondents, parse_target


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
        assert reason.value and reason.how and reason.cell
        assert all(table.removeprefix(f"{country}/") in pack.provenance for table in reason.tables)
        assert set(reason.sources) <= set(found.sources)
        assert reason.sources or reason.assumed, "an attribute without a source is an assumption, and says so"


def test_the_cell_holds_what_the_attribute_was_drawn_given() -> None:
    person = somebody("PL")
    by_name = {reason.attribute: reason for reason in reasoning(person, "en").attributes}
    assert set(by_name["income_bracket"].cell) == {"age group", "gender", "education"}
    assert by_name["education"].tables == ["PL/residents"]
    assert any("2024" in reasoning(person, "en").sources[key] for key in by_name["education"].sources)


def test_what_a_country_lacks_is_not_explained() -> None:
    assert not {"region", "settlement", "income_bracket"} & {
        r.attribute for r in reasoning(somebody("UA"), "en").attributes
    }


def test_it_is_told_in_the_language_asked_for() -> None:
    person = somebody("PL")
    polish = {reason.attribute: reason.label for reason in reasoning(person, "pl").attributes}
    assert polish["education"] == "wykształcenie"
    assert polish != {reason.attribute: reason.label for reason in reasoning(person, "en").attributes}
