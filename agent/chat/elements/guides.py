"""A discussion guide to be approved, and what a group's card says of its guide: what was shown, which limits were met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.labels import number, offline_badge, said
from agent.chat.elements.pieces import Desk, Panel, Showing
from sight_domain.focus_groups.service import Stimulus
from sight_domain.language import Language, Text

_WORDS = {
    "goal": Text(en="To find out", pl="Czego się dowiemy"),
    "shown": Text(en="Shown first", pl="Najpierw pokazujemy"),
    "probes": Text(en="Probes", pl="Dopytania"),
    "next": Text(
        en="Nothing is run yet. Say “go ahead” to run it, or what to change.",
        pl="Nic jeszcze nie uruchomiono. Napisz „zaczynaj”, aby przeprowadzić grupę, albo co zmienić.",
    ),
}
_MINUTES = Text(en="{n} min", pl="{n} min")
_MOST_USD = Text(en="at most ${n}", pl="najwyżej {n} USD")
_BEFORE = Text(en="Before question {n}: {what}", pl="Przed pytaniem {n}: {what}")


async def drafted(result: dict[str, Any], desk: Desk) -> Showing:
    """`draft_guide`: the whole guide, with questions counted through."""
    language, group = desk.actor.language, result["focus_group"]
    guide = group["guide"]
    limits = (
        [_MINUTES.to(language).format(n=_amount(guide["minutes"], language))] if guide.get("minutes") else []
    )
    if guide.get("max_usd"):
        limits.append(_MOST_USD.to(language).format(n=number(guide["max_usd"], language, 2)))
    props = {
        "labels": said(_WORDS, language),
        "name": group["name"],
        "goal": guide.get("goal") or "",
        "limits": ", ".join(limits),
        "stimulus": group.get("stimulus") or "",
        "sections": _sections(guide, language),
        "badge": offline_badge(result.get("written_by") or "", language),
    }
    return Showing("", [Panel("Guide", props)])


def shown(group: Mapping[str, Any], language: Language) -> list[dict[str, str]]:
    """What a group was shown: what it is and before which question, and the words of it."""
    first = (
        [{"heading": _WORDS["shown"].to(language), "text": group["stimulus"]}]
        if group.get("stimulus")
        else []
    )
    stimuli = (group.get("guide") or {}).get("stimuli") or ()
    return [*first, *(_shown(stimulus, language) for stimulus in stimuli)]


def limits_met(met: Sequence[Mapping[str, Any]]) -> list[str]:
    """The limits on time and cost that ended questions, in words; a talk that used its turns up is as usual."""
    return [limit["in_words"] for limit in met if limit["limit"] != "turns"]


def _sections(guide: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    place, sections = 0, []
    for section in guide["sections"]:
        questions = []
        for question in section["questions"]:
            before = [one for one in guide.get("stimuli") or () if one["from_question"] == place]
            place += 1
            questions.append(
                {
                    "number": place,
                    "text": question["text"],
                    "probes": list(question["probes"]),
                    "shown": [_shown(one, language) for one in before],
                }
            )
        minutes = section.get("minutes")
        sections.append(
            {
                "title": section["title"],
                "minutes": _MINUTES.to(language).format(n=_amount(minutes, language)) if minutes else "",
                "questions": questions,
            }
        )
    return sections


def _shown(stimulus: Mapping[str, Any], language: Language) -> dict[str, str]:
    stored = Stimulus.model_validate(stimulus)
    what = stored.heading(language) or stored.text[:80]
    heading = _BEFORE.to(language).format(n=stored.from_question + 1, what=what)
    return {"heading": heading, "text": stored.text}


def _amount(value: float, language: Language) -> str:
    return str(int(value)) if value == int(value) else number(value, language)
