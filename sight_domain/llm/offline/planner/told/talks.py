"""What was said: groups and their guides, interviews, statements found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import (
    Result,
    code_name,
    figure_of,
    items_of,
    part_of,
    title_of,
    words_of,
)

TOP = 3
_QUOTE = 240
_SHOWN = 80


def group(result: Result, language: Language) -> list[str]:
    """A group's themes, insights and what to ask next; of a draft, its guide."""
    group = part_of(result, "focus_group")
    if group.get("status") == "draft" and not result.get("run") and not result.get("turns"):
        return guide(result, language)
    lines = [words_of("group", language, name=title_of(group), id=group.get("id", ""))] if group else []
    turns = part_of(result, "metrics").get("turns")
    if turns is not None:
        lines.append(words_of("turns", language, n=turns))
    lines += [
        words_of("limit_met", language, what=plain(one.get("in_words")))
        for one in items_of(result, "limits_met")
        if one.get("limit") != "turns"
    ]
    found = part_of(result, "summary") or part_of(group, "summary")
    themes = items_of(found, "themes")
    if themes:
        lines += ["", words_of("themes", language)]
        for number, theme in enumerate(themes[:TOP], 1):
            lines.append(
                f"{number}. **{title_of(theme)}**{_reach(theme.get('reach'), language)}{first_quote(theme)}"
            )
    insights = [plain(one) for one in found.get("key_insights") or ()][:TOP]
    if insights:
        lines.extend(["", words_of("insights", language), *(f"- {one}" for one in insights)])
    if doubtful := plain(part_of(found, "agreement").get("warning") or ""):
        lines.extend(["", doubtful])
    asked = [plain(one.get("question")) for one in items_of(found, "ask_next")][:TOP]
    if asked:
        lines.extend(["", words_of("ask_next", language), *(f"- {one}" for one in asked)])
    return lines


def guide(result: Result, language: Language) -> list[str]:
    """The sections with their questions counted through, as they are asked for when something is to change."""
    group = part_of(result, "focus_group")
    guide = part_of(group, "guide")
    lines = [words_of("guide", language, name=title_of(group), id=group.get("id", ""))]
    if result.get("changed") is False:
        lines = [words_of("guide_unchanged", language), "", *lines]
    stimuli = items_of(guide, "stimuli")
    number = 0
    for section in items_of(guide, "sections"):
        minutes = section.get("minutes")
        took = (
            words_of("guide_minutes", language, n=figure_of(round(minutes, 1), language)) if minutes else ""
        )
        # A list that does not begin with 1 opens only after an empty line.
        lines += ["", words_of("guide_section", language, title=title_of(section), minutes=took), ""]
        for question in items_of(section, "questions"):
            for shown in stimuli:
                if shown.get("from_question") == number:
                    what = plain(shown.get("title") or str(shown.get("text", ""))[:_SHOWN])
                    lines.append(f"- *{words_of('guide_shown', language, n=number + 1, what=what)}*")
            number += 1
            lines.append(f"{number}. {plain(question.get('text'))}")
            lines += [
                f"   - {words_of('guide_probe', language, text=plain(probe))}"
                for probe in question.get("probes") or ()
            ]
    return lines


def _reach(reach: Any, language: Language) -> str:
    if isinstance(reach, Mapping):
        reach = reach.get("count", reach.get("share"))
    if isinstance(reach, bool) or not isinstance(reach, int | float):
        return ""
    if isinstance(reach, float) and reach <= 1:
        return f" ({words_of('reach_share', language, n=round(100 * reach))})"
    return f" ({words_of('reach', language, n=int(reach))})"


def first_quote(theme: Mapping[str, Any]) -> str:
    """The first quote, whole: cut words would no longer be what was said."""
    for one in items_of(theme, "quotes"):
        text = str(one.get("text", ""))
        if 0 < len(text) <= _QUOTE:
            source = f" (`{one['turn_id']}`)" if one.get("turn_id") else ""
            return f"\n   > {plain(text)}{source}"
    return ""


def interviewed(result: Result, language: Language) -> list[str]:
    """Whose answer it is, the answer word for word, and its id; or why there is none."""
    interview, exchange = part_of(result, "interview"), part_of(result, "exchange")
    known = {"name": plain(interview.get("persona_name")), "id": exchange.get("id", "")}
    if exchange.get("outcome") != "answered":
        told = [words_of("no_answer", language, **known, why=plain(exchange.get("reason")))]
        return [*told, plain(result["note"])] if result.get("note") else told
    said = [f"> {plain(line)}" for line in str(exchange.get("text", "")).splitlines() if line.strip()]
    return [words_of("interviewed", language, **known), "", *said]


def said(result: Result, language: Language) -> list[str]:
    """The best statements with who made them and where."""
    hits = items_of(result, "hits")
    if not hits:
        return [words_of("nothing_said", language), *([plain(result["note"])] if result.get("note") else [])]
    lines = [words_of("statements", language, n=len(hits))]
    for hit in hits[:TOP]:
        speaker, place = plain(str(hit.get("speaker", {}).get("name", ""))), hit.get("place", {})
        # An interview has no name but the respondent's own.
        where = (
            code_name("interview", language)
            if hit.get("kind") == "interview"
            else plain(str(place.get("name", "")))
        )
        lines.append(f"- **{speaker}** ({where})\n  > {plain(str(hit.get('quote', '')))}")
    return lines
