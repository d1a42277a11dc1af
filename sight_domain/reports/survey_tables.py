"""A survey as its two flat tables: a row an answer, a row a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sight_domain.reports.material import Material
from sight_domain.surveys.service import FACTS_TOLD

Row = dict[str, Any]

_COUNTS = ("n_answered", "n_refused", "n_failed", "n_skipped")
_ABOUT = ("survey_id", "survey", "valid", "complete")
ANSWER_COLUMNS = (
    *_ABOUT,
    "persona_id",
    "persona_name",
    "weight",
    *FACTS_TOLD,
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
            **{fact: facts.get(fact) for fact in FACTS_TOLD},
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
            row_bounds = (question.get("row_intervals") or {}).get(name, {})
            for key, value in cells.items():
                measure, category = (key, None) if ranked else ("share", key)
                low, high = row_bounds.get(key, (None, None))
                shown = {"measure": measure, "category": category, "value": value, "low": low, "high": high}
                yield about | {"row": name} | shown
        for name, value in (question.get("row_top_2_box") or {}).items():
            yield about | {"row": name, "measure": "top_2_box", "value": value}
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
