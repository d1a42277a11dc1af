"""A group's analysis in a report: nothing of it is left out, and every sentence says whose words it rests on."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from sight_domain.reports.assemble import assemble
from sight_domain.reports.document import Callout, KeyValues, Paragraph, Points, Quote, Table, Theme
from sight_domain.reports.formats import format_named
from sight_domain.reports.material import Material


def analysed(group: dict[str, Any]) -> dict[str, Any]:
    """The group with what an analysis of it comes to."""
    said = [turn for turn in group["turns"] if turn["speaker"]["kind"] == "persona"]
    quote = {
        "text": "Dla mnie liczy się przede wszystkim cena.",
        "turn_id": said[0]["id"],
        "persona_id": said[0]["speaker"]["id"],
        "persona_name": said[0]["speaker"]["name"],
        "stance": "against",
    }
    other = quote | {"turn_id": said[1]["id"], "persona_name": said[1]["speaker"]["name"], "stance": "for"}
    group["summary"]["themes"][0] |= {
        "in_favour": 1,
        "against": 2,
        "tension": 0.75,
        "reach_either": 4,
        "by_group": {"gender": {"kobieta": [2, 3], "mężczyzna": [1, 1]}},
    }
    group["summary"] |= {
        "sentences": [{"text": "Cena zniechęca.", "turn_ids": [turn["id"] for turn in said]}],
        "insights": [{"text": "Cena decyduje.", "turn_ids": [said[0]["id"]]}],
        "sentences_dropped": 3,
        "agreement": {"alpha": 0.512, "alpha_stance": None, "units": 40, "raised_by_both": 9, "raised_by_one": 7,
                      "warning": "Dwa odczytania często się różnią."},
        "disagreements": [{"theme": "Cena", "tension": 0.75, "in_favour": [other], "against": [quote], "exchanges": []}],
        "outliers": [{"theme": None, "stance": "against", "others": 3, "quote": quote, "reasons": ["Czas"]}],
        "ask_next": [{"kind": "unanswered_probe", "question": "Zapytaj o powód.", "turn_id": said[0]["id"]}],
        "saturation": {"turns": 16, "turns_since_new": 9, "coverage": 0.9,
                       "new_themes": [{"turn": 7, "turn_id": said[0]["id"], "theme": "Cena", "themes": 1}]},
    }  # fmt: skip
    return group


def test_everything_an_analysis_found_is_in_the_report(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = analysed(studies.group_alone(4))
    report = assemble(export("focus_group", group, mask_pii=False))
    blocks = next(section for section in report.sections if section.id == "summary").blocks
    lead = next(block for block in blocks if isinstance(block, Paragraph) and block.style == "lead")
    names = [turn["speaker"]["name"] for turn in group["turns"][1:5]]
    assert lead.text == f"Cena zniechęca. [{', '.join(names[:3])} +1]"
    points = [block.items for block in blocks if isinstance(block, Points)]
    assert points == [(f"Cena decyduje. [{names[0]}]",), (f"Zapytaj o powód. [{group['turns'][1]['id']}]",)]
    (alpha,) = [block.items for block in blocks if isinstance(block, KeyValues)]
    assert [fact.value for fact in alpha] == ["0,51"]
    assert [block.text for block in blocks if isinstance(block, Callout)] == [
        "Dwa odczytania często się różnią."
    ]
    rows = [block.rows for block in blocks if isinstance(block, Table)]
    assert rows[0] == (("Cena i wartość za pieniądze", "2/3", "1/1"),)
    assert rows[1] == (("Cena", names[1], names[0], 0.75),)
    assert rows[2] == ((7, "Cena", 1),)
    themes = [block for block in blocks if isinstance(block, Theme)]
    assert {fact.label: fact.value for fact in themes[0].details}["Napięcie"] == "0,75"
    assert [block.speaker for block in blocks if isinstance(block, Quote)] == [names[0]]
    notes = " ".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert "całość rozmowy: głos przeciw, wbrew pozostałym (za: 3). Ta wypowiedź porusza też: Czas." in notes
    assert "osobę bez jej wypowiedzi: 3." in notes and "9 z 16" in notes


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_masked_report_names_nobody_in_the_analysis_either(
    studies: ModuleType, export: Callable[..., Material], language: str
) -> None:
    group = analysed(studies.group_alone(4))
    report = assemble(export("focus_group", group, sections=["summary"], language=language))
    written = report.model_dump_json()
    assert "A. K., Z. W." in written
    assert not [person for person in ("Kowalska", "Wójcik", "Dąbrowski", "Szczęsna") if person in written]


def test_themes_are_a_table_with_a_row_for_each_quote(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = analysed(studies.group_alone(4))
    content = format_named("csv").render(export("focus_group", group, sections=["summary"], mask_pii=False))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    quotes = [quote for theme in group["summary"]["themes"] for quote in theme["quotes"]]
    assert [(row["quote_turn_id"], row["quote_text"]) for row in rows] == [
        (quote["turn_id"], quote["text"]) for quote in quotes
    ]
    assert (rows[0]["theme"], rows[0]["tension"], rows[0]["alpha"]) == (
        "Cena i wartość za pieniądze",
        "0.75",
        "0.512",
    )


def test_a_summary_from_before_there_were_two_readings_still_reads(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    report = assemble(export("focus_group", studies.group_alone(4), sections=["summary"]))
    kinds = {block.kind for block in report.sections[0].blocks}
    assert kinds == {"paragraph", "points", "heading", "theme"}


def test_a_theme_without_quotes_is_in_the_table_too(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    group = analysed(studies.group_alone(4))
    group["summary"]["themes"][-1]["quotes"] = []
    content = format_named("csv").render(export("focus_group", group, sections=["summary"]))
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    last = group["summary"]["themes"][-1]
    assert (rows[-1]["theme"], rows[-1]["quote_text"]) == (last["title"], "")
    assert {row["theme"] for row in rows} == {theme["title"] for theme in group["summary"]["themes"]}
