"""A discussion on its card: who answers whom, the private votes, and where the group is unlike people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.chat.elements.labels import number
from sight_domain.language import Language, Text

_ACTS = {
    "agree": Text(en="agrees with {name}", pl="zgadza się; do wypowiedzi: {name}"),
    "object": Text(en="objects to {name}", pl="nie zgadza się; do wypowiedzi: {name}"),
    "add": Text(en="adds to {name}", pl="dodaje; do wypowiedzi: {name}"),
    "ask": Text(en="asks {name}", pl="pyta; do wypowiedzi: {name}"),
    "answer": Text(en="answers {name}", pl="odpowiada; do wypowiedzi: {name}"),
}
_ROOM = Text(en="room {n}", pl="podgrupa {n}")
_VOTES = Text(
    en="Question {question}: mean of the private votes {before} → {after}, changed: {changed} of {of}",
    pl="Pytanie {question}: średnia tajnych głosów {before} → {after}, zmienionych: {changed} z {of}",
)
_CHANGE = Text(
    en="Question {question}, {name}: {before} → {after}{movers}",
    pl="Pytanie {question}, {name}: {before} → {after}{movers}",
)
_MOVERS = Text(en=", moved by words of: {names}", pl=", pod wpływem słów: {names}")
_MORE_CHANGES = Text(en="… and {n} more who changed their vote", pl="… a także inne zmienione głosy: {n}")
_MOST_CHANGES = 8
_BESIDE = Text(en="Unlike people: {warnings}", pl="Inaczej niż u ludzi: {warnings}")


def note(
    turn: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]], rooms: int, language: Language
) -> str:
    """What stands beside a speaker's name: the room, where there are several, and whose words the turn takes up."""
    parts = [_ROOM.to(language).format(n=turn.get("room", 0) + 1)] if rooms > 1 else []
    target = by_id.get(turn.get("in_reply_to") or "")
    act = _ACTS.get(turn.get("act") or "")
    if target is not None and act is not None and target["speaker"]["kind"] == "persona":
        parts.append(act.to(language).format(name=target["speaker"]["name"]))
    return ", ".join(parts)


def votes(ballots: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    """One line a question: the mean vote before and after (1-5), and how many changed theirs."""
    return [
        _VOTES.to(language).format(
            question=ballot["question_index"] + 1,
            before=_mean(ballot["before"], language),
            after=_mean(ballot["after"], language),
            changed=len(ballot["changed"]),
            of=sum(ballot["after"]),
        )
        for ballot in ballots
    ]


def changes(
    ballots: Sequence[Mapping[str, Any]], by_id: Mapping[str, Mapping[str, Any]], language: Language
) -> list[str]:
    """One line for everybody who changed their vote, with whose words had moved their private opinion that way."""
    lines: list[str] = []
    for ballot in ballots:
        for change in ballot["changed"]:
            turns = [by_id[key] for key in change.get("turn_ids", ()) if key in by_id]
            names = ", ".join(dict.fromkeys(turn["speaker"]["name"] for turn in turns))
            lines.append(
                _CHANGE.to(language).format(
                    question=ballot["question_index"] + 1,
                    name=change["persona_name"],
                    before=change["before"],
                    after=change["after"],
                    movers=_MOVERS.to(language).format(names=names) if names else "",
                )
            )
    left = len(lines) - _MOST_CHANGES
    return [*lines[:_MOST_CHANGES], _MORE_CHANGES.to(language).format(n=left)] if left > 0 else lines


def unlike_people(metrics: Mapping[str, Any], language: Language) -> str:
    """The warnings of the metrics on one line; empty when there are none."""
    warnings = " ".join(one["warning"] for one in metrics.get("human", []) if one["warning"])
    return _BESIDE.to(language).format(warnings=warnings) if warnings else ""


def _mean(counts: Sequence[int], language: Language) -> str:
    cast = sum(counts)
    if not cast:
        return "–"
    return number(sum(level * count for level, count in enumerate(counts, start=1)) / cast, language)
