"""A survey: what each question came to, how far it can be off, and whether the answers can be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.labels import number, of_people, offline_badge, percent, said
from agent.chat.elements.pieces import Chart, Desk, Panel, Piece, Showing
from agent.chat.elements.survey_chart import chart, shortened
from sight_domain.language import Language, Text

_WORDS = {
    "title": Text(en="Survey", pl="Ankieta"),
    "verbatims": Text(en="In their words", pl="Własnymi słowami"),
    "interval": Text(en="95 % interval", pl="przedział 95%"),
    "checks": Text(en="Checks of the answers", pl="Kontrola odpowiedzi"),
    "notes": Text(en="What this does and does not say", pl="Co z tego wynika, a co nie"),
    "associations": Text(en="Who answers differently", pl="Kto odpowiada inaczej"),
}
_TYPES = {
    "single_choice": Text(en="one answer", pl="jedna odpowiedź"),
    "multiple_choice": Text(en="several answers", pl="wiele odpowiedzi"),
    "scale": Text(en="scale", pl="skala"),
    "likert": Text(en="agreement", pl="zgoda ze stwierdzeniem"),
    "numeric": Text(en="number", pl="liczba"),
    "ranking": Text(en="ranking: first places", pl="ranking: pierwsze miejsca"),
    "open_text": Text(en="open answer", pl="odpowiedź otwarta"),
    "matrix": Text(en="matrix", pl="macierz"),
}
_DIMENSIONS = {
    "gender": Text(en="gender", pl="płeć"),
    "age_group": Text(en="age", pl="wiek"),
    "region": Text(en="region", pl="województwo"),
    "settlement": Text(en="place of residence", pl="miejsce zamieszkania"),
    "education": Text(en="education", pl="wykształcenie"),
    "income_bracket": Text(en="net income", pl="dochód netto"),
    "segment_name": Text(en="segment", pl="segment"),
}
_STILL_ANSWERING = Text(
    en="Respondents are still answering. Ask for the results in a moment.",
    pl="Respondenci jeszcze odpowiadają. Za chwilę poproś o wyniki.",
)
_ONLY = Text(en="asked only if", pl="pytano tylko, gdy")
_EFFECTIVE = Text(en="effective n", pl="efektywne n")
_SEVERAL = Text(
    en="shares are of those who answered; several could be chosen, so they need not add up to 100%",
    pl="udziały liczone od osób, które odpowiedziały; można było wybrać kilka, więc nie sumują się do 100%",
)
_VERBATIMS_SHOWN = 5
_STANDS_OUT = 0.05


async def ran(result: dict[str, Any], desk: Desk) -> Showing:
    """`run_survey`: the results once it has ended."""
    if result.get("results") is None:
        return Showing(_STILL_ANSWERING.to(desk.actor.language))
    return await read(result["results"], desk)


async def read(result: dict[str, Any], desk: Desk) -> Showing:
    """`get_survey_results`: a panel with every question, and a chart of the closed ones."""
    language = desk.actor.language
    survey, quality = result["survey"], result["quality"]
    drafts = {draft["id"]: draft for draft in survey["questions"]}
    props = {
        "labels": said(_WORDS, language),
        "name": survey["title"],
        "about": of_people(survey["participants"], language),
        "warning": " ".join(quality["warnings"]) or None,
        "questions": [_question(question, drafts, language) for question in result["questions"]],
        "associations": _associations(result, language),
        "checks": [_check(check) for check in quality["checks"] if check.get("flagged") is not None],
        "notes": [*survey.get("notes", []), *quality["notes"]],
        "badge": offline_badge(survey.get("generated_by", ""), language),
    }
    pieces: list[Piece] = [Panel("Survey", props)]
    drawn = [question for question in result["questions"] if question.get("distribution")]
    if drawn:
        pieces.append(Chart(survey["title"], chart(drawn, language)))
    return Showing("", pieces)


def _question(
    question: Mapping[str, Any], drafts: Mapping[str, Mapping[str, Any]], language: Language
) -> dict[str, Any]:
    shares, bounds = question.get("distribution") or {}, question.get("intervals") or {}
    verbatims = question.get("verbatims") or []
    return {
        "id": question["id"],
        "text": question["text"],
        "type": _TYPES[question["type"]].to(language),
        "counts": _counts(question, language),
        "asked": f"{_ONLY.to(language)}: {question['asked_if']}" if question.get("asked_if") else "",
        "figures": _figures(question, language),
        "bars": [
            {
                "label": _with_meaning(option, drafts[question["id"]]),
                "share": share,
                "text": percent(share),
                "interval": _interval(bounds.get(option)),
            }
            for option, share in shares.items()
        ],
        "rows": _rows(question, language),
        "verbatims": [
            {"text": one["text"], "speaker": one["persona_name"]} for one in verbatims[:_VERBATIMS_SHOWN]
        ],
        "more": _more(len(verbatims) - _VERBATIMS_SHOWN, language),
    }


def _with_meaning(option: str, draft: Mapping[str, Any]) -> str:
    """An end of a scale with what it means."""
    labels = draft.get("labels")
    if labels:
        ends = {f"{draft['min']:g}": labels[0], f"{draft['max']:g}": labels[1]}
        return f"{option} – {ends[option]}" if option in ends else option
    return option


def _interval(bounds: Sequence[float] | None) -> str:
    return f"{bounds[0] * 100:.0f}–{bounds[1] * 100:.0f}%" if bounds else ""


def _counts(question: Mapping[str, Any], language: Language) -> str:
    names = {
        "n_answered": Text(en="answered", pl="odpowiedzi"),
        "n_refused": Text(en="declined", pl="odmów"),
        "n_failed": Text(en="failed", pl="nieudanych"),
        "n_skipped": Text(en="not asked", pl="nie pytano"),
    }
    told = [
        f"{name.to(language)}: {question[key]}"
        for key, name in names.items()
        if key == "n_answered" or question[key]
    ]
    if question["n_answered"] and round(question["n_effective"]) != question["n_answered"]:
        told.append(f"{_EFFECTIVE.to(language)}: {number(question['n_effective'], language, 0)}")
    if question["type"] == "multiple_choice":
        told.append(_SEVERAL.to(language))
    return " · ".join(told)


def _figures(question: Mapping[str, Any], language: Language) -> str:
    figures = question.get("statistics") or {}
    parts: list[str] = []
    if figures.get("mean") is not None:
        mean = Text(en="mean", pl="średnia").to(language)
        parts.append(f"{mean} {number(figures['mean'], language)}{_mean_interval(figures, language)}")
        parts.append(f"{Text(en='median', pl='mediana').to(language)} {number(figures['median'], language)}")
    if figures.get("kendalls_w") is not None:
        parts.append(f"W Kendalla {number(figures['kendalls_w'], language, 2)}" if language == "pl"
                     else f"Kendall's W {number(figures['kendalls_w'], language, 2)}")  # fmt: skip
    if question.get("top_2_box") is not None:
        parts.append(f"top 2 box {percent(question['top_2_box'])}")
    dispersion = question.get("dispersion") or {}
    if dispersion:
        spread = Text(en="spread", pl="zróżnicowanie").to(language)
        parts.append(f"{spread} {percent(dispersion['entropy_share'])}")
    if (against := dispersion.get("against_reference")) and against.get("entropy_ratio") is not None:
        ratio = Text(en="entropy ratio to the reference", pl="iloraz entropii względem odniesienia")
        parts.append(f"{ratio.to(language)} {number(against['entropy_ratio'], language, 2)}")
    return " · ".join(parts)


def _mean_interval(figures: Mapping[str, Any], language: Language) -> str:
    if figures.get("mean_low") is None:
        return ""
    return f" ({number(figures['mean_low'], language)}–{number(figures['mean_high'], language)})"


def _rows(question: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    """The rows of a matrix (shares) or of a ranking (points and places) as a table."""
    rows = question.get("rows")
    if not rows:
        return None
    if question["type"] == "ranking":
        heads = {
            "borda": Text(en="points (Borda, 0–1)", pl="punkty (Borda, 0–1)"),
            "mean_place": Text(en="mean place", pl="średnie miejsce"),
        }
        return {
            "heads": [head.to(language) for head in heads.values()],
            "rows": [
                {"name": name, "cells": [number(cells[key], language, 2) for key in heads]}
                for name, cells in sorted(rows.items(), key=lambda item: -item[1]["borda"])
            ],
        }
    highest = question.get("row_top_2_box") or {}
    return {
        "heads": [*next(iter(rows.values())), *(["top 2 box"] if highest else [])],
        "rows": [
            {
                "name": name,
                "cells": [
                    percent(share) for share in (*cells.values(), *([highest[name]] if highest else []))
                ],
            }
            for name, cells in rows.items()
        ],
    }


def _associations(result: Mapping[str, Any], language: Language) -> list[str]:
    """The associations that stand after Holm's adjustment, strongest first."""
    texts = {question["id"]: question["text"] for question in result["questions"]}
    kept = sorted(
        (one for one in result["associations"] if one["p_holm"] < _STANDS_OUT),
        key=lambda one: -one["cramers_v"],
    )
    v = Text(en="Cramér's V", pl="V Craméra").to(language)
    return [
        f"{shortened(': '.join(filter(None, (texts[one['question_id']], one.get('part')))), 80)} × "
        f"{_DIMENSIONS[one['dimension']].to(language)}: "
        f"{v} {number(one['cramers_v'], language, 2)}, p (Holm) {_p(one['p_holm'], language)}"
        for one in kept
    ]


def _p(value: float, language: Language) -> str:
    return f"< {number(0.001, language, 3)}" if value < 0.001 else number(value, language, 3)


def _check(check: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": check["name"], "flagged": check["flagged"], "says": check["says"]}


def _more(count: int, language: Language) -> str | None:
    if count <= 0:
        return None
    return (
        f"… i jeszcze {count}; wszystkie są w eksporcie"
        if language == "pl"
        else f"… and {count} more; an export has all"
    )
