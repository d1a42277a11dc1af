"""The Polish pack: sums that agree, every category labelled in both languages, every source named."""

import csv
import re
from collections import Counter

import pytest

from sight_domain.errors import SightError
from sight_domain.language import LANGUAGES
from sight_domain.populations.interests import MODEL as INTERESTS
from sight_domain.populations.pack_format.layout import DIMENSIONS
from sight_domain.populations.packs import available_packs, find_pack, label, load_pack, vocabulary
from sight_domain.populations.possibility import status_possible
from sight_domain.populations.target import age_bounds
from sight_domain.populations.values import MODEL as VALUES

PACK = load_pack("PL")
EDUCATION = PACK.codes("education")


def test_poland_is_there():
    assert "PL" in available_packs()


def test_residents_and_single_years_agree_in_every_age_group():
    by_group: Counter[tuple[str, str, str]] = Counter()
    for row in PACK.table("residents"):
        for level in EDUCATION:
            by_group[row["age_group"], row["gender"], level] += int(row[level])
    by_year: Counter[tuple[str, str, str]] = Counter()
    for row in PACK.table("ages"):
        group = next(
            g for g in PACK.codes("age_group") if age_bounds(g)[0] <= int(row["age"]) <= age_bounds(g)[1]
        )
        for level in EDUCATION:
            by_year[group, row["gender"], level] += int(row[level])
    for cell, persons in by_group.items():
        assert by_year[cell] == pytest.approx(persons, rel=0.01, abs=60), cell


def test_work_and_income_agree_with_the_residents():
    residents: Counter[tuple[str, str]] = Counter()
    work: Counter[tuple[str, str]] = Counter()
    for row in PACK.table("residents"):
        for level in EDUCATION:
            residents[row["age_group"], level] += int(row[level])
    for row in PACK.table("work_and_income"):
        work[row["age_group"], row["education"]] += sum(int(row[b]) for b in PACK.codes("income_bracket"))
    for cell, persons in residents.items():
        assert work[cell] == pytest.approx(persons, rel=0.01, abs=200), cell


def test_known_public_figures_are_met():
    rows = PACK.table("residents")
    total = sum(int(r[e]) for r in rows for e in EDUCATION)
    rural = sum(int(r[e]) for r in rows for e in EDUCATION if r["settlement"] == "rural")
    senior = sum(int(r[e]) for r in rows for e in EDUCATION if r["age_group"] == "65+")
    assert senior == pytest.approx(7_725_050, abs=500)
    assert senior / total == pytest.approx(0.251, abs=0.002)
    assert 0.38 < rural / total < 0.41


def test_no_table_has_a_negative_figure_or_an_unknown_category():
    for name in ("residents", "ages", "work_and_income"):
        for row in PACK.table(name):
            for column, text in row.items():
                if column in DIMENSIONS:
                    assert text in PACK.dimensions[column]
                elif column == "status":
                    assert text in PACK.attributes["status"]
                else:
                    assert float(text) >= 0


def test_nobody_in_the_work_table_has_an_impossible_status():
    for row in PACK.table("work_and_income"):
        first, last = age_bounds(row["age_group"])
        assert any(status_possible(row["status"], age) for age in range(first, last + 1)), row


def test_only_aggregates_are_shipped():
    for path in PACK.folder.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            assert sum(1 for _ in csv.reader(file)) < 2_500, path
        assert path.stat().st_size < 60_000, path


def test_every_label_exists_in_both_languages():
    for categories in (*PACK.dimensions.values(), *PACK.attributes.values()):
        for category in categories.values():
            assert category.text.pl and category.text.en
    assert label("income_bracket", "7500_10000", "pl") == "7 500 - 10 000 zł"
    assert label("region", "mazowieckie", "en") == "Masovian"
    assert label("values", "security", "pl") == label("value", "security", "pl") == "bezpieczeństwo"


def test_an_unknown_code_is_shown_as_it_is_stored():
    assert label("gender", "femal", "pl") == "femal"


def test_the_models_of_values_and_interests_cover_their_vocabularies():
    assert set(VALUES) == set(vocabulary("values"))
    assert set(INTERESTS) == set(vocabulary("interests"))


def test_every_source_names_its_year_and_licence():
    for source in PACK.sources:
        assert source.publisher and 1990 < source.year < 2030
        for language in LANGUAGES:
            assert source.title.to(language) and source.licence.to(language)


@pytest.mark.parametrize("country", available_packs())
def test_what_is_said_of_a_source_is_said_in_polish_too(country: str) -> None:
    english = re.compile(r"\b(?:the|by|of|and|name|names|public|which|counts?|lists?)\b")
    for source in load_pack(country).sources:
        for words in (source.title.pl, source.licence.pl):
            assert not english.search(words), words
    assert PACK.assumptions and all(a.pl != a.en for a in PACK.assumptions)


def test_households_and_occupation_groups_are_distributions():
    for row in PACK.table("households"):
        assert sum(float(row[k]) for k in PACK.attributes["household"]) == pytest.approx(1, abs=0.011)
    for row in PACK.table("occupation_groups"):
        assert sum(float(row[str(i)]) for i in range(1, 10)) == pytest.approx(1, abs=0.001)


def test_a_missing_country_lists_those_that_exist():
    with pytest.raises(SightError) as caught:
        find_pack("Atlantis")
    assert "PL (Poland)" in caught.value.message.en and "PL (Polska)" in caught.value.message.pl
