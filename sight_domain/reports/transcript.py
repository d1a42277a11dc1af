"""Every turn of a focus group in a report, under its question and, where there are several, its room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.reports.document import Block, Entry, Paragraph, Transcript
from sight_domain.reports.material import Material
from sight_domain.reports.people import short_facts
from sight_domain.reports.wording import say, word_or_code

ANSWERED = "answered"
_CUT_SHORT = "truncated"


def transcripts(
    group: Mapping[str, Any], personas: Mapping[str, Mapping[str, Any]], material: Material
) -> list[Block]:
    """Every turn under its question and room; `personas` by id give the facts beside the names."""
    language = material.language
    turns = group.get("turns") or ()
    if not turns:
        return [Paragraph(text=say("nothing_turns", language), style="note")]
    guide = (group.get("focus_group") or {}).get("questions") or ()
    rooms = {int(turn.get("room") or 0) for turn in turns}
    by_place: dict[tuple[int, int], list[Entry]] = {}
    for turn in turns:
        index = int(turn.get("question_index") or 0)
        entries = by_place.setdefault((index, int(turn.get("room") or 0)), [])
        if not _only_reads_the_question(turn, guide, index):
            entries.append(_entry(turn, personas, material))
    return [
        Transcript(
            question=question_at(guide, index, material)
            + (f" ({say('room', language).lower()} {room + 1})" if len(rooms) > 1 else ""),
            entries=tuple(entries),
        )
        for (index, room), entries in sorted(by_place.items())
    ]


def question_at(guide: Sequence[Any], index: int, material: Material) -> str:
    """A question of the guide; its number where the guide does not have it."""
    if 0 <= index < len(guide):
        return str(guide[index])
    return f"{say('question', material.language)} {index + 1}"


def _only_reads_the_question(turn: Mapping[str, Any], guide: Sequence[Any], index: int) -> bool:
    moderator = turn["speaker"]["kind"] == "moderator"
    return (
        moderator and 0 <= index < len(guide) and str(turn.get("text")).strip() == str(guide[index]).strip()
    )


def _entry(turn: Mapping[str, Any], personas: Mapping[str, Mapping[str, Any]], material: Material) -> Entry:
    speaker = turn["speaker"]
    moderator = speaker["kind"] == "moderator"
    persona = personas.get(str(speaker.get("id")))
    spoken, silent = turn_text(turn, material)
    return Entry(
        speaker=say("moderator", material.language) if moderator else str(speaker["name"]),
        text=spoken,
        meta=short_facts(persona, material) if persona else None,
        reference=turn.get("id"),
        moderator=moderator,
        silent=silent,
    )


def turn_text(turn: Mapping[str, Any], material: Material) -> tuple[str, bool]:
    """What to show for a turn and whether it is a silence: a failed call is named as such, never quoted."""
    outcome = str(turn.get("outcome") or ANSWERED)
    text = str(turn.get("text") or "")
    if outcome == ANSWERED and text:
        return text, False
    if outcome == _CUT_SHORT and text:
        return f"{text} {say(_CUT_SHORT, material.language)}", False
    if outcome in (ANSWERED, _CUT_SHORT):
        return say("no_answer_left", material.language), True
    return word_or_code(outcome, material.language), True
