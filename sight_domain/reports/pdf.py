"""The report as a tagged PDF, set by Typst with the fonts that come inside its package.

The content reaches the template as JSON in ``sys.inputs``; Typst never evaluates it as markup. The same report gives
the same bytes: the document's date is the report's own.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any

from sight_domain.language import Language
from sight_domain.reports.document import Cell, Column, Report
from sight_domain.reports.figures import long_date, number, percent
from sight_domain.reports.printable import printable
from sight_domain.reports.wording import say

_CONTENTS_FROM_SECTIONS = 4


def render(report: Report) -> bytes:
    """The PDF file."""
    import typst

    return typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_layout(report)), "language": report.language},
        timestamp=_fixed_offset(report.generated_at),
        pdf_tags=True,
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return resources.files("sight_domain.reports").joinpath("template.typ").read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _fixed_offset(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _layout(report: Report) -> dict[str, Any]:
    """The report as the template reads it: every number already written out, every text printable."""
    language = report.language
    blocks = _written(report.model_dump(mode="json", exclude={"generated_at"}), language)
    long = any(section.opens_page for section in report.sections)
    blocks["contents"] = long and len(report.sections) >= _CONTENTS_FROM_SECTIONS
    blocks["date"] = long_date(report.generated_at, language)
    blocks["words"] = {key: say(key, language) for key in ("contents", "observed", "target_mark")}
    blocks["page"] = {"pl": ["strona ", " z "], "en": ["page ", " of "]}[language]
    blocks["watermark"] = say("offline_engine", language).upper() if report.engine_note else None
    return blocks


def _written(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        kind = value.get("kind")
        if kind == "table":
            return _table(value, language)
        if kind == "bars":
            return _bars(value, language)
        return {key: _written(inner, language) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner, language) for inner in value]
    return printable(value) if isinstance(value, str) else value


def _table(table: dict[str, Any], language: Language) -> dict[str, Any]:
    columns = [Column.model_validate(column) for column in table["columns"]]
    return {
        "kind": "table",
        "title": _written(table["title"], language),
        "columns": [
            {"title": printable(c.title), "numeric": c.kind != "text", "weight": c.weight} for c in columns
        ],
        "rows": [
            [_cell(cell, column, language) for cell, column in zip(row, columns, strict=True)]
            for row in table["rows"]
        ],
    }


def _cell(cell: Cell, column: Column, language: Language) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return printable(cell)
    if column.kind == "percent":
        return percent(cell, language, digits=1)
    if column.kind == "decimal":
        return number(cell, language, digits=column.digits)
    return number(cell, language)


def _bars(bars: dict[str, Any], language: Language) -> dict[str, Any]:
    longest = max((max(b["value"], b["target"] or 0) for b in bars["bars"]), default=0)
    # A little air to the right of the longest bar, unless the scale is the whole 0-1.
    scale = longest * 1.02 if bars["fit"] and longest > 0 else 1.0

    def written(value: float) -> str:
        return (
            percent(value, language, digits=1)
            if bars["scale"] == "percent"
            else number(value, language, digits=2)
        )

    return {
        "kind": "bars",
        "title": _written(bars["title"], language),
        "has_target": any(bar["target"] is not None for bar in bars["bars"]),
        "has_interval": any(bar["interval"] is not None for bar in bars["bars"]),
        "bars": [
            {
                "label": printable(bar["label"]),
                "length": bar["value"] / scale,
                "shown": written(bar["value"]),
                "mark": None if bar["target"] is None else bar["target"] / scale,
                "target": None if bar["target"] is None else written(bar["target"]),
                "interval": bar["interval"]
                and "–".join(number(bound * 100, language, digits=0) for bound in bar["interval"]),
            }
            for bar in bars["bars"]
        ],
    }
