"""A pack is used only when everything in it adds up, is labelled in both languages and says where it comes from."""

import copy
import csv
import io
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sight_domain.populations.pack_format.check import check_pack
from sight_domain.populations.pack_format.library import load_files, pack_folders
from sight_domain.populations.pack_format.reading import PackFiles, read_pack

SHIPPED = pack_folders()
POLAND = read_pack(SHIPPED["PL"])
GERMANY = read_pack(SHIPPED["DE"])
BORROWED = {name: POLAND.tables[name] for name in ("occupations", "studies", "traits")}
COUNTS = ("residents", "ages", "work_and_income")


def changed(files: PackFiles, **parts) -> PackFiles:
    """A copy of a pack to be spoilt: ``tables`` and ``description`` may be changed freely."""
    return PackFiles(
        files.folder,
        parts.get("description", copy.deepcopy(dict(files.description))),
        parts.get("tables", {name: [dict(row) for row in rows] for name, rows in files.tables.items()}),
        dict(files.headers),
        list(files.unreadable),
    )


def findings(files: PackFiles) -> list[str]:
    borrowed = BORROWED if files.folder.name == "DE" else {}
    return [f.to("en") for f in check_pack(files, borrowed, {"PL": list(POLAND.tables)})]


@pytest.mark.parametrize("country", sorted(SHIPPED))
def test_every_shipped_pack_is_in_order(country):
    files = load_files(SHIPPED[country])
    assert [f.to("en") for f in files.findings] == []
    assert files.sums_compared > 100


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COUNTS), st.integers(0, 10_000), st.integers(0, 5), st.integers(-50, 50).filter(bool))
def test_any_change_of_a_count_is_found(table, row, column, change):
    files = changed(POLAND)
    line = files.tables[table][row % len(files.tables[table])]
    counted = [c for c in files.headers[table] if line[c].lstrip("-").isdigit() and c != "age"]
    cell = counted[column % len(counted)]
    assume(int(line[cell]) + change >= 0)
    line[cell] = str(int(line[cell]) + change)
    assert any("add up to" in f for f in findings(files))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["households", "occupation_groups", "given_names"]),
    st.integers(0, 10_000),
    st.integers(0, 20),
    st.floats(0.005, 0.2),
)
def test_any_change_of_a_share_is_found(table, row, column, change):
    files = changed(POLAND)
    line = files.tables[table][row % len(files.tables[table])]
    shares = [
        c
        for c in files.headers[table]
        if c not in ("age_group", "gender", "education", "birth_decade", "name")
    ]
    cell = shares[column % len(shares)]
    line[cell] = str(float(line[cell]) + (change if float(line[cell]) + change <= 1 else -change))
    assert any("add up to" in f for f in findings(files))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(POLAND.tables)),
    st.integers(0, 10_000),
    st.sampled_from(["nan", "inf", "-1", "", "many"]),
)
def test_no_cell_of_numbers_may_hold_anything_else(table, row, spoilt):
    files = changed(POLAND)
    line = files.tables[table][row % len(files.tables[table])]
    numbers = [
        c for c in line if c not in ("age", "from_age", "birth_decade") and line[c].replace(".", "").isdigit()
    ]
    assume(numbers)
    line[numbers[0]] = spoilt
    assert any(f"column {numbers[0]}" in f and "no number" in f for f in findings(files))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(POLAND.tables)), st.integers(0, 10_000), st.integers(0, 3))
def test_an_unmapped_category_is_found(table, row, column):
    files = changed(POLAND)
    line = files.tables[table][row % len(files.tables[table])]
    keys = [
        c
        for c in line
        if c in ("region", "settlement", "age_group", "gender", "education", "status", "trait")
    ]
    assume(keys)
    line[keys[column % len(keys)]] = "elsewhere"
    assert any("'elsewhere' is unknown" in f for f in findings(files))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(POLAND.tables)), st.integers(0, 10_000))
def test_a_row_that_is_there_twice_is_found(table, row):
    files = changed(POLAND)
    rows = files.tables[table]
    rows.append(dict(rows[row % len(rows)]))
    assert any("is there twice" in f for f in findings(files))


def _without(path: str):
    def spoil(description: dict) -> None:
        *above, last = path.split(".")
        for key in above:
            description = description[int(key)] if isinstance(description, list) else description[key]
        del description[last]

    return spoil


def _put(path: str, value: object):
    def spoil(description: dict) -> None:
        *above, last = path.split(".")
        for key in above:
            description = description[int(key)] if isinstance(description, list) else description[key]
        description[last] = value

    return spoil


