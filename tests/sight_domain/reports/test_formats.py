from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.reports.formats import FORMATS, format_named
from sight_domain.reports.json_export import ExportDocument
from sight_domain.reports.material import Material


def _table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_recognises_its_own_examples_and_no_others(name: str) -> None:
    made = FORMATS[name]
    assert made.name == name
    assert all(made.recognises(example) for example in made.valid_examples)
    assert not any(made.recognises(example) for example in made.invalid_examples)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", ["project", "focus_group", "persona"])
def test_each_format_renders_each_kind_of_report(
    name: str, kind: str, studies: ModuleType, export: Callable[..., Material]
) -> None:
    payloads: dict[str, Any] = {
        "project": studies.project(2),
        "focus_group": studies.group_alone(2),
        "persona": studies.persona_alone(),
    }
    assert FORMATS[name].recognises(FORMATS[name].render(export(kind, payloads[kind])))


def test_an_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(SightError) as caught:
        format_named("xlsx")
    assert caught.value.code is ErrorCode.UNSUPPORTED
    assert caught.value.field == "format"
    assert all(name in caught.value.hint.en for name in FORMATS)


def test_a_format_is_found_however_it_is_spelt() -> None:
    assert format_named(" .PDF ").name == "pdf"


def test_json_holds_the_result_and_who_exported_it(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    content = json.loads(format_named("json").render(export("project", studies.project(2))))
    jsonschema.validate(content, ExportDocument.model_json_schema())
    assert content["metadata"] | {"exported_at": ""} == {
        "format_version": 1,
        "kind": "project",
        "title": "Pudełka z posiłkami w dużych miastach",
        "language": "pl",
        "exported_by": "Badaczka",
        "exported_at": "",
        "sections": ["overview", "sample", "personas", "focus_groups", "needs", "messages", "transcripts"],
        "pii_masked": True,
        "generated_by": "offline",
        "engine_note": "silnik offline – wypowiedzi nie są wynikiem badania ludzi",
    }
    assert content["content"]["focus_groups"][0]["turns"][0]["speaker"]["kind"] == "moderator"


def test_json_keeps_polish_letters_readable(studies: ModuleType, export: Callable[..., Material]) -> None:
    assert "Zażółć gęślą jaźń".encode() in format_named("json").render(export("project", studies.project(1)))


def test_unmasked_json_gives_the_payload_back(studies: ModuleType, export: Callable[..., Material]) -> None:
    study = studies.project(2)
    content = json.loads(format_named("json").render(export("project", study, mask_pii=False)))
    assert content["content"] == study


def test_csv_of_a_study_has_one_row_a_person(studies: ModuleType, export: Callable[..., Material]) -> None:
    rows = _table(format_named("csv").render(export("project", studies.project(5), mask_pii=False)))
    assert [row["full_name"] for row in rows][:2] == ["Anna Kowalska", "Zofia Wójcik"]
    assert (rows[0]["age"], rows[0]["openness"]) == ("25", "0.62")
    assert (rows[0]["settlement"], rows[0]["settlement_label"]) == ("city_500k_plus", "miasto od 500 tys.")


def test_csv_of_a_group_has_one_row_a_turn_with_facts_of_the_speaker(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = studies.group_alone(3)
    rows = _table(format_named("csv").render(export("focus_group", group)))
    assert [row["turn_id"] for row in rows] == [turn["id"] for turn in group["turns"]]
    assert rows[1]["speaker_name"] == "A. K."
    assert rows[1]["city"] == "Warszawa"
    assert rows[1]["text"] == group["turns"][1]["text"]
    assert rows[1]["question"] == group["focus_group"]["questions"][0]


def test_csv_of_needs_keeps_numbers_and_turn_ids(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    rows = _table(format_named("csv").render(export("project", studies.project(1), sections=["needs"])))
    assert [row["kind"] for row in rows] == [
        "job_to_be_done",
        "desired_outcome",
        "desired_outcome",
        "pain_point",
    ]
    assert rows[1]["opportunity_score"] == "33.62"
    assert rows[3]["turn_ids"].startswith("trn_")


@pytest.mark.parametrize(
    ("kind", "sections"),
    [("project", None), ("project", ["needs"]), ("focus_group", None), ("focus_group", ["summary"]), ("persona", ["answers"])],
)  # fmt: skip
def test_every_row_of_csv_that_holds_words_says_who_wrote_them(
    studies: ModuleType, export: Callable[..., Material], kind: str, sections: list[str] | None
) -> None:
    study = studies.project(2)
    for person in study["personas"]:
        person["generated_by"] = "offline"
    group = studies.group_alone(2)
    group["summary"]["generated_by"] = "offline"
    payload = {"project": study, "focus_group": group, "persona": studies.persona_alone()}[kind]
    material = export(kind, payload, sections=sections, generated_by="offline")
    rows = _table(format_named("csv").render(material))
    written = [row for row in rows if row.get("speaker_kind") != "moderator"]
    assert {row.get("generated_by") or row["written_by"] for row in written} == {"offline"}


def test_csv_runs_no_formula(studies: ModuleType, export: Callable[..., Material]) -> None:
    group = studies.group_alone(1)
    group["turns"][1]["text"] = '=HYPERLINK("http://example.com")'
    rows = _table(format_named("csv").render(export("focus_group", group)))
    assert rows[1]["text"] == '\'=HYPERLINK("http://example.com")'


@pytest.mark.parametrize("sections", [["personas", "needs"], ["overview"]])
def test_csv_of_several_tables_or_none_is_refused(
    studies: ModuleType, export: Callable[..., Material], sections: list[str]
) -> None:
    with pytest.raises(SightError) as caught:
        format_named("csv").render(export("project", studies.project(1), sections=sections))
    assert caught.value.field == "sections"
    assert "transcripts" in caught.value.hint.pl
