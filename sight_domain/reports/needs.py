"""Needs in a report: jobs, outcomes with their opportunity, and pains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sight_domain.language import Language
from sight_domain.reports.discussion import quotes
from sight_domain.reports.document import (
    Block,
    Callout,
    Column,
    Fact,
    Heading,
    Paragraph,
    Points,
    Table,
    Theme,
)
from sight_domain.reports.figures import number, percent
from sight_domain.reports.material import Material
from sight_domain.reports.wording import say, word_or_code


def needs_blocks(
    needs: Mapping[str, Any] | None, speakers: Mapping[str, str], material: Material
) -> list[Block]:
    """Everything that `analyze_needs` found; `speakers` maps turn ids to names."""
    language = material.language
    needs = needs or {}
    jobs = needs.get("jobs_to_be_done") or ()
    outcomes = needs.get("desired_outcomes") or ()
    pains = needs.get("pain_points") or ()
    if not (jobs or outcomes or pains):
        return [Paragraph(text=say("nothing_needs", language), style="note")]
    blocks: list[Block] = []
    if needs.get("outdated"):
        blocks.append(
            Callout(title=say("outdated", language), text=say("outdated_explained", language), tone="warning")
        )
    blocks.append(Paragraph(text=_basis(needs, language), style="note"))
    if pains:
        blocks.append(Heading(text=say("pain_points", language)))
        blocks += [_pain(pain, speakers, material) for pain in pains]
    if jobs:
        blocks.append(Heading(text=say("jobs_to_be_done", language)))
        blocks += [_job(job, speakers, material) for job in jobs]
    if outcomes:
        blocks += [
            Heading(text=say("desired_outcomes", language)),
            _outcomes_table(outcomes, material),
            Paragraph(text=say("opportunity_explained", language), style="note"),
        ]
    if segments := needs.get("by_segment"):
        blocks += [Heading(text=say("segment_heading", language)), _outcomes_table(segments, material)]
    if methods := needs.get("methods"):
        blocks += [
            Heading(text=say("needs_methods", language)),
            Points(items=tuple(str(method) for method in methods)),
        ]
    return blocks


def _basis(needs: Mapping[str, Any], language: Language) -> str:
    """How much was read, and how many quotes were dropped."""
    keys = (
        ("people", "people_heard"),
        ("answers_count", "answers_read"),
        ("quotes_dropped", "quotes_dropped"),
    )
    return "; ".join(f"{say(words, language)}: {needs[key]}" for key, words in keys if key in needs) + "."


def _facts(raw: Mapping[str, Any], keys: Sequence[tuple[str, str]], material: Material) -> tuple[Fact, ...]:
    found = []
    for key, words in keys:
        value = raw.get(key)
        if value is None or value == "":
            continue
        if key == "percent_affected":
            shown = percent(float(value), material.language)
        elif isinstance(value, int | float):
            shown = f"{number(value, material.language)}/10"
        else:
            shown = word_or_code(str(value), material.language)
        found.append(Fact(label=say(words, material.language), value=shown))
    return tuple(found)


def _pain(pain: Mapping[str, Any], speakers: Mapping[str, str], material: Material) -> Theme:
    keys = (("severity", "severity"), ("frequency", "frequency"))
    details = _facts(pain, keys, material)
    if pain.get("potential_solutions"):
        ideas = "; ".join(str(idea) for idea in pain["potential_solutions"])
        details = (*details, Fact(label=say("solutions", material.language), value=ideas))
    if pain.get("own_words"):
        words = ", ".join(str(word) for word in pain["own_words"])
        details = (*details, Fact(label=say("own_words", material.language), value=words))
    # Of one respondent it would always be everybody.
    share = None if material.kind == "persona" else pain.get("percent_affected")
    affected = None if share is None else _affected(pain, float(share), material)
    return Theme(
        title=str(pain["pain_title"]),
        description=str(pain.get("pain_description") or ""),
        reach=affected,
        reach_share=None if share is None else min(1.0, max(0.0, float(share))),
        details=details,
        quotes=quotes(pain.get("quotes") or (), speakers),
    )


def _affected(pain: Mapping[str, Any], share: float, material: Material) -> str:
    """The share, with its interval and how many people it is where they are known."""
    language = material.language
    told = f"{say('affected', language)}: {percent(share, language)}"
    if not pain.get("interval"):
        return told
    low, high = (percent(float(bound), language) for bound in pain["interval"])
    return f"{told} (95%: {low} – {high}, n = {pain['n']})"


def _job(job: Mapping[str, Any], speakers: Mapping[str, str], material: Material) -> Theme:
    keys = (("priority_score", "priority"), ("frequency", "frequency"), ("difficulty", "difficulty"))
    return Theme(
        title=str(job["job_statement"]),
        description="",
        details=_facts(job, keys, material),
        quotes=quotes(job.get("quotes") or (), speakers),
    )


def _outcomes_table(outcomes: Sequence[Mapping[str, Any]], material: Material) -> Table:
    """Outcomes by ODI score, the highest first; with the segment where they are told by segment."""
    language = material.language
    of_segments = any(outcome.get("segment_name") for outcome in outcomes)
    first = [Column(title=say("segment_of_outcome", language), weight=2)] if of_segments else []
    columns = (
        *first,
        Column(title=say("outcome", language), weight=3),
        Column(title=say("n", language), kind="integer"),
        Column(title=say("importance", language), kind="decimal", digits=1),
        Column(title=say("satisfaction", language), kind="decimal", digits=1),
        Column(title=say("opportunity", language), kind="decimal", digits=1),
        Column(title=say("odi_interval", language), weight=1),
        Column(title=say("odi", language), kind="decimal", digits=1),
    )
    ranked = sorted(outcomes, key=lambda outcome: -(outcome.get("odi_score") or 0))
    rows = tuple(
        (
            *([str(outcome["segment_name"])] if of_segments else []),
            str(outcome["outcome_statement"]),
            *(outcome.get(key) for key in ("n", "importance", "satisfaction", "opportunity_score")),
            _spread(outcome.get("odi_interval"), material),
            outcome.get("odi_score"),
        )
        for outcome in ranked
    )
    return Table(columns=columns, rows=rows)


def _spread(interval: Sequence[float] | None, material: Material) -> str:
    if not interval:
        return "–"
    low, high = (number(bound, material.language, digits=1) for bound in interval)
    return f"{low} – {high}"
