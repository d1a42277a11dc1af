"""What a group's analysis came to, in a report: agreement, who stands where, who stands alone, what to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.reports.document import (
    Block,
    Callout,
    Column,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    Points,
    Quote,
    Table,
)
from sight_domain.reports.figures import number, percent
from sight_domain.reports.wording import say

_NAMED = 3
"""Speakers named after a sentence; the JSON export has the ids of all turns."""
_MOST_GROUPS = 7
"""Columns of a table of sub-groups that fit a page."""


def quoted_speakers(summary: Mapping[str, Any]) -> dict[str, str]:
    """Turn id -> who spoke, for the turns that themes quote."""
    return {
        str(quote["turn_id"]): str(quote["persona_name"])
        for theme in summary.get("themes") or ()
        for quote in theme.get("quotes") or ()
        if quote.get("turn_id") and quote.get("persona_name")
    }


def cited(sentences: Sequence[Mapping[str, Any]], speakers: Mapping[str, str]) -> tuple[str, ...]:
    """Each sentence with who said what it rests on; `speakers` maps turn ids to names."""
    told: list[str] = []
    for sentence in sentences:
        turns = [str(turn) for turn in sentence.get("turn_ids") or ()]
        names = list(dict.fromkeys(speakers[turn] for turn in turns if turn in speakers))
        rest = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
        source = f" [{', '.join(names[:_NAMED])}{rest}]" if names else ""
        told.append(f"{sentence['text']}{source}")
    return tuple(told)


def agreement(found: Mapping[str, Any] | None, language: Language) -> list[Block]:
    """How far the two readings agree; a box where they do not."""
    if not found:
        return []
    facts = [
        Fact(label=say(key, language), value=number(found[key], language, digits=2))
        for key in ("alpha", "alpha_stance")
        if found.get(key) is not None
    ]
    counts = "; ".join(
        f"{say(key, language)}: {number(found[key], language, digits=0)}"
        for key in ("units", "raised_by_both", "raised_by_one")
    )
    blocks: list[Block] = [Heading(text=say("agreement", language))]
    if facts:
        blocks.append(KeyValues(items=tuple(facts)))
    blocks.append(Paragraph(text=f"{counts}.", style="note"))
    if found.get("warning"):
        blocks.append(
            Callout(title=say("agreement_warning", language), text=str(found["warning"]), tone="warning")
        )
    return blocks


def reach_by_group(themes: Sequence[Mapping[str, Any]], language: Language) -> list[Block]:
    """For each attribute of the participants a table: themes by sub-groups, ``3/6`` for three of six."""
    tables: list[Block] = []
    for dimension in dict.fromkeys(one for theme in themes for one in theme.get("by_group") or ()):
        rows = [(theme["title"], theme["by_group"][dimension]) for theme in themes if theme.get("by_group")]
        groups = list(rows[0][1])[:_MOST_GROUPS]
        columns = (
            Column(title=say("theme", language), weight=3),
            *(Column(title=str(group), weight=1.2) for group in groups),
        )
        cells = tuple(
            (str(title), *("/".join(str(count) for count in reached[group]) for group in groups))
            for title, reached in rows
        )
        tables.append(Table(title=say(dimension, language), columns=columns, rows=cells))
    return [Heading(text=say("reach_by_group", language)), *tables] if tables else []


def disagreements(found: Sequence[Mapping[str, Any]], language: Language) -> list[Block]:
    """Who stands against whom."""
    if not found:
        return []
    columns = (
        Column(title=say("theme", language), weight=2),
        Column(title=say("in_favour", language), weight=3),
        Column(title=say("against", language), weight=3),
        Column(title=say("tension", language), kind="decimal"),
    )
    rows = tuple(
        (
            str(one["theme"]),
            ", ".join(str(stand["persona_name"]) for stand in one["in_favour"]),
            ", ".join(str(stand["persona_name"]) for stand in one["against"]),
            float(one["tension"]),
        )
        for one in found
    )
    return [
        Heading(text=say("disagreements", language)),
        Table(columns=columns, rows=rows),
        Paragraph(text=say("tension_explained", language), style="note"),
    ]


def outliers(found: Sequence[Mapping[str, Any]], language: Language) -> list[Block]:
    """Those nearly alone with their side, in their own words."""
    if not found:
        return []
    blocks: list[Block] = [Heading(text=say("outliers", language))]
    for one in found:
        about = str(one["theme"]) if one.get("theme") else say("whole_talk", language)
        stands = say(f"alone_{one['stance']}", language).format(theme=about, others=one["others"])
        reasons = ", ".join(str(reason) for reason in one.get("reasons") or ())
        also = f" {say('also_raises', language)}: {reasons}." if reasons else ""
        quote = one["quote"]
        blocks += [
            Paragraph(text=f"{stands}{also}"),
            Quote(
                text=str(quote["text"]), speaker=str(quote["persona_name"]), reference=quote.get("turn_id")
            ),
        ]
    return blocks


def ask_next(found: Sequence[Mapping[str, Any]], language: Language) -> list[Block]:
    """What to ask next, with the turn it rests on."""
    if not found:
        return []
    items = tuple(f"{one['question']} [{one['turn_id']}]" for one in found)
    return [Heading(text=say("ask_next", language)), Points(items=items)]


def saturation(found: Mapping[str, Any] | None, language: Language) -> list[Block]:
    """The curve of new themes: which answer first raised what."""
    if not found or not found.get("new_themes"):
        return []
    columns = (
        Column(title=say("answer_number", language), kind="integer"),
        Column(title=say("new_theme", language), weight=4),
        Column(title=say("themes_so_far", language), kind="integer"),
    )
    rows = tuple(
        (int(point["turn"]), str(point["theme"]), int(point["themes"])) for point in found["new_themes"]
    )
    told = say("saturation_told", language).format(since=found["turns_since_new"], turns=found["turns"])
    if found.get("coverage") is not None:
        told += f" {say('coverage', language)}: {percent(found['coverage'], language)}."
    return [
        Heading(text=say("saturation", language)),
        Table(columns=columns, rows=rows),
        Paragraph(text=told, style="note"),
    ]
