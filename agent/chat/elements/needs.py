"""Needs and pains with their scores, spread and segments; and messages with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.chat.elements.labels import named, number, offline_badge, percent, said
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
    "n": Text(en="n", pl="n"),
    "segment": Text(en="Segment", pl="Segment"),
    "by_segment": Text(en="Opportunity by segment", pl="Szanse według segmentów"),
    "methods": Text(en="How these figures came about", pl="Skąd te liczby"),
    "solutions": Text(en="Ideas", pl="Pomysły"),
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
    en="The answers have changed since: ask for a fresh analysis.",
    pl="Odpowiedzi od tego czasu się zmieniły: poproś o nową analizę.",
)


_MESSAGES = {
    "title": Text(en="Messages", pl="Komunikaty"),
    "rests_on": Text(en="Rests on", pl="Na czym się opiera"),
}
_GROUNDS = {
    "pain_point": Text(en="pain", pl="bolączka"),
    "desired_outcome": Text(en="desired outcome", pl="pożądany rezultat"),
    "job_to_be_done": Text(en="job to be done", pl="zadanie do wykonania"),
    "fact": Text(en="fact", pl="fakt"),
}
_KINDS = {
    "ad": Text(en="ad", pl="reklama"),
    "social_post": Text(en="social media post", pl="post w mediach społecznościowych"),
    "email": Text(en="e-mail", pl="e-mail"),
    "landing_page": Text(en="landing page", pl="strona docelowa"),
    "sms": Text(en="SMS", pl="SMS"),
}
_TONES = {
    "friendly": Text(en="friendly tone", pl="ton przyjazny"),
    "professional": Text(en="professional tone", pl="ton profesjonalny"),
    "playful": Text(en="playful tone", pl="ton żartobliwy"),
    "bold": Text(en="bold tone", pl="ton śmiały"),
    "caring": Text(en="caring tone", pl="ton troskliwy"),
}


async def analysed(result: dict[str, Any], desk: Desk) -> Showing:
    """`analyze_needs`."""
    language = desk.actor.language
    outcomes = sorted(result["desired_outcomes"], key=lambda found: -(found.get("odi_score") or -1.0))
    props = {
        "labels": said(_WORDS, language),
        "about": _basis(result, language),
        "outcomes": [_outcome(found, language) for found in outcomes],
        "segments": [_segment(found, language) for found in result.get("by_segment", ())],
        "pains": [_pain(found, language) for found in result["pain_points"]],
        "jobs": [_job(found, language) for found in result["jobs_to_be_done"]],
        "methods": result.get("methods", []),
        "outdated": _OUTDATED.to(language) if result.get("outdated") else None,
        "badge": offline_badge(result.get("generated_by", ""), language),
    }
    return Showing("", [Panel("Needs", props)])


async def written(result: dict[str, Any], desk: Desk) -> Showing:
    """`generate_messaging`."""
    language = desk.actor.language
    about = [_KINDS[result["kind"]].to(language), _TONES[result["tone"]].to(language)]
    props = {
        "labels": said(_MESSAGES, language),
        "about": named(", ".join([*about, *filter(None, [result.get("segment")])])),
        "variants": [
            {
                "headline": one["headline"],
                "body": one["body"],
                "action": one["call_to_action"],
                "grounds": [_ground(ground, language) for ground in one["grounds"]],
            }
            for one in result["variants"]
        ],
        "notes": [*result["notes"], _left(result["left_this_hour"], language)],
        "badge": offline_badge(result.get("generated_by", ""), language),
    }
    return Showing("", [Panel("Messages", props)])


def _left(count: int, language: Language) -> str:
    return Text(
        en=f"Sets of messages left this hour: {count}.",
        pl=f"Pozostałe zestawy komunikatów w tej godzinie: {count}.",
    ).to(language)


def _ground(ground: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "kind": _GROUNDS[ground["kind"]].to(language),
        "text": ground["text"],
        "quotes": _quotes(ground),
    }


def _basis(result: Mapping[str, Any], language: Language) -> str:
    people, answers, dropped = result.get("people", 0), result["answers_count"], result["quotes_dropped"]
    if language == "pl":
        return f"Osoby: {people}; odpowiedzi: {answers}; odrzucone cytaty: {dropped}"
    return f"People: {people}; answers: {answers}; quotes dropped: {dropped}"


def _outcome(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {"statement": found["outcome_statement"], **_scores(found, language)}


def _segment(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "segment": found["segment_name"],
        "statement": found["outcome_statement"],
        **_scores(found, language),
    }


def _scores(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Means and scores as they are written, scores with their intervals; a dash where nobody rated."""

    def shown(key: str) -> str:
        return "–" if found.get(key) is None else number(found[key], language)

    def spread(key: str) -> str:
        interval = found.get(key)
        return f"{number(interval[0], language)} … {number(interval[1], language)}" if interval else ""

    return {
        "n": found.get("n", 0),
        "importance": shown("importance"),
        "satisfaction": shown("satisfaction"),
        "opportunity": shown("opportunity_score"),
        "opportunity_interval": spread("opportunity_interval"),
        "odi": shown("odi_score"),
        "odi_interval": spread("odi_interval"),
    }


def _pain(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    interval = found.get("interval")
    return {
        "title": found["pain_title"],
        "description": found["pain_description"],
        "share": found["percent_affected"],
        "reach": percent(found["percent_affected"]),
        "interval": f"{percent(interval[0])}–{percent(interval[1])}, n = {found['n']}" if interval else "",
        "severity": number(found["severity"], language),
        "words": found.get("own_words", []),
        "solutions": found.get("potential_solutions", []),
        "quotes": _quotes(found),
    }


def _job(found: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {"statement": found["job_statement"], "priority": number(found["priority_score"], language)}


def _quotes(found: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"text": quote["text"], "speaker": quote["persona_name"], "turn": _place(quote)}
        for quote in found["quotes"][:2]
    ]


def _place(quote: Mapping[str, Any]) -> str:
    return quote.get("turn_id") or f"{quote['survey_id']}/{quote['question_id']}"
