"""What a focus group came to in a report: the summary and the themes with their quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.reports import findings as analysed
from sight_domain.reports.document import (
    Block,
    Fact,
    Heading,
    Paragraph,
    Points,
    Quote,
    Theme,
)
from sight_domain.reports.figures import number, percent, plural
from sight_domain.reports.material import Material
from sight_domain.reports.wording import PEOPLE_EN, PEOPLE_PL, say

_QUOTES_SHOWN = 5
_DROPPED = ("quotes_dropped", "sentences_dropped")


def quotes(raw: Sequence[Mapping[str, Any]], speakers: Mapping[str, str]) -> tuple[Quote, ...]:
    """Quotes with their speakers; `speakers` maps turn ids to names where the quote itself names nobody."""
    return tuple(
        Quote(
            text=str(quote["text"]),
            speaker=str(quote.get("persona_name") or speakers.get(str(quote.get("turn_id"))) or ""),
            reference=place_of(quote) or None,
        )
        for quote in raw
    )


def place_of(quote: Mapping[str, Any]) -> str:
    """The id of the turn that a quote is from, or the survey's with the question's."""
    if quote.get("survey_id"):
        return f"{quote['survey_id']}/{quote.get('question_id')}"
    return str(quote.get("turn_id") or "")


def speakers_by_turn(turns: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Turn id -> the speaker's name."""
    return {str(turn["id"]): str(turn["speaker"]["name"]) for turn in turns}


def findings(group: Mapping[str, Any], material: Material) -> list[Block]:
    """The summary, the key insights and the themes of one group (``focus_group``, ``turns``, ``summary``)."""
    language = material.language
    summary = group.get("summary")
    if not summary:
        return [Paragraph(text=say("nothing_themes", language), style="note")]
    names = analysed.quoted_speakers(summary) | speakers_by_turn(group.get("turns") or ())
    blocks: list[Block] = []
    if summary.get("sentences"):
        blocks.append(Paragraph(text=" ".join(analysed.cited(summary["sentences"], names)), style="lead"))
    elif summary.get("summary"):
        blocks.append(Paragraph(text=str(summary["summary"]), style="lead"))
    if summary.get("key_insights"):
        blocks += [Heading(text=say("key_insights", language)), Points(items=_insights(summary, names))]
    blocks += analysed.agreement(summary.get("agreement"), language)
    themes = summary.get("themes") or ()
    if themes:
        people = _participants(group)
        blocks.append(Heading(text=say("themes", language)))
        blocks += [theme(raw, names, people, material) for raw in themes]
        blocks += analysed.reach_by_group(themes, language)
    blocks += analysed.disagreements(summary.get("disagreements") or (), language)
    blocks += analysed.outliers(summary.get("outliers") or (), language)
    blocks += analysed.ask_next(summary.get("ask_next") or (), language)
    blocks += analysed.saturation(summary.get("saturation"), language)
    dropped = [f"{say(key, language)}: {summary[key]}." for key in _DROPPED if summary.get(key)]
    if dropped:
        blocks.append(Paragraph(text=" ".join(dropped), style="note"))
    return blocks


def _insights(summary: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    if summary.get("insights"):
        return analysed.cited(summary["insights"], names)
    return tuple(str(insight) for insight in summary["key_insights"])


def _participants(group: Mapping[str, Any]) -> int | None:
    about = group.get("focus_group") or {}
    for key in ("participants", "persona_ids"):
        if isinstance(about.get(key), list):
            return len(about[key])
        if isinstance(about.get(key), int):
            return about[key]
    spoke = {
        turn["speaker"].get("id") or turn["speaker"]["name"]
        for turn in group.get("turns") or ()
        if turn["speaker"]["kind"] == "persona"
    }
    return len(spoke) or None


def theme(
    raw: Mapping[str, Any], speakers: Mapping[str, str], people: int | None, material: Material
) -> Theme:
    """One theme; its reach in persons of those present and, where given, as a share."""
    details: tuple[Fact, ...] = ()
    if (sentiment := raw.get("sentiment")) is not None:
        details = (Fact(label=say("sentiment", material.language), value=tone(float(sentiment), material)),)
    if raw.get("reach_either"):
        counts = ("in_favour", "against", "tension", "reach_either")
        details += tuple(
            Fact(
                label=say(key, material.language),
                value=number(raw[key], material.language, digits=2 if key == "tension" else 0),
            )
            for key in counts
        )
    share = raw.get("reach_share")
    reach = raw.get("reach")
    if share is None and isinstance(reach, int) and people:
        share = reach / people
    all_quotes = quotes(raw.get("quotes") or (), speakers)
    if (left_out := len(all_quotes) - _QUOTES_SHOWN) > 0:
        more = Fact(
            label=say("more_quotes", material.language), value=number(left_out, material.language, digits=0)
        )
        details = (*details, more)
    return Theme(
        title=str(raw["title"]),
        description=str(raw.get("description") or ""),
        reach=_reach(reach, people, share, material),
        reach_share=None if share is None else min(1.0, max(0.0, float(share))),
        details=details,
        quotes=all_quotes[:_QUOTES_SHOWN],
    )


def _reach(reach: object, people: int | None, share: float | None, material: Material) -> str | None:
    language = material.language
    if not isinstance(reach, int):
        return str(reach) if reach else (percent(share, language) if share is not None else None)
    if people is None and share:
        people = round(reach / share)
    if people is None:
        return plural(reach, language, PEOPLE_PL, PEOPLE_EN)
    # "9 z 20 osób": after "z" the noun is in the genitive, singular only for one person.
    if language == "pl":
        return f"{reach} z {people} {'osoby' if people == 1 else 'osób'}"
    return f"{reach} of {people} {'person' if people == 1 else 'people'}"


def tone(sentiment: float, material: Material) -> str:
    """``-1..1`` in words with the figure: above 0.2 positive, below -0.2 negative, mixed between."""
    word = "positive" if sentiment > 0.2 else "negative" if sentiment < -0.2 else "mixed"
    return f"{say(word, material.language)} ({number(sentiment, material.language, digits=2)})"
