"""The page that describes the format describes this format: its example is a pack, its tables are all there are."""

import csv
import re
from pathlib import Path

import pytest
import yaml

from sight_domain.populations.pack_format.description import OPTIONAL, REQUIRED, categories_of
from sight_domain.populations.pack_format.layout import SHARED_CODES, TABLES, columns
from sight_domain.populations.pack_format.library import load_files
from sight_domain.populations.pack_format.reading import Row
from sight_domain.populations.service import draw_respondents, parse_target, representativeness
from sight_domain.settings import get_settings

PAGE = (Path(__file__).parents[4] / "docs" / "packs.md").read_text(encoding="utf-8")
EXAMPLE = yaml.safe_load(re.search(r"```yaml\n(.*?)```", PAGE, re.S)[1])  # type: ignore[index]
SEXES = ("female", "male")


def _tables() -> dict[str, list[Row]]:
    """The smallest tables that go with the example: ten people of each age and sex at each level."""
    levels = {"primary": "10", "secondary": "10", "tertiary": "10"}
    groups = {"18-34": 17, "35-64": 30, "65+": 36}
    letters = [f"{a}{b}" for a in "ABCDEFGHIJ" for b in "abcdefghij"]
    return {
        "ages": [{"age": str(a), "gender": g, **levels} for a in range(18, 101) for g in SEXES],
        "residents": [
            {"age_group": a, "gender": g, **{e: str(10 * years) for e in levels}}
            for a, years in groups.items()
            for g in SEXES
        ],
        "work_and_income": [
            {"age_group": a, "gender": g, "education": e, "status": "retired" if a == "65+" else "employed_private", "low": str(9 * years), "high": str(years)}
            for a, years in groups.items()
            for g in SEXES
            for e in levels
        ],
        "given_names": [
            {"gender": g, "birth_decade": "all", "name": f"{g}{n}", "share": "0.1"} for g in SEXES for n in letters[:10]
        ],
        "surnames": [{"male": n, "female": n, "weight": "1"} for n in letters],
    }  # fmt: skip


@pytest.fixture
def austria(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The example as a pack of one's own."""
    folder = tmp_path / "AT"
    folder.mkdir()
    (folder / "pack.yaml").write_text(yaml.safe_dump(EXAMPLE, allow_unicode=True), encoding="utf-8")
    for name, rows in _tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(name, categories_of(EXAMPLE)))
            writer.writeheader()
            writer.writerows(rows)
    monkeypatch.setenv("SIGHT_PACKS", str(tmp_path))
    get_settings.cache_clear()
    yield folder
    monkeypatch.undo()
    get_settings.cache_clear()


def test_the_example_is_a_pack(austria):
    assert [f.to("en") for f in load_files(austria).findings] == []


def test_respondents_are_drawn_from_the_example(austria):
    target = parse_target({"country": "Österreich", "age_min": 25})
    people = draw_respondents(target, 30, seed=1, language="pl")
    assert representativeness(people, target, language="pl").is_statistically_valid
    assert {(p.region, p.household, p.family, p.life_stage) for p in people} == {(None, None, None, None)}
    assert {p.status for p in people} == {"employed_private", "retired"} and all(p.occupation for p in people)
    assert {p.income_bracket for p in people} == {"low", "high"}
    assert set(people[0].hofstede) == {"power_distance", "individualism"}


def test_every_table_key_and_shared_code_is_described():
    for name, layout in TABLES.items():
        (line,) = [row for row in PAGE.splitlines() if row.startswith(f"| `{name}` |")]
        assert all(key in line for key in layout.keys), name
        assert all(column in line for column in layout.numbers if not column.isdigit()), name
    for key in (*REQUIRED, *OPTIONAL):
        assert key in PAGE, key
    for code in (c for codes in SHARED_CODES.values() for c in codes):
        assert f"`{code}`" in PAGE, code
