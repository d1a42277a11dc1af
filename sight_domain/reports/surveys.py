"""A survey in a report: toplines, whether the answers can be used, associations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    Quote,
    Table,
)
from sight_domain.reports.figures import number, percent
from sight_domain.reports.material import Material
from sight_domain.reports.wording import say, word_or_code

_QUOTES_SHOWN = 12
_COUNTS = ("n_answered", "n_refused", "n_failed", "n_skipped")


def topline_blocks(toplines: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """Every question with its shares or figures and, of open ones, the first answers in full."""
    blocks: list[Block] = []
    drafts = {draft["id"]: draft for draft in material.payload["survey"]["questions"]}
    for question in toplines:
        blocks.append(Heading(text=str(question["text"])))
        blocks.append(Paragraph(text=_about_question(question, material), style="note"))
        blocks += _question_blocks(question, drafts[question["id"]], material)
    return blocks or [Paragraph(text=say("nothing_turns", material.language), style="note")]


def _question_blocks(
    question: Mapping[str, Any], draft: Mapping[str, Any], material: Material
) -> Iterator[Block]:
    shares: Mapping[str, float] = question.get("distribution") or {}
    bounds = question.get("intervals") or {}
    if shares:
        yield Bars(
            bars=tuple(
                Bar(label=_with_meaning(option, draft), value=min(1.0, share), interval=bounds.get(option))
                for option, share in shares.items()
            )
        )
    if rows := question.get("rows"):
        heads = tuple(next(iter(rows.values())))
        ranked = question["type"] == "ranking"
        kind = "decimal" if ranked else "percent"
        # A column of a matrix is the researcher's own word, even where it is spelt like one of ours.
        columns = tuple(
            Column(title=word_or_code(head, material.language) if ranked else head, kind=kind)
            for head in heads
        )
        highest = question.get("row_top_2_box") or {}
        if highest:
            columns += (Column(title=say("top_2_box", material.language), kind="percent"),)
        yield Table(
            columns=(Column(title="", weight=2), *columns),
            rows=tuple(
                (name, *(cells[head] for head in heads), *([highest[name]] if highest else []))
                for name, cells in rows.items()
            ),
        )
    if facts := tuple(_figures(question, material)):
        yield KeyValues(items=facts)
    said = question.get("verbatims") or ()
    for one in said[:_QUOTES_SHOWN]:
        yield Quote(text=str(one["text"]), speaker=str(one["persona_name"]))
    if len(said) > _QUOTES_SHOWN:
        left = number(len(said) - _QUOTES_SHOWN, material.language)
        yield Paragraph(text=f"{say('more_answers', material.language)}: {left}.", style="note")


def _with_meaning(option: str, draft: Mapping[str, Any]) -> str:
    """An end of a scale with what it means."""
    labels = draft.get("labels")
    if not labels:
        return option
    ends = {f"{draft['min']:g}": labels[0], f"{draft['max']:g}": labels[1]}
    return f"{option} – {ends[option]}" if option in ends else option


def _about_question(question: Mapping[str, Any], material: Material) -> str:
    """How many answered, what kind of question it is, whom it was for."""
    language = material.language
    told = [
        f"{say(key, language)}: {question[key]}" for key in _COUNTS if key == "n_answered" or question[key]
    ]
    if question["n_answered"] and round(question["n_effective"]) != question["n_answered"]:
        told.append(f"{say('n_effective', language)}: {number(question['n_effective'], language)}")
    told.append(say(f"type_{question['type']}", language))
    if question.get("intervals"):
        told.append(say("with_interval", language))
    if question.get("asked_if"):
        told.append(f"{say('asked_if', language)}: {question['asked_if']}")
    return " · ".join(told)


def _figures(question: Mapping[str, Any], material: Material) -> Iterator[Fact]:
    language = material.language
    for key, value in (question.get("statistics") or {}).items():
        if value is not None:
            yield Fact(label=say(f"statistic_{key}", language), value=number(value, language))
    for key in ("top_2_box", "bottom_2_box"):
        if question.get(key) is not None:
            yield Fact(label=say(key, language), value=percent(question[key], language, digits=1))
    dispersion = question.get("dispersion") or {}
    if dispersion:
        yield Fact(
            label=say("entropy_share", language),
            value=percent(dispersion["entropy_share"], language, digits=1),
        )
    against = dispersion.get("against_reference") or {}
    for key in ("entropy_ratio", "variance_ratio"):
        if against.get(key) is not None:
            yield Fact(label=say(key, language), value=number(against[key], language))
    if against:
        found, floor = against["answers"]["tvd"], against["random_floor"]["tvd"]
        shown = f"{number(found, language)} ({say('random_floor', language)}: {number(floor, language)})"
        yield Fact(label=say("tvd", language), value=shown)
    if effect := dispersion.get("order_effect"):
        shown = f"{number(effect['tvd'], language)} ({say('random_floor', language)}: {number(effect['floor'], language)})"
        yield Fact(label=say("order_effect", language), value=shown)


def quality_blocks(quality: Mapping[str, Any], material: Material) -> list[Block]:
    """Failed answers against their limit, every check, and what the figures do not say."""
    language = material.language
    facts = [
        Fact(label=say("failed_share", language), value=percent(quality["failed_share"], language, digits=1))
    ]
    for key in ("unanimous_share", "acquiescence"):
        if quality.get(key) is not None:
            facts.append(Fact(label=say(key, language), value=percent(quality[key], language, digits=1)))
    blocks: list[Block] = [KeyValues(items=tuple(facts))]
    checks = tuple(
        ("!" if check["flagged"] else "–" if check["flagged"] is None else "✓", check["says"])
        for check in quality["checks"]
    )
    blocks.append(
        Table(
            columns=(Column(title="", weight=0.15), Column(title=say("checks", language), weight=5)),
            rows=checks,
        )
    )
    blocks.append(Points(items=tuple(str(note) for note in quality["notes"])))
    return blocks


def association_blocks(associations: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """Every test with its adjusted p-value, strongest association first."""
    language = material.language
    texts = {one["id"]: str(one["text"]) for one in material.payload["survey"]["questions"]}
    if not associations:
        return [Paragraph(text=say("nothing_associations", language), style="note")]
    columns = (
        Column(title=say("question", language), weight=2.5),
        Column(title=say("dimension", language), weight=1.5),
        Column(title="n", kind="integer"),
        Column(title=say("cramers_v", language), kind="decimal", digits=2),
        Column(title=say("p_value", language), kind="decimal", digits=3),
        Column(title=say("p_holm", language), kind="decimal", digits=3),
    )
    rows = tuple(
        (
            texts[one["question_id"]],
            word_or_code(str(one["dimension"]), language),
            one["n"],
            one["cramers_v"],
            one["p_value"],
            one["p_holm"],
        )
        for one in sorted(associations, key=lambda one: (one["p_holm"], -one["cramers_v"]))
    )
    return [Table(columns=columns, rows=rows)]


def answers_blocks(answers: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """Where the single answers are: a page of them says nothing to a reader."""
    text = say("answers_elsewhere", material.language).format(n=number(len(answers), material.language))
    return [Paragraph(text=text, style="note")]
