"""A focus group in a report: themes with their quotes, the measures of the talk, and every turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.reports import findings as analysed
from sight_domain.reports.document import (
    Block,
    Column,
    Entry,
    Fact,
    Heading,
    Paragraph,
    Points,
    Quote,
    Table,
    Theme,
    Transcript,
)
from sight_domain.reports.figures import number, percent, plural
from sight_domain.reports.material import Material
from sight_domain.reports.people import short_facts
from sight_domain.reports.wording import PEOPLE_EN, PEOPLE_PL, WORDS, say, word_or_code

ANSWERED = "answered"
_CUT_SHORT = "truncated"
_QUOTES_SHOWN = 5
_DROPPED = ("quotes_dropped", "sentences_dropped")
_SHARES = frozenset({"theme_reach", "opinions_changed", "changes_towards_majority"})


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
            _question(guide, int(ballot["question_index"]), material),
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
            _question(guide, int(ballot["question_index"]), material),
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
    return number(value, material.language)


def transcripts(
    group: Mapping[str, Any], personas: Mapping[str, Mapping[str, Any]], material: Material
) -> list[Block]:
    """Every turn under its question; `personas` by id give the facts beside the names."""
    language = material.language
    turns = group.get("turns") or ()
    if not turns:
        return [Paragraph(text=say("nothing_turns", language), style="note")]
    guide = (group.get("focus_group") or {}).get("questions") or ()
    by_question: dict[int, list[Entry]] = {}
    for turn in turns:
        index = int(turn.get("question_index") or 0)
        entries = by_question.setdefault(index, [])
        if not _only_reads_the_question(turn, guide, index):
            entries.append(_entry(turn, personas, material))
    return [
        Transcript(question=_question(guide, index, material), entries=tuple(entries))
        for index, entries in sorted(by_question.items())
    ]


def _question(guide: Sequence[Any], index: int, material: Material) -> str:
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
