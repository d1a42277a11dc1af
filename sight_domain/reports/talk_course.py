"""How a discussion went in a report: the measures of the talk beside people's, and the private votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.reports.document import Block, Column, Heading, Paragraph, Table
from sight_domain.reports.figures import number, percent
from sight_domain.reports.material import Material
from sight_domain.reports.transcript import question_at
from sight_domain.reports.wording import WORDS, say, word_or_code

_SHARES = frozenset({"theme_reach", "opinions_changed", "changes_towards_majority"})


def metrics(values: Mapping[str, Any] | None, material: Material) -> list[Block]:
    """The measures of the talk that are plain numbers, beside people's where they are known."""
    language = material.language
    rows = tuple(
        (key, word_or_code(key, language).capitalize() if key not in WORDS else say(key, language), shown)
        for key, value in (values or {}).items()
        if (shown := _measure(key, value, material))
    )
    if not rows:
        return [Paragraph(text=say("nothing_metrics", language), style="note")]
    beside = {str(one["metric"]): one for one in (values or {}).get("human") or ()}
    if not beside:
        columns = (
            Column(title=say("metric", language), weight=3),
            Column(title=say("value", language), kind="decimal"),
        )
        return [Table(columns=columns, rows=tuple((label, shown) for _, label, shown in rows))]
    columns = (
        Column(title=say("metric", language), weight=3),
        Column(title=say("value", language), kind="decimal"),
        Column(title=say("people", language), kind="decimal"),
    )
    human = {key: _measure(key, one["human"], material) for key, one in beside.items()}
    table = Table(
        columns=columns, rows=tuple((label, shown, human.get(key, "")) for key, label, shown in rows)
    )
    warnings = " ".join(str(one["warning"]) for one in beside.values() if one["warning"])
    if not warnings:
        return [table]
    return [table, Paragraph(text=f"{say('unlike', language)}: {warnings}", style="note")]


def votes(
    ballots: Sequence[Mapping[str, Any]],
    guide: Sequence[Any],
    turns: Sequence[Mapping[str, Any]],
    material: Material,
) -> list[Block]:
    """The private votes on each question of a discussion: means before and after, who changed, and what moved them."""
    language = material.language
    if not ballots:
        return []
    columns = (
        Column(title=say("question", language), weight=4),
        Column(title=say("vote_before", language), kind="decimal"),
        Column(title=say("vote_after", language), kind="decimal"),
        Column(title=say("vote_changed", language), kind="decimal"),
    )
    rows = tuple(
        (
            question_at(guide, int(ballot["question_index"]), material),
            _mean_vote(ballot["before"], material),
            _mean_vote(ballot["after"], material),
            number(len(ballot["changed"]), language, digits=0),
        )
        for ballot in ballots
    )
    return [
        Heading(text=say("votes", language)),
        Table(columns=columns, rows=rows),
        *_changed_votes(ballots, guide, turns, material),
    ]


def _changed_votes(
    ballots: Sequence[Mapping[str, Any]],
    guide: Sequence[Any],
    turns: Sequence[Mapping[str, Any]],
    material: Material,
) -> list[Block]:
    """Everybody who changed their vote, with the speakers and ids of the turns that had moved their private opinion."""
    language = material.language
    speakers = {str(turn["id"]): str(turn["speaker"]["name"]) for turn in turns}
    rows = tuple(
        (
            question_at(guide, int(ballot["question_index"]), material),
            str(change["persona_name"]),
            f"{change['before']} → {change['after']}",
            "; ".join(
                f"{speakers[key]} ({key})" if key in speakers else str(key)
                for key in change.get("turn_ids") or ()
            ),
        )
        for ballot in ballots
        for change in ballot["changed"]
    )
    if not rows:
        return []
    columns = (
        Column(title=say("question", language), weight=3),
        Column(title=say("voter", language), weight=2),
        Column(title=say("vote", language)),
        Column(title=say("moved_by", language), weight=3),
    )
    return [Heading(text=say("changed_votes", language)), Table(columns=columns, rows=rows)]


def _mean_vote(counts: Sequence[int], material: Material) -> str:
    cast = sum(counts)
    if not cast:
        return ""
    return number(sum(vote * n for vote, n in enumerate(counts, start=1)) / cast, material.language)


def _measure(key: str, value: Any, material: Material) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if key in _SHARES or key.endswith("_share"):
        return percent(value, material.language, digits=1)
    return number(value, material.language, digits=3 if key == "participation_gini" else None)
