"""Needs, pains and messages in words."""

from __future__ import annotations

from sight_domain.language import Language
from sight_domain.llm.offline.planner.markdown import plain
from sight_domain.llm.offline.planner.told.pieces import Result, figure_of, items_of, title_of, words_of
from sight_domain.llm.offline.planner.told.talks import TOP, first_quote


def needs(result: Result, language: Language) -> list[str]:
    """The worst pains, the best opportunities and the jobs."""
    lines: list[str] = []
    pains = items_of(result, "pain_points")
    if pains:
        lines.append(words_of("pains", language))
        for number, pain in enumerate(pains[:TOP], 1):
            severity = pain.get("severity")
            told = (
                f" ({words_of('severity', language, n=figure_of(severity, language))})"
                if severity is not None
                else ""
            )
            lines.append(
                f"{number}. **{plain(pain.get('pain_title') or '') or title_of(pain)}**{told}{first_quote(pain)}"
            )
    outcomes = sorted(
        (one for one in items_of(result, "desired_outcomes") if (one.get("opportunity_score") or 0) > 0),
        key=lambda one: -one["opportunity_score"],
    )
    if outcomes:
        lines += ["", words_of("outcomes", language)]
        lines.extend(
            f"- {plain(one.get('outcome_statement', ''))} ({words_of('opportunity', language, n=figure_of(one.get('opportunity_score', ''), language))})"
            for one in outcomes[:TOP]
        )
    jobs = [
        plain(one.get("job_statement") or "") or title_of(one) for one in items_of(result, "jobs_to_be_done")
    ][:TOP]
    if jobs:
        lines.extend(["", words_of("jobs", language), *(f"- {job}" for job in jobs)])
    if not lines:
        lines.append(words_of("no_needs", language))
    if dropped := result.get("quotes_dropped"):
        lines.append(words_of("needs_dropped", language, n=figure_of(dropped, language)))
    if result.get("outdated"):
        lines.append(words_of("outdated", language))
    return lines


def messages(result: Result, language: Language) -> list[str]:
    """Each variant with what it rests on."""
    lines: list[str] = []
    for number, one in enumerate(items_of(result, "variants"), 1):
        needs = [
            plain(ground.get("text", ""))
            for ground in one.get("grounds") or ()
            if ground.get("kind") != "fact"
        ]
        rests_on = words_of("message_rests_on", language, needs=" · ".join(needs))
        lines.append(
            f"{number}. **{plain(one.get('headline', ''))}**\n   {plain(one.get('body', ''))}\n"
            f"   *{plain(one.get('call_to_action', ''))}*\n   {rests_on}"
        )
    left = result.get("left_this_hour")
    if left is not None:
        lines += ["", words_of("messages_left", language, n=figure_of(left, language))]
    lines += [plain(note) for note in result.get("notes") or ()]
    return lines
