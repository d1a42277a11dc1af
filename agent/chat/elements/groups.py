"""A focus group: what was said, by how many, in whose words, and the transcript page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.findings import beside_people, cited, findings, sides
from agent.chat.elements.guides import drafted, limits_met, shown
from agent.chat.elements.labels import number, of_people, offline_badge, percent, said
from agent.chat.elements.pieces import Desk, Panel, Showing
from agent.chat.elements.talks import changes, note, unlike_people, votes
from sight_domain.language import Language, Text

_MOST_TURNS = 400
_WORDS = {
    "title": Text(en="Focus group", pl="Grupa fokusowa"),
    "themes": Text(en="Themes", pl="Tematy"),
    "insights": Text(en="Key insights", pl="Najważniejsze wnioski"),
    "transcript": Text(en="Transcript", pl="Zapis rozmowy"),
    "open": Text(en="Read the transcript", pl="Czytaj zapis rozmowy"),
    "close": Text(en="Close the transcript", pl="Zamknij zapis rozmowy"),
    "moreQuotes": Text(en="More quotes", pl="Więcej cytatów"),
    "previous": Text(en="Previous", pl="Poprzednia"),
    "next": Text(en="Next", pl="Następna"),
    "page": Text(en="Page", pl="Strona"),
    "question": Text(en="Question", pl="Pytanie"),
    "votes": Text(en="Private votes", pl="Tajne głosowania"),
    "disagreements": Text(en="Who stands against whom", pl="Kto ma inne zdanie niż kto"),
    "outliers": Text(en="Against the others", pl="Wbrew pozostałym"),
    "askNext": Text(en="What to ask next", pl="O co zapytać dalej"),
    "beside": Text(en="Beside human groups", pl="Na tle grup ludzi"),
    "measure": Text(en="Measure", pl="Miara"),
    "here": Text(en="here", pl="tutaj"),
    "people": Text(en="people", pl="ludzie"),
}
_NO_ANSWER = {
    "failed": Text(en="no answer: the call failed", pl="brak odpowiedzi: wywołanie się nie powiodło"),
    "refused": Text(en="no answer: the model refused", pl="brak odpowiedzi: model odmówił"),
    "over_budget": Text(en="no answer: the budget is used up", pl="brak odpowiedzi: budżet jest wyczerpany"),
    "empty": Text(en="no answer: the model returned nothing", pl="brak odpowiedzi: model nic nie zwrócił"),
}
_STILL_TALKING = Text(
    en="The group is still talking. Ask for it again in a moment.",
    pl="Grupa jeszcze rozmawia. Za chwilę poproś o nią ponownie.",
)
_CUT = Text(
    en="Only the first {n} contributions are shown here; an export has all of them.",
    pl="Pokazano tylko pierwsze {n} wypowiedzi; wszystkie są w eksporcie.",
)


async def ran(result: dict[str, Any], desk: Desk) -> Showing:
    """`run_focus_group`: the group as it now stands, transcript included."""
    group_id = result["focus_group"]["id"]
    transcript = await desk.services.focus_groups.get(desk.actor, group_id, limit=_MOST_TURNS, cursor=None)
    showing = await read(transcript.model_dump(mode="json", exclude_none=True), desk)
    if result["run"]["status"] in ("queued", "running"):
        return Showing(_STILL_TALKING.to(desk.actor.language), showing.pieces)
    return showing


async def read(result: dict[str, Any], desk: Desk) -> Showing:
    """`get_focus_group`: summary, themes, figures and turns; of a draft its guide."""
    if result["focus_group"]["status"] == "draft" and not result.get("turns"):
        return await drafted(result, desk)
    language = desk.actor.language
    group, summary, turns = result["focus_group"], result.get("summary"), result.get("turns", [])
    written_by = (summary or {}).get("generated_by") or group.get("generated_by", "")
    props = {
        "labels": said(_WORDS, language),
        "name": group["name"],
        "about": of_people(group["participants"], language),
        "summary": cited(summary, "sentences", "summary"),
        "themes": [
            _theme(theme, group["participants"], language) for theme in (summary or {}).get("themes", [])
        ],
        "insights": cited(summary, "insights", "key_insights"),
        "findings": findings(summary, language),
        "beside": beside_people(result.get("metrics") or {}, language),
        "metrics": metrics_line(result.get("metrics") or {}, language),
        "quotes": _quotes_line(summary, language),
        "questions": group["questions"],
        "shown": shown(group, language),
        "limits": limits_met(result.get("limits_met", [])),
        "votes": [
            *votes(result.get("ballots", []), language),
            *changes(result.get("ballots", []), {turn["id"]: turn for turn in turns}, language),
        ],
        "unlike": unlike_people(result.get("metrics") or {}, language),
        "turns": _turns(turns, group.get("rooms", 1), language),
        "cut": _CUT.to(language).format(n=len(turns)) if result.get("next_cursor") else None,
        "badge": offline_badge(written_by, language),
    }
    return Showing("", [Panel("FocusGroup", props)])


def metrics_line(metrics: Mapping[str, Any], language: Language) -> str:
    """The figures of a talk on one line; empty when there are none."""
    if not metrics:
        return ""
    words = number(metrics["mean_words"], language)
    short = percent(metrics["short_turn_share"])
    gini = number(metrics["participation_gini"], language, 2)
    moderator = percent(metrics["moderator_word_share"])
    failed = metrics.get("failed_answers", 0)
    if language == "pl":
        line = f"Odpowiedzi: {metrics['answers']} · średnio słów: {words} · krótkich: {short} · Gini udziału: {gini} · słowa moderatora: {moderator}"
        return f"{line} · nieudanych: {failed}" if failed else line
    line = f"Answers: {metrics['answers']} · mean words: {words} · short: {short} · participation Gini: {gini} · moderator's words: {moderator}"
    return f"{line} · failed: {failed}" if failed else line


def _theme(theme: Mapping[str, Any], participants: int, language: Language) -> dict[str, Any]:
    reach = (
        f"{theme['reach']} z {participants}" if language == "pl" else f"{theme['reach']} of {participants}"
    )
    return {
        "title": theme["title"],
        "description": theme["description"],
        "reach": reach,
        "share": theme["reach_share"],
        "sides": sides(theme, language),
        "quotes": [
            {"text": quote["text"], "speaker": quote["persona_name"], "turn": quote["turn_id"]}
            for quote in theme["quotes"]
        ],
    }


def _quotes_line(summary: Mapping[str, Any] | None, language: Language) -> str:
    if not summary:
        return ""
    kept, dropped = summary.get("quotes_verified", 0), summary.get("quotes_dropped", 0)
    uncited = summary.get("sentences_dropped", 0)
    if language == "pl":
        line = f"Cytaty sprawdzone w zapisie: {kept}; odrzucone: {dropped}."
        return (
            f"{line} Zdania odrzucone, bo bez pokrycia w wypowiedziach albo z liczbą spoza tematu: {uncited}."
            if uncited
            else line
        )
    line = f"Quotes verified in the transcript: {kept}; dropped: {dropped}."
    return (
        f"{line} Sentences dropped for want of a turn or for a number not of their theme: {uncited}."
        if uncited
        else line
    )


def _turns(turns: Sequence[Mapping[str, Any]], rooms: int, language: Language) -> list[dict[str, Any]]:
    by_id = {turn["id"]: turn for turn in turns}
    return [
        {
            "id": turn["id"],
            "note": note(turn, by_id, rooms, language),
            "speaker": turn["speaker"]["name"],
            "moderator": turn["speaker"]["kind"] == "moderator",
            "text": turn["text"],
            "missing": None if turn["outcome"] == "answered" else _missing(turn["outcome"], language),
        }
        for turn in turns
    ]


def _missing(outcome: str, language: Language) -> str:
    known = _NO_ANSWER.get(outcome)
    return known.to(language) if known else outcome
