"""Needs and pains: jobs, outcomes with both scores, and pains with the share of people who have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.chat.elements.labels import number, offline_badge, percent, said
from agent.chat.elements.pieces import Desk, Panel, Showing
from sight_domain.language import Language, Text

_WORDS = {
    "title": Text(en="Needs and pains", pl="Potrzeby i bolączki"),
    "outcomes": Text(en="Desired outcomes", pl="Pożądane rezultaty"),
    "outcome": Text(en="Outcome", pl="Rezultat"),
    "importance": Text(en="Importance", pl="Ważność"),
    "satisfaction": Text(en="Satisfaction", pl="Zadowolenie"),
    "opportunity": Text(en="Opportunity", pl="Szansa"),
    "odi": Text(en="ODI", pl="ODI"),
    "formula": Text(
        en="Opportunity = importance × (importance − satisfaction); ODI = importance + max(importance − satisfaction, 0).",
        pl="Szansa = ważność × (ważność − zadowolenie); ODI = ważność + max(ważność − zadowolenie, 0).",
    ),
    "pains": Text(en="Pains", pl="Bolączki"),
    "severity": Text(en="severity", pl="dotkliwość"),
    "jobs": Text(en="Jobs to be done", pl="Zadania do wykonania (JTBD)"),
    "priority": Text(en="priority", pl="priorytet"),
}
_OUTDATED = Text(
    en="Newer answers exist: ask for a fresh analysis.", pl="Są nowsze odpowiedzi: poproś o nową analizę."
)


async def analysed(result: dict[str, Any], desk: Desk) -> Showing:
    """`analyze_needs`."""
    language = desk.actor.language
    outcomes = sorted(result["desired_outcomes"], key=lambda found: -found["odi_score"])
    props = {
        "labels": said(_WORDS, language),
        "about": _basis(result, language),
        "outcomes": [_outcome(found, language) for found in outcomes],
        "pains": [_pain(found, language) for found in result["pain_points"]],
        "jobs": [_job(found, language) for found in result["jobs_to_be_done"]],
        "outdated": _OUTDATED.to(language) if result.get("outdated") else None,
        "badge": offline_badge(result.get("generated_by", ""), language),
    }
    return Showing("", [Panel("Needs", props)])


def _basis(result: Mapping[str, Any], language: Language) -> str:
    if language == "pl":
        return f"Odpowiedzi: {result['answers_count']}; odrzucone cytaty: {result['quotes_dropped']}"
    return f"Answers: {result['answers_count']}; quotes dropped: {result['quotes_dropped']}"


def _outcome(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "statement": found["outcome_statement"],
        "importance": number(found["importance"], language),
        "satisfaction": number(found["satisfaction"], language),
        "opportunity": number(found["opportunity_score"], language),
        "odi": number(found["odi_score"], language),
    }


def _pain(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "title": found["pain_title"],
        "description": found["pain_description"],
        "share": found["percent_affected"],
        "reach": percent(found["percent_affected"]),
        "severity": number(found["severity"], language),
        "quotes": _quotes(found),
    }


def _job(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {"statement": found["job_statement"], "priority": number(found["priority_score"], language)}


def _quotes(found: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"text": quote["text"], "speaker": quote["persona_name"], "turn": quote["turn_id"]}
        for quote in found["quotes"][:2]
    ]