SPOILT = {
    "no title": (_without("name"), "name: The key is missing"),
    "a label in one language": (_without("dimensions.gender.female.pl"), "no text in 'pl'"),
    "an empty label": (_put("dimensions.education.tertiary.en", " "), "no text in 'en'"),
    "an unknown key": (_put("licence", "MIT"), "licence: Unknown key"),
    "an unknown dimension": (_put("dimensions.religion", {"none": {"en": "none", "pl": "brak"}}), "dimensions.religion: Unknown"),
    "an unknown education": (_put("dimensions.education.phd", {"en": "PhD", "pl": "doktorat"}), "does not know this code"),
    "no women": (_without("dimensions.gender.female"), "A sex is missing"),
    "ages that do not join": (_without("dimensions.age_group.35-44"), "does not go on"),
    "ages that end": (_without("dimensions.age_group.65+"), "The groups end at 64"),
    "an income without a name": (_without("income"), "which income"),
    "a bracket without pay": (_without("dimensions.income_bracket.under_3000.relative_pay"), "no relative_pay"),
    "a score out of range": (_put("hofstede.indulgence", 400), "hofstede.indulgence: 400"),
    "correlations that cannot be": (_put("trait_correlations.agreeableness/extraversion", 0.999), "contradict each other"),
    "a table without an origin": (_without("provenance.ages"), "provenance.ages: Its origin is not stated"),
    "a section without an origin": (_without("provenance.hofstede"), "provenance.hofstede: Its origin"),
    "an origin without a source": (_put("provenance.ages", {"sources": []}), "provenance.ages: It has no source"),
    "an unknown source": (_put("provenance.ages", {"sources": ["atlantis"]}), "no source 'atlantis'"),
    "a title in one language only": (_put("sources.0.title", {"en": "Census"}), "title is missing"),
    "a source without a licence": (_without("sources.0.licence"), "licence is missing"),
    "a source without a year": (_put("sources.0.year", "lately"), "The year is 'lately'"),
    "an impossible family": (_put("families.divorced", {50: 3}), "families.divorced"),
    "no pension age": (_without("retirement.male"), "retirement.male"),
    "nothing for the old": (_put("attributes.status", {"student": {"en": "s", "pl": "s"}}), "Nobody of 80 or over"),
    "another format": (_put("format", 9), "Format 9 is unknown"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILT)
def test_the_description_must_be_whole(case):
    spoil, said = SPOILT[case]
    description = copy.deepcopy(dict(POLAND.description))
    spoil(description)
    found = findings(changed(POLAND, description=description))
    assert any(said in f for f in found), found


def test_a_source_that_nothing_comes_from_is_found():
    description = copy.deepcopy(dict(POLAND.description))
    description["sources"].append(
        {"id": "spare", "title": "Spare", "publisher": "Nobody", "year": 2020, "licence": "CC0"}
    )
    assert any(
        "Nothing comes from this source" in f for f in findings(changed(POLAND, description=description))
    )


def test_names_must_be_there_for_every_cohort():
    files = changed(POLAND)
    files.tables["given_names"][:] = [  # type: ignore[index]
        row for row in files.tables["given_names"] if (row["gender"], row["birth_decade"]) != ("male", "1970")
    ]
    assert any("male, 1970: There are 0 names" in f for f in findings(files))


def test_a_category_that_nobody_is_in_is_found():
    description = copy.deepcopy(dict(POLAND.description))
    description["dimensions"]["region"]["atlantis"] = {"en": "Atlantis", "pl": "Atlantyda"}
    description["attributes"]["status"].pop("farmer")
    found = findings(changed(POLAND, description=description))
    assert any("'farmer' is unknown" in f for f in found)
    description["attributes"]["status"]["farmer"] = {"en": "farming", "pl": "praca w rolnictwie"}
    (found,) = findings(changed(POLAND, description=description))
    assert found.startswith("residents.csv, region atlantis: Nobody is in this category")


def test_a_missing_table_is_found():
    files = changed(POLAND)
    tables = {name: rows for name, rows in files.tables.items() if name != "traits"}
    found = findings(changed(POLAND, tables=tables))
    assert any("traits.csv: The table is missing" in f for f in found)


def test_a_table_about_what_the_pack_lacks_is_found():
    files = changed(GERMANY)
    description = copy.deepcopy(dict(GERMANY.description))
    description["provenance"]["cities"] = {"sources": ["wic"]}
    tables = {
        **files.tables,
        "cities": [{"city": "Berlin", "region": "Berlin", "settlement": "city_500k_plus", "population": "1"}],
    }
    found = findings(changed(GERMANY, tables=tables, description=description))
    assert any("lacks what this table is about" in f for f in found)


def test_findings_are_said_in_both_languages():
    files = changed(POLAND)
    files.tables["ages"][3]["primary"] = "-5"
    (finding,) = [f for f in check_pack(files, {}, {}) if "row 5" in f.where]
    assert "no number" in finding.message.en and "nie jest liczbą" in finding.message.pl


def _write(folder: Path, name: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (folder / name).write_text(text.getvalue(), encoding="utf-8")


def test_files_that_cannot_be_read_are_findings(tmp_path):
    (tmp_path / "pack.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "ages.csv").write_bytes("age\nł".encode("iso-8859-2"))
    _write(tmp_path, "residents.csv", [["a", "b"], ["1"]])
    said = [f.to("en") for f in read_pack(tmp_path).unreadable]
    assert any("pack.yaml" in f and "not a YAML mapping" in f for f in said)
    assert any("ages.csv" in f and "not UTF-8" in f for f in said)
    assert any("residents.csv, row 2" in f and "1 cells" in f for f in said)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(POLAND.description)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=8), v, max_size=3),
        max_leaves=8,
    ),
)
def test_the_check_survives_any_value_in_the_description(key, value):
    assume(value not in (POLAND.description[key], {}, []))
    found = findings(changed(POLAND, description=dict(POLAND.description) | {key: value}))
    if key in ("format", "country", "name", "dimensions", "provenance", "sources", "families", "retirement"):
        assert found
    assert all(isinstance(f, str) for f in found)


def test_a_description_read_from_yaml_is_the_one_checked(tmp_path):
    (tmp_path / "pack.yaml").write_text(
        yaml.safe_dump(dict(POLAND.description), allow_unicode=True), encoding="utf-8"
    )
    assert read_pack(tmp_path).description == dict(POLAND.description)
