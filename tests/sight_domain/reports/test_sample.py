"""The sample's section: every figure of the report, in the export's language and in a flat table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from types import ModuleType
from typing import Any, Literal

import pytest

from sight_domain.populations.service import draw_respondents, parse_target, representativeness
from sight_domain.reports.document import KeyValues, Paragraph, Points, Table
from sight_domain.reports.formats import format_named
from sight_domain.reports.material import Material
from sight_domain.reports.sample import sample_blocks

Export = Callable[..., Material]
POLAND = parse_target({"country": "PL"})


def _report(language: Literal["pl", "en"], n: int = 40, **spoilt: Any) -> dict[str, Any]:
    people = [p.model_dump() for p in draw_respondents(POLAND, n, seed=1, language=language)]
    people[0] |= spoilt
    return representativeness(people, POLAND, language=language).model_dump(mode="json")


def _material(export: Export, studies: ModuleType, report: dict[str, Any], **options: Any) -> Material:
    study = studies.project(1) | {"representativeness": report}
    return export("project", study, sections=["sample"], **options)


def test_the_section_says_why_and_shows_pairs_and_traits(studies: ModuleType, export: Export) -> None:
    report = _report("pl")
    blocks = sample_blocks(report, _material(export, studies, report))
    points = [block.items for block in blocks if isinstance(block, Points)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert tuple(report["why"]) in points
    assert [len(table.rows) for table in tables] == [6, 15, 5]
    assert tables[2].rows[0][0] == "otwartość na doświadczenia"


def test_an_english_export_is_english_throughout(studies: ModuleType, export: Export) -> None:
    report = _report("en")
    material = _material(export, studies, report, language="en")
    blocks = sample_blocks(report, material)
    labels = [fact.label for block in blocks if isinstance(block, KeyValues) for fact in block.items]
    assert "Association between attributes found" in labels and "Copies of others" in labels
    notes = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert any("mode collapse" in note for note in notes)


def test_what_is_wrong_stands_first(studies: ModuleType, export: Export) -> None:
    report = _report("pl", education="terciary")
    blocks = sample_blocks(report, _material(export, studies, report))
    assert "nie odpowiada" in getattr(blocks[0], "text", "")
    assert any("terciary (1)" in line for line in getattr(blocks[2], "items", ()))


def test_weights_are_shown_with_what_they_cost(studies: ModuleType, export: Export) -> None:
    report = _report("en", weight=3.0)
    material = _material(export, studies, report, language="en")
    facts = {
        fact.label: fact.value
        for block in sample_blocks(report, material)
        if isinstance(block, KeyValues)
        for fact in block.items
    }
    assert facts["Effective sample size (weights)"] == f"{report['weights']['n_eff']:.1f}"
    assert float(facts["Design effect"]) > 1


def test_the_flat_table_has_a_row_for_each_category_with_its_gap(studies: ModuleType, export: Export) -> None:
    report = _report("pl", gender="femal")
    content = format_named("csv").render(_material(export, studies, report)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == sum(len(d["observed"]) for d in report["dimensions"])
    odd = next(row for row in rows if row["category"] == "femal")
    assert float(odd["target_share"]) == 0 and float(odd["gap_persons"]) == pytest.approx(1)
    assert sum(int(row["people"]) for row in rows if row["dimension"] == "region") == 40
