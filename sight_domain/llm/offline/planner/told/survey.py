"""A survey's results in words: the leading answer, the mean or the first words of each question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain

_SHOWN = 8
_ROWS_SHOWN = 4
_LONGEST_QUOTE = 200


def survey(result: Mapping[str, Any], language: Language) -> list[str]:
    """A survey's results in lines: the leading answer, the mean or the first words of each question, and any warning."""
    words = resource("surveys.yaml")
    found = result.get("results") or result
    survey = found.get("survey") or {}
    lines = [words["survey"][language].format(name=plain(survey.get("title", "")), id=survey.get("id", ""))]
    questions = found.get("questions") or []
    if not isinstance(found.get("quality"), Mapping):
        return [*lines, words["answering"][language]]
    lines += [plain(warning) for warning in found["quality"].get("warnings", [])]
    lines += [f"- {_question(question, language)}" for question in questions[:_SHOWN]]
    if len(questions) > _SHOWN:
        lines.append(f"- {words['more'][language].format(n=len(questions) - _SHOWN)}")
    lines += [
        f"- {plain(check['says'])}" for check in found["quality"].get("checks", []) if check.get("flagged")
    ]
    return lines


def _question(question: Mapping[str, Any], language: Language) -> str:
    words = resource("surveys.yaml")
    text = f"**{plain(question.get('text', ''))}** (n = {question.get('n_answered', 0)})"
    figures = question.get("statistics") or {}
    shares = question.get("distribution") or {}
    if figures.get("mean") is not None:
        shown = words["mean"][language].format(
            mean=_figure(figures["mean"], language), median=_figure(figures["median"], language)
        )
        return f"{text}: {shown}"
    if shares:
        first_places = f"{words['first_places'][language]} " if question.get("type") == "ranking" else ""
        return f"{text}: {first_places}{_leading(shares, 3)}"
    if rows := question.get("rows"):
        most = [f"{plain(name)}: {_leading(cells, 1)}" for name, cells in list(rows.items())[:_ROWS_SHOWN]]
        return f"{text}: {'; '.join(most)}{'; …' if len(rows) > _ROWS_SHOWN else ''}"
    if said := question.get("verbatims"):
        quoted = _short(plain(str(said[0].get("text", ""))))
        return f"{text}: „{quoted}”" if language == "pl" else f"{text}: “{quoted}”"
    return text


def _leading(shares: Mapping[str, float], most: int) -> str:
    leading = sorted(shares.items(), key=lambda item: -item[1])[:most]
    return ", ".join(f"{plain(name)} {round(share * 100)}%" for name, share in leading)


def _short(text: str) -> str:
    """Cut at a word, with the sign that it is cut."""
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _figure(value: float, language: Language) -> str:
    shown = f"{value:.1f}".removesuffix(".0")
    return shown.replace(".", ",") if language == "pl" else shown
