"""Surveys in a conversation: typed questions out of plain ones, and what the answers came to, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.exchange import PlannerTool
from sight_domain.llm.offline.planner.lexicon import resource
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.requests import Filled, Missing, Request
from sight_domain.llm.offline.planner.slots.topics import called
from sight_domain.llm.offline.planner.text import fold

_SHOWN = 8
_ROWS_SHOWN = 4
_LONGEST_QUOTE = 200
_HIGHEST_PRICE = 1_000
_PRICE = re.compile(
    r"\b(?:ile \w*\s?(?:zaplac\w*|kosztowa\w*|dasz|dal\w*by\w*)|jaka cena|how much|what price)\b"
)
_LIKELY = re.compile(r"\b(?:jak (?:bardzo )?prawdopodobn\w*|how likely|how probable)\b")
_IMPORTANT = re.compile(r"\b(?:jak (?:bardzo )?(?:wazn\w*|istotn\w*)|how important)\b")
_SATISFIED = re.compile(r"\b(?:jak (?:bardzo )?(?:zadowolon\w*|oceniasz)|how satisfied|how would you rate)\b")
_OFTEN = re.compile(r"\b(?:jak czesto|how often)\b")
_YES_NO = re.compile(
    r"^(?:czy\b|(?:would|do|does|did|is|are|was|were|have|has|can|could|will|should)\b)", re.IGNORECASE
)
_STEM_OPTIONS = re.compile(r"\((?P<options>[^()]+)\)")
_BETWEEN = re.compile(r"\s*(?:,|/|;|\s\bor\b\s|\s\blub\b\s|\s\balbo\b\s)\s*", re.IGNORECASE)


def typed_question(text: str, language: Language) -> dict[str, Any]:
    """The type of question that fits a plain one: options in brackets, amounts, likelihoods, yes or no, statements.

    What fits none of them is asked openly, so that nothing is put into anybody's mouth.
    """
    words = resource("surveys.yaml")
    folded = fold(text)
    options = _STEM_OPTIONS.search(text)
    if options:
        listed = [part.strip() for part in _BETWEEN.split(options["options"]) if part.strip()]
        if len(set(listed)) >= 2:
            stem = text[: options.start()].rstrip() + text[options.end() :]
            return {"type": "single_choice", "text": stem, "options": list(dict.fromkeys(listed))}
    if _PRICE.search(folded):
        return {"type": "numeric", "text": text, "min": 0, "max": _HIGHEST_PRICE}
    for pattern, name in ((_LIKELY, "likely"), (_IMPORTANT, "important"), (_SATISFIED, "satisfied")):
        if pattern.search(folded):
            return {"type": "scale", "text": text, "labels": words[name][language], **words["bounds"][name]}
    if _OFTEN.search(folded):
        return {"type": "single_choice", "text": text, "options": words["often"][language], "shuffle": False}
    if _YES_NO.search(folded):
        yes_no = words["yes_no"][language]
        return {"type": "single_choice", "text": text, "options": yes_no, "exclusive": yes_no[-1:]}
    if not text.rstrip().endswith("?"):
        return {"type": "likert", "text": text}
    return {"type": "open_text", "text": text}


def run_survey(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Arguments of ``run_survey``: the questions said, each with the type that fits it."""
    del tool
    if "go_on" in request.concepts and not request.clause.questions:
        filled.arguments["survey_id"] = request.reference("srv", filled)
        return
    filled.arguments["project_id"] = request.reference("prj", filled)
    if filled.missing:
        return
    if not request.clause.questions:
        filled.missing = Missing("questions")
        return
    study = request.study or request.context.name_of(request.context.current.get("prj"))
    title = resource("surveys.yaml")["title"][request.language]
    filled.arguments |= {
        "title": called(request.clause.text) or study or title,
        "questions": [typed_question(text, request.language) for text in request.clause.questions],
    }


def survey_results(tool: PlannerTool, request: Request, filled: Filled) -> None:
    """Arguments of ``get_survey_results``."""
    del tool
    filled.arguments["survey_id"] = request.reference("srv", filled)


def told(result: Mapping[str, Any], language: Language) -> list[str]:
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
