"""The sample in a report: how it compares with the population it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.reports.document import (
    Bar,
    Bars,
    Block,
    Column,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    Points,
    Table,
)
from sight_domain.reports.figures import number, percent
from sight_domain.reports.material import Material
from sight_domain.reports.sample_joint import beyond_margins, pairs_and_traits, reasons
from sight_domain.reports.wording import say, word_or_code

# Between the dimensions of a crossed quota, and between their categories.
CROSS = " x "


def target_facts(target: Mapping[str, Any], material: Material) -> tuple[Fact, ...]:
    """The target population as labelled facts, in the researcher's terms."""
    language = material.language
    found: list[Fact] = []
    if target.get("country"):
        found.append(
            Fact(label=say("country", language), value=material.label("country", str(target["country"])))
        )
    if ages := _age_range(target.get("age_min"), target.get("age_max")):
        found.append(Fact(label=say("age", language), value=ages))
    for key, dimension in (
        ("genders", "gender"),
        ("regions", "region"),
        ("settlements", "settlement"),
        ("education", "education"),
        ("income", "income_bracket"),
    ):
        if target.get(key):
            labels = [material.label(dimension, str(code)) for code in target[key]]
            found.append(Fact(label=say(dimension, language), value=", ".join(labels)))
    for quota, shares in (target.get("quotas") or {}).items():
        dimensions = quota.split(CROSS)
        parts = [
            f"{_group(dimensions, cell, material)} {percent(share, language)}"
            for cell, share in shares.items()
        ]
        if sum(shares.values()) < 0.999:
            parts.append(say("quota_rest", language))
        name = CROSS.join(word_or_code(dimension, language).lower() for dimension in dimensions)
        found.append(Fact(label=f"{say('quotas', language)}: {name}", value=", ".join(parts)))
    if wishes := target.get("not_expressed"):
        found.append(Fact(label=say("not_expressed", language), value="; ".join(wishes)))
    return tuple(found)


def _group(dimensions: Sequence[str], cell: str, material: Material) -> str:
    """The labels of a quota's group: a category, or crossed ones."""
    codes = zip(dimensions, cell.split(CROSS), strict=True)
    return CROSS.join(material.label(dimension, code) for dimension, code in codes)


def _age_range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{low}–{high}"
    if low is not None:
        return f"{low}+"
    return f"≤ {high}" if high is not None else ""


def sample_blocks(report: Mapping[str, Any] | None, material: Material) -> list[Block]:
    """The verdict, the table of fit, and target against observed for every dimension."""
    language = material.language
    if not report or not report.get("dimensions"):
        blocks: list[Block] = [Paragraph(text=say("nothing_sample", language), style="note")]
        if report and report.get("verdict"):
            blocks.insert(0, Paragraph(text=str(report["verdict"]), style="lead"))
        return blocks
    dimensions = report["dimensions"]
    blocks = []
    if report.get("verdict"):
        blocks.append(Paragraph(text=str(report["verdict"]), style="lead"))
    blocks += reasons(report, language)
    if guarantees := (*_guarantees(report, material), *beyond_margins(report, language)):
        blocks.append(KeyValues(items=guarantees))
    blocks.append(_fit_table(dimensions, material))
    if methods := _methods(dimensions):
        blocks.append(Paragraph(text=methods, style="note"))
    blocks += pairs_and_traits(report, material)
    blocks.append(Heading(text=say("composition", language)))
    blocks += [_composition(dimension, material) for dimension in dimensions]
    for key in ("notes", "sources"):
        if entries := [_as_line(entry) for entry in report.get(key) or ()]:
            blocks += [Heading(level=3, text=say(key, language)), Points(items=tuple(entries))]
    return blocks


def _guarantees(report: Mapping[str, Any], material: Material) -> tuple[Fact, ...]:
    language = material.language
    found: list[Fact] = []
    if isinstance(valid := report.get("is_statistically_valid"), bool):
        held = say("yes" if valid else "no", language)
        found.append(Fact(label=say("is_statistically_valid", language), value=held))
    for key in ("impossible_people", "duplicate_profiles"):
        if isinstance(count := report.get(key), int):
            found.append(Fact(label=say(key, language), value=number(count, language)))
    return tuple(found)


def _fit_table(dimensions: Sequence[Mapping[str, Any]], material: Material) -> Table:
    language = material.language
    columns = (
        Column(title=say("dimension", language), weight=2),
        Column(title=say("max_persons", language), kind="decimal", digits=2),
        Column(title=say("tvd", language), kind="decimal", digits=3),
        Column(title=say("chi_square", language), kind="decimal", digits=2),
        Column(title=say("p_value", language), kind="decimal", digits=3),
        Column(title=say("p_holm", language), kind="decimal", digits=3),
        Column(title=say("cramers_v", language), kind="decimal", digits=3),
    )
    keys = ("max_margin_error_persons", "tvd", "chi_square", "p_value", "p_holm", "cramers_v")
    rows = tuple(
        (word_or_code(str(row["dimension"]), language), *(row.get(key) for key in keys)) for row in dimensions
    )
    return Table(title=say("fit", language), columns=columns, rows=rows)


def _methods(dimensions: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(dict.fromkeys(str(row["method"]) for row in dimensions if row.get("method")))


def _composition(row: Mapping[str, Any], material: Material) -> Bars:
    target: Mapping[str, float] = row.get("target") or {}
    observed: Mapping[str, float] = row.get("observed") or {}
    dimension = str(row["dimension"])
    bars = tuple(
        Bar(
            label=material.label(dimension, code),
            value=min(1.0, max(0.0, float(observed.get(code, 0.0)))),
            target=min(1.0, max(0.0, float(target[code]))) if code in target else None,
        )
        for code in dict.fromkeys([*target, *observed])
    )
    return Bars(title=word_or_code(dimension, material.language), fit=True, bars=bars)


def _as_line(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return ", ".join(str(value) for value in entry.values() if value not in (None, ""))
    return str(entry)
