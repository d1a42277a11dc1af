"""A survey in a report: toplines, whether the answers can be used, associations; and its two flat tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

Row = dict[str, Any]

_QUOTES_SHOWN = 12
_COUNTS = ("n_answered", "n_refused", "n_failed", "n_skipped")
_FACTS = (
    "age",
    "gender",
    "age_group",
    "region",
    "settlement",
    "education",
    "status",
    "income_bracket",
    "segment_name",
)
_ABOUT = ("survey_id", "survey", "valid", "complete")
ANSWER_COLUMNS = (
    *_ABOUT,
    "persona_id",
    "persona_name",
    "weight",
    *_FACTS,
    "question_id",
    "question",
    "type",
    "row",
    "outcome",
    "reason",
    "value",
    "method",
    "given",
    "shown",
    "seed",
    "written_by",
)
TOPLINE_COLUMNS = (
    *_ABOUT,
    "question_id",
    "question",
    "type",
    "row",
    "measure",
    "category",
    "value",
    "low",
    "high",
    "n_answered",
    "n_effective",
    "n_failed",
    "n_refused",
    "n_skipped",
    "generated_by",
)


def topline_blocks(toplines: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    """Every question with its shares or figures and, of open ones, the first answers in full."""
    blocks: list[Block] = []
    for question in toplines:
        blocks.append(Heading(text=str(question["text"])))
        blocks.append(Paragraph(text=_counts(question, material), style="note"))
        blocks += _question_blocks(question, material)
    return blocks or [Paragraph(text=say("nothing_turns", material.language), style="note")]


def _question_blocks(question: Mapping[str, Any], material: Material) -> Iterator[Block]:
    shares: Mapping[str, float] = question.get("distribution") or {}
    if shares:
        yield Bars(bars=tuple(Bar(label=option, value=min(1.0, share)) for option, share in shares.items()))
    if rows := question.get("rows"):
        heads = tuple(next(iter(rows.values())))
        kind = "decimal" if question["type"] == "ranking" else "percent"
        columns = tuple(Column(title=word_or_code(head, material.language), kind=kind) for head in heads)
        yield Table(
            columns=(Column(title="", weight=2), *columns),
            rows=tuple((name, *(cells[head] for head in heads)) for name, cells in rows.items()),
        )
    if facts := tuple(_figures(question, material)):
        yield KeyValues(items=facts)
    said = question.get("verbatims") or ()
    for one in said[:_QUOTES_SHOWN]:
        yield Quote(text=str(one["text"]), speaker=str(one["persona_name"]))
    if len(said) > _QUOTES_SHOWN:
        left = number(len(said) - _QUOTES_SHOWN, material.language)
        yield Paragraph(text=f"{say('more_answers', material.language)}: {left}.", style="note")


def _counts(question: Mapping[str, Any], material: Material) -> str:
    told = [
        f"{say(key, material.language)}: {question[key]}"
        for key in _COUNTS
        if key == "n_answered" or question[key]
    ]
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


def answer_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    """One row an answer; a matrix has a row for each of its rows."""
    return ANSWER_COLUMNS, _answer_rows(material)


def _answer_rows(material: Material) -> Iterator[Row]:
    payload = material.payload
    survey = payload["survey"]
    texts = {one["id"]: one for one in survey["questions"]}
    for answer in payload.get("answers") or ():
        question = texts[answer["question_id"]]
        facts = answer.get("facts") or {}
        row: Row = {
            **{fact: facts.get(fact) for fact in _FACTS},
            **{key: answer.get(key) for key in ANSWER_COLUMNS if key in answer},
            **_about(survey),
            "question": question["text"],
            "type": question["type"],
            "shown": " | ".join(answer.get("shown") or ()),
            "given": _given(answer.get("given")),
        }
        value = answer.get("value")
        if isinstance(value, Mapping):
            yield from ({**row, "row": name, "value": column} for name, column in value.items())
        else:
            yield {**row, "value": " | ".join(value) if isinstance(value, list) else value}


def _about(survey: Mapping[str, Any]) -> Row:
    return {
        "survey_id": survey["id"],
        "survey": survey["name"],
        "valid": survey["valid"],
        "complete": survey["complete"],
    }


def _given(given: Mapping[str, Any] | None) -> str | None:
    import json

    return json.dumps(given, ensure_ascii=False) if given else None


def topline_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    """One row a figure: shares with their bounds, means, ranks, spread."""
    return TOPLINE_COLUMNS, _topline_rows(material)


def _topline_rows(material: Material) -> Iterator[Row]:
    survey = material.payload["survey"]
    for question in material.payload.get("toplines") or ():
        about = {
            **_about(survey),
            "generated_by": material.generated_by,
            "question_id": question["id"],
            "question": question["text"],
            "type": question["type"],
            **{key: question[key] for key in (*_COUNTS, "n_effective")},
        }
        bounds = question.get("intervals") or {}
        for category, share in (question.get("distribution") or {}).items():
            low, high = bounds.get(category, (None, None))
            yield about | {"measure": "share", "category": category, "value": share, "low": low, "high": high}
        for name, cells in (question.get("rows") or {}).items():
            ranked = question["type"] == "ranking"
            for key, value in cells.items():
                measure, category = (key, None) if ranked else ("share", key)
                yield about | {"row": name, "measure": measure, "category": category, "value": value}
        figures = dict(question.get("statistics") or {})
        low, high = figures.pop("mean_low", None), figures.pop("mean_high", None)
        for measure, value in figures.items():
            mean = {"low": low, "high": high} if measure == "mean" else {}
            yield about | {"measure": measure, "value": value} | mean
        for measure in ("top_2_box", "bottom_2_box"):
            if question.get(measure) is not None:
                yield about | {"measure": measure, "value": question[measure]}
        for measure in ("entropy", "entropy_share", "variance", "between_share"):
            if (question.get("dispersion") or {}).get(measure) is not None:
                yield about | {"measure": measure, "value": question["dispersion"][measure]}
