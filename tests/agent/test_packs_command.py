"""`sight packs`: what there is, whether it adds up, and exit codes that scripts can rely on."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli import main
from sight_domain.populations.pack_format.library import SHIPPED
from sight_domain.settings import get_settings


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder with one pack that does not add up."""
    folder = tmp_path / "GB"
    shutil.copytree(SHIPPED / "GB", folder)
    ages = (folder / "ages.csv").read_text(encoding="utf-8").splitlines()
    ages[1] = ages[1].rsplit(",", 1)[0] + ",77"
    (folder / "ages.csv").write_text("\n".join(ages), encoding="utf-8")
    monkeypatch.setenv("SIGHT_PACKS", str(tmp_path))
    get_settings.cache_clear()
    yield folder
    monkeypatch.undo()
    get_settings.cache_clear()


def sight(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["packs", *arguments])


def as_json(*arguments: str, code: int = 0) -> Any:
    result = sight(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.output)


def test_the_shipped_packs_are_listed_and_in_order():
    rows = {row["country"]: row for row in as_json("list")}
    assert rows["PL"]["adults"] == 30_759_187 and "region" in rows["PL"]["dimensions"]
    assert "region" not in rows["DE"]["dimensions"]
    assert all(not check["findings"] for check in as_json("check"))
    assert "w porządku" in sight("check", "PL", "--language", "pl").output


def test_findings_are_named_and_end_with_2(own):
    (check,) = as_json("check", str(own), code=2)
    assert {finding["file"] for finding in check["findings"]} == {"residents.csv", "work_and_income.csv"}
    said = sight("check", "GB", "--language", "pl")
    assert said.exit_code == 2 and "Wiersze sumują się do" in said.output
    assert sight("list").exit_code == 2
    assert sight("check", "PL").exit_code == 0


def test_a_pack_is_shown_with_what_it_lacks_and_where_it_comes_from():
    card = as_json("show", "ua")
    assert any("incomes" in text.lower() for text in card["lacks"])
    english = sight("show", "DE", "--language", "en").output
    polish = sight("show", "DE", "--language", "pl").output
    assert "What it lacks" in english and "Wittgenstein Centre" in english and "fifth_1" in english
    assert "Czego brakuje" in polish and "kobieta" in polish


def test_what_is_not_there_ends_with_2_and_a_remedy():
    for arguments in (("show", "FR"), ("check", "nowhere")):
        result = sight(*arguments, "--json")
        assert result.exit_code == 2
        assert (
            "DE" in json.loads(result.output)["error"]["message"] + json.loads(result.output)["error"]["hint"]
        )
