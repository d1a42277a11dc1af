"""The sample beyond its margins: why it holds, how attributes go together, traits and names against their norms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.reports.document import Block, Column, Fact, Heading, Paragraph, Points, Table
from sight_domain.reports.figures import number, percent
from sight_domain.reports.material import Material
from sight_domain.reports.sample_words import words
from sight_domain.reports.wording import word_or_code


def reasons(report: Mapping[str, Any], language: Language) -> list[Block]:
    """What the verdict rests on, or what breaks it."""
    lines = tuple(str(line) for line in report.get("why") or ())
    if not lines:
        return []
    title = words("why" if report.get("is_statistically_valid") else "why_not", language)
    return [Heading(level=3, text=title), Points(items=lines)]


def beyond_margins(report: Mapping[str, Any], language: Language) -> tuple[Fact, ...]:
    """The report's single figures: association, distance, copies, names, weights."""
    joint, names = report.get("joint") or {}, report.get("names") or {}
    weights = report.get("weights") or {}
    found: list[tuple[str, str]] = []
    if (kept := joint.get("association_kept")) is not None:
        low, high = joint.get("association_range") or (kept, kept)
        by_lot = (
            f"{words('by_lot', language)}: {percent(max(0.0, low), language)} – {percent(high, language)}"
        )
        found.append(("association_kept", f"{percent(kept, language)} ({by_lot})"))
    if joint:
        found.append(("mean_tvd", number(joint["mean_tvd"], language, digits=3)))
        found.append(("srmse_percentile", percent(joint["srmse_percentile"] / 100, language)))
    if isinstance(copies := report.get("cloned_people"), int):
        found.append(("cloned_people", number(copies, language)))
    if names:
        found.append(("repeated_full_names", number(names["repeated_full_names"], language)))
        due = f"{words('expected', language)}: {number(names['most_common_expected'], language, digits=1)}"
        found.append(("most_common", f"{names['most_common']}: {names['most_common_count']} ({due})"))
        if names.get("cohort_fit") is not None:
            found.append(("cohort_fit", percent(names["cohort_fit"], language)))
    if weights:
        found.append(("n_eff", number(weights["n_eff"], language, digits=1)))
        found.append(("deff", number(weights["deff"], language, digits=2)))
    return tuple(Fact(label=words(key, language), value=value) for key, value in found)


def pairs_and_traits(report: Mapping[str, Any], material: Material) -> list[Block]:
    """The table of pairs and the table of traits, with their small print; nothing where there are neither."""
    blocks: list[Block] = []
    if pairs := (report.get("joint") or {}).get("pairs"):
        blocks += [
            _pairs(pairs, material.language),
            Paragraph(text=words("pairs_note", material.language), style="note"),
        ]
    if traits := report.get("traits"):
        blocks += [_traits(traits["traits"], material), _traits_note(traits, material.language)]
    return blocks


def _pairs(pairs: Sequence[Mapping[str, Any]], language: Language) -> Table:
    columns = (
        Column(title=words("pair", language), weight=2),
        Column(title=words("tvd", language), kind="decimal", digits=3),
        Column(title=words("srmse", language), kind="decimal", digits=2),
        Column(title=words("percentile", language), kind="decimal", digits=0),
        Column(title=words("v_sample", language), kind="decimal", digits=2),
        Column(title=words("v_corrected", language), kind="decimal", digits=2),
        Column(title=words("v_target", language), kind="decimal", digits=2),
    )
    keys = (
        "tvd",
        "srmse",
        "srmse_percentile",
        "cramers_v_uncorrected",
        "cramers_v_sample",
        "cramers_v_target",
    )
    rows = tuple(
        (
            " × ".join(word_or_code(str(name), language) for name in pair["dimensions"]),
            *(pair.get(key) for key in keys),
        )
        for pair in pairs
    )
    return Table(title=words("pairs", language), columns=columns, rows=rows)


def _traits(traits: Sequence[Mapping[str, Any]], material: Material) -> Table:
    language = material.language
    columns = (
        Column(title=words("trait", language), weight=2),
        Column(title=words("mean_z", language), kind="decimal", digits=2),
        Column(title=words("sd_ratio", language), kind="decimal", digits=2),
        Column(title=words("ks", language), kind="decimal", digits=3),
        Column(title=words("ks_p_holm", language), kind="decimal", digits=3),
    )
    keys = ("mean_z", "sd_ratio", "ks", "ks_p_holm")
    rows = tuple(
        (material.label("big_five", str(trait["trait"])), *(trait.get(key) for key in keys))
        for trait in traits
    )
    return Table(title=words("traits", language), columns=columns, rows=rows)


def _traits_note(traits: Mapping[str, Any], language: Language) -> Paragraph:
    found, due = traits.get("correlation_rmse"), traits["correlation_rmse_expected"]
    told = words("traits_note", language).format(
        found="–" if found is None else number(found, language, digits=3),
        due=number(due, language, digits=3),
    )
    return Paragraph(text=told, style="note")
