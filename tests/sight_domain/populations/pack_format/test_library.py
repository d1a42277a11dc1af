"""Packs of one's own: beside the shipped ones, in their place, or broken without stopping the others."""

import shutil
from pathlib import Path

import pytest
import yaml

from sight_domain.errors import ErrorCode, SightError
from sight_domain.populations.pack_cards import check_packs, list_packs, show_pack
from sight_domain.populations.pack_format.library import SHIPPED, pack_folders
from sight_domain.populations.packs import available_packs, broken_packs, find_pack, label, load_pack
from sight_domain.populations.service import draw_respondents, parse_target, representativeness
from sight_domain.settings import get_settings


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An empty folder for packs, which the settings name."""
    folder = tmp_path / "packs"
    folder.mkdir()
    monkeypatch.setenv("SIGHT_PACKS", str(folder))
    get_settings.cache_clear()
    yield folder
    monkeypatch.undo()
    get_settings.cache_clear()


def _copy(folder: Path, country: str, code: str, **changes: object) -> Path:
    """A copy of a shipped pack under another code, with changes to its description."""
    target = folder / code
    shutil.copytree(SHIPPED / country, target)
    description = yaml.safe_load((target / "pack.yaml").read_text(encoding="utf-8"))
    description |= {"country": code, "aliases": [], **changes}
    (target / "pack.yaml").write_text(yaml.safe_dump(description, allow_unicode=True), encoding="utf-8")
    return target


def test_a_pack_of_ones_own_is_beside_the_shipped_ones(own):
    _copy(own, "DE", "AT", name={"en": "Austria", "pl": "Austria"})
    assert {"AT", "DE", "PL"} <= set(available_packs())
    assert find_pack("austria").country == "AT"
    people = draw_respondents(parse_target({"country": "Austria"}), 20, seed=1, language="pl")
    assert {p.country for p in people} == {"AT"}


def test_a_pack_of_ones_own_takes_the_place_of_the_shipped_one_and_may_borrow_from_it(own):
    folder = _copy(own, "PL", "PL", version="mine", aliases=["poland"])
    (folder / "occupations.csv").unlink()
    description = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    description["provenance"]["occupations"] = {"borrowed_from": "PL"}
    description["sources"] = [s for s in description["sources"] if s["id"] != "hourly"]
    (folder / "pack.yaml").write_text(yaml.safe_dump(description, allow_unicode=True), encoding="utf-8")
    pack = load_pack("PL")
    assert pack.version == "mine" and pack.folder == folder
    assert len(pack.table("occupations")) > 100
    assert pack.provenance["occupations"].borrowed_from == "PL"
    assert [s.id for s in pack.provenance["occupations"].sources] == ["hourly"]


def test_a_broken_pack_is_refused_with_its_first_findings_and_stops_no_other(own):
    folder = _copy(own, "DE", "AT", name={"en": "Austria", "pl": "Austria"})
    (folder / "ages.csv").write_text("age,gender\n18,female\n", encoding="utf-8")
    assert broken_packs() == ("AT",) and "PL" in available_packs()
    with pytest.raises(SightError) as caught:
        find_pack("AT")
    assert caught.value.code is ErrorCode.NOT_CONFIGURED
    assert "ages.csv" in caught.value.message.en and "sight packs check" in caught.value.hint.pl
    (checked,) = check_packs("AT", "pl")
    assert any("Brakuje kolumny" in finding["message"] for finding in checked.findings)
    assert {row.country: row.findings > 0 for row in list_packs("en")}["AT"]


def test_the_folder_is_called_by_the_code(own):
    _copy(own, "DE", "AT", name={"en": "Austria", "pl": "Austria"}).rename(own / "austria")
    (checked,) = check_packs(str(own / "austria"), "en")
    assert any("The folder is called austria" in finding["message"] for finding in checked.findings)


def test_without_a_folder_there_are_the_shipped_packs(monkeypatch):
    monkeypatch.delenv("SIGHT_PACKS", raising=False)
    get_settings.cache_clear()
    assert set(pack_folders()) == {"DE", "GB", "PL", "UA", "US"}
    assert broken_packs() == ()


@pytest.mark.parametrize("where", ["FR", "/nowhere"])
def test_there_is_nothing_to_check_where_there_is_no_pack(where):
    with pytest.raises(SightError) as caught:
        check_packs(where, "en")
    assert caught.value.code is ErrorCode.NOT_FOUND and "DE, GB" in caught.value.hint.en


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("country", sorted(p.name for p in SHIPPED.iterdir() if p.is_dir()))
def test_fifty_respondents_of_every_country_are_whole_in_both_languages(country, language):
    target = parse_target({"country": country})
    people = draw_respondents(target, 50, seed=3, language=language)
    report = representativeness(people, target, language=language)
    pack = load_pack(country)
    assert report.is_statistically_valid and report.impossible_people == 0
    assert len({p.full_name for p in people}) == 50
    for person in people:
        assert person.occupation and person.family is not None
        facts = person.model_dump()
        for field in (*pack.sampled, "status", "household", "life_stage"):
            words = label(field, facts[field], language, country=country)
            assert words and "_" not in words
        for lacking in {"region", "settlement", "income_bracket"} - set(pack.sampled):
            assert facts[lacking] is None
    assert people == draw_respondents(target, 50, seed=3, language=language)


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"country": "DE", "regions": ["Bayern"]}, "target.regions"),
        ({"country": "UA", "income": ["fifth_1"]}, "target.income"),
        ({"country": "US", "quotas": {"settlement": {"rural": 1.0}}}, "target.quotas.settlement"),
    ],
)
def test_a_filter_on_what_a_pack_lacks_says_what_it_has(raw, field):
    with pytest.raises(SightError) as caught:
        parse_target(raw)
    error = caught.value
    assert error.field == field and error.code is ErrorCode.UNSUPPORTED
    assert "age, gender, education" in error.hint.en and "wiek, płeć, wykształcenie" in error.hint.pl


@pytest.mark.parametrize("country", sorted(p.name for p in SHIPPED.iterdir() if p.is_dir()))
def test_every_pack_says_what_it_lacks_and_where_everything_comes_from(country):
    card = show_pack(country, "pl")
    assert card.lacks and card.unchecked and card.assumptions and card.adults > 10**7
    assert all(table.sources or table.assumed for table in card.tables)
    assert {table.table for table in card.tables} >= {
        "residents",
        "ages",
        "given_names",
        "surnames",
        "traits",
    }
    english = show_pack(country.lower(), "en")
    assert all(a != b for a, b in zip(card.lacks, english.lacks, strict=True))


def test_ukraine_says_that_its_figures_predate_the_war():
    assert any("2022" in text for text in show_pack("UA", "en").assumptions)
