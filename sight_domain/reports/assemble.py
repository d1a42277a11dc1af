"""From an export's material to the neutral report: which sections, what stands on the first page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sight_domain.reports.discussion import findings, speakers_by_turn
from sight_domain.reports.document import (
    Block,
    Callout,
    Entry,
    Fact,
    Heading,
    Paragraph,
    Points,
    Report,
    Section,
    Transcript,
)
from sight_domain.reports.figures import moment, number, plural
from sight_domain.reports.guide_facts import guide_facts
from sight_domain.reports.material import Material
from sight_domain.reports.messages import messages_blocks
from sight_domain.reports.needs import needs_blocks
from sight_domain.reports.people import overview, profile, roster, roster_and_cards
from sight_domain.reports.sample import sample_blocks, target_facts
from sight_domain.reports.surveys import answers_blocks, association_blocks, quality_blocks, topline_blocks
from sight_domain.reports.talk_course import metrics, votes
from sight_domain.reports.transcript import transcripts, turn_text
from sight_domain.reports.wording import (
    OFFLINE_EXPLAINED,
    OFFLINE_TITLE,
    PEOPLE_EN,
    PEOPLE_PL,
    STATUSES,
    SYNTHETIC_EXPLAINED,
    SYNTHETIC_TITLE,
    say,
    word_or_code,
)

_LONG_SECTIONS = frozenset({"personas", "focus_groups", "transcripts", "transcript"})


def assemble(material: Material) -> Report:
    """The report for whatever kind of material this is."""
    return _ASSEMBLERS[material.kind](material)


def project_report(material: Material) -> Report:
    """A whole study: sample, respondents, groups with their themes, needs, messages, transcripts."""
    payload = material.payload
    project: Mapping[str, Any] = payload["project"]
    personas = list(payload.get("personas") or ())
    groups = list(payload.get("focus_groups") or ())
    speakers = _speakers(groups)
    builders: dict[str, Callable[[], list[Block]]] = {
        "overview": lambda: _study_overview(groups, material),
        "sample": lambda: sample_blocks(payload.get("representativeness"), material),
        "personas": lambda: roster_and_cards(personas, material),
        "focus_groups": lambda: _each_group(groups, material, lambda group: _group_findings(group, material)),
        "needs": lambda: needs_blocks(payload.get("needs"), speakers, material),
        "messages": lambda: messages_blocks(payload.get("messages") or (), material),
        "transcripts": lambda: _each_group(
            groups, material, lambda group: transcripts(group, _by_id(personas), material)
        ),
    }
    language = material.language
    facts = [*target_facts(project.get("target") or {}, material)]
    if size := project.get("sample_size"):
        facts.append(
            Fact(label=say("sample_size", language), value=plural(size, language, PEOPLE_PL, PEOPLE_EN))
        )
    if personas:
        recruited = plural(len(personas), language, PEOPLE_PL, PEOPLE_EN)
        facts.append(Fact(label=say("respondents", language), value=recruited))
    if groups:
        names = "; ".join(str(group["focus_group"]["name"]) for group in groups)
        facts.append(Fact(label=say("focus_groups", language), value=names))
    if surveys := payload.get("surveys"):
        titles = "; ".join(str(survey["title"]) for survey in surveys)
        told = f"{titles} ({say('reports_of_their_own', language)})"
        facts.append(Fact(label=say("surveys", language), value=told))
    return _report(material, subtitle=project.get("description"), facts=facts, builders=builders)


def focus_group_report(material: Material) -> Report:
    """One focus group: findings, participants, measures of the talk, transcript."""
    payload = material.payload
    about: Mapping[str, Any] = payload["focus_group"]
    personas = list(payload.get("personas") or ())
    language = material.language
    builders: dict[str, Callable[[], list[Block]]] = {
        "summary": lambda: findings(payload, material),
        "participants": lambda: (
            [roster(personas, material)]
            if personas
            else [Paragraph(text=say("nothing_personas", language), style="note")]
        ),
        "metrics": lambda: [
            *metrics(payload.get("metrics"), material),
            *votes(
                payload.get("ballots") or (),
                about.get("questions") or (),
                payload.get("turns") or (),
                material,
            ),
        ],
        "transcript": lambda: transcripts(payload, _by_id(personas), material),
    }
    facts: list[Fact] = []
    if name := (payload.get("project") or {}).get("name"):
        facts.append(Fact(label=say("project", language), value=str(name)))
    for key in ("mode", "status"):
        if about.get(key):
            label = say("status_of" if key == "status" else key, language)
            facts.append(Fact(label=label, value=_group_word(key, str(about[key]), material)))
    facts += guide_facts(payload, material)
    if about.get("questions"):
        facts.append(Fact(label=say("questions", language), value=number(len(about["questions"]), language)))
    return _report(material, subtitle=about.get("description"), facts=facts, builders=builders)


def persona_report(material: Material) -> Report:
    """One respondent: facts, profile, needs, messages for them and what they have said."""
    payload = material.payload
    persona: Mapping[str, Any] = payload["persona"]
    language = material.language
    answers = list(payload.get("answers") or ())
    speakers = {
        str(answer["turn_id"]): str(persona["full_name"]) for answer in answers if answer.get("turn_id")
    }
    builders: dict[str, Callable[[], list[Block]]] = {
        "overview": lambda: overview(persona, material),
        "profile": lambda: profile(persona, material),
        "needs": lambda: needs_blocks(payload.get("needs"), speakers, material),
        "messages": lambda: messages_blocks(payload.get("messages") or (), material),
        "answers": lambda: _answers(answers, persona, material),
    }
    facts: list[Fact] = []
    if name := (payload.get("project") or {}).get("name"):
        facts.append(Fact(label=say("project", language), value=str(name)))
    return _report(material, subtitle=persona.get("persona_title"), facts=facts, builders=builders)


def survey_report(material: Material) -> Report:
    """One survey: toplines, associations, whether its answers can be used."""
    payload = material.payload
    about: Mapping[str, Any] = payload["survey"]
    language = material.language
    builders: dict[str, Callable[[], list[Block]]] = {
        "toplines": lambda: topline_blocks(payload["toplines"], material),
        "associations": lambda: association_blocks(payload["associations"], material),
        "quality": lambda: quality_blocks(payload["quality"], material),
        "answers": lambda: answers_blocks(payload["answers"], material),
    }
    facts: list[Fact] = []
    if name := (payload.get("project") or {}).get("name"):
        facts.append(Fact(label=say("project", language), value=str(name)))
    status = _group_word("status", str(about["status"]), material)
    people = plural(about["participants"], language, PEOPLE_PL, PEOPLE_EN)
    facts += [
        Fact(label=say("status_of", language), value=status),
        Fact(label=say("respondents", language), value=people),
        Fact(label=say("questions", language), value=number(len(about["questions"]), language)),
    ]
    if about.get("stimulus"):
        facts.append(Fact(label=say("stimulus", language), value=str(about["stimulus"])))
    title = say("partial" if about["valid"] else "unusable", language)
    warned = (
        [Callout(title=title, text=" ".join(about["warnings"]), tone="warning")] if about["warnings"] else []
    )
    return _report(material, subtitle=None, facts=facts, builders=builders, callouts=warned)


_ASSEMBLERS: dict[str, Callable[[Material], Report]] = {
    "project": project_report,
    "focus_group": focus_group_report,
    "persona": persona_report,
    "survey": survey_report,
}


def _report(
    material: Material,
    *,
    subtitle: Any,
    facts: list[Fact],
    builders: Mapping[str, Callable[[], list[Block]]],
    callouts: Sequence[Callout] = (),
) -> Report:
    language = material.language
    sections = tuple(
        Section(
            id=name,
            title=say(name, language),
            opens_page=name in _LONG_SECTIONS,
            blocks=tuple(builders[name]()),
        )
        for name in material.sections
    )
    return Report(
        label=say(f"{material.kind}_report", language),
        title=material.title,
        subtitle=str(subtitle) if subtitle else None,
        language=language,
        generated_at=material.exported_at,
        exported_by=material.exported_by,
        engine_note=material.engine_note,
        pii_masked=material.pii_masked,
        facts=(*facts, *_export_facts(material)),
        callouts=(*callouts, _callout(material)),
        sections=sections,
    )


def _export_facts(material: Material) -> tuple[Fact, ...]:
    language = material.language
    writers = material.generated_by.replace("offline", say("offline_engine", language))
    facts = (
        ("generated_by", writers),
        ("personal_details", say("masked" if material.pii_masked else "unmasked", language)),
        ("report_date", moment(material.exported_at, language)),
        ("exported_by", material.exported_by),
    )
    return tuple(Fact(label=say(key, language), value=value) for key, value in facts if value)


def _callout(material: Material) -> Callout:
    if material.engine_note:
        title, text = OFFLINE_TITLE, OFFLINE_EXPLAINED
    else:
        title, text = SYNTHETIC_TITLE, SYNTHETIC_EXPLAINED
    language = material.language
    tone = "warning" if material.engine_note else "note"
    return Callout(title=title.to(language), text=text.to(language), tone=tone)


def _study_overview(groups: Sequence[Mapping[str, Any]], material: Material) -> list[Block]:
    blocks: list[Block] = []
    for group in groups:
        summary = group.get("summary") or {}
        if summary.get("key_insights"):
            blocks += [
                Heading(text=str(group["focus_group"]["name"])),
                Points(items=tuple(str(insight) for insight in summary["key_insights"])),
            ]
    return blocks or [Paragraph(text=say("nothing_themes", material.language), style="note")]


def _each_group(
    groups: Sequence[Mapping[str, Any]],
    material: Material,
    build: Callable[[Mapping[str, Any]], list[Block]],
) -> list[Block]:
    if not groups:
        return [Paragraph(text=say("nothing_focus_groups", material.language), style="note")]
    blocks: list[Block] = []
    for group in groups:
        blocks += [Heading(text=str(group["focus_group"]["name"])), *(_one_lower(b) for b in build(group))]
    return blocks


def _one_lower(block: Block) -> Block:
    if isinstance(block, Heading | Transcript):
        return block.model_copy(update={"level": 3})
    return block


def _group_findings(group: Mapping[str, Any], material: Material) -> list[Block]:
    blocks = findings(group, material)
    if group.get("metrics"):
        blocks += [Heading(text=say("metrics", material.language)), *metrics(group["metrics"], material)]
    return blocks


def _group_word(key: str, code: str, material: Material) -> str:
    return (
        STATUSES[code].to(material.language)
        if key == "status" and code in STATUSES
        else word_or_code(code, material.language)
    )


def _answers(
    answers: Sequence[Mapping[str, Any]], persona: Mapping[str, Any], material: Material
) -> list[Block]:
    if not answers:
        return [Paragraph(text=say("nothing_turns", material.language), style="note")]
    by_question: dict[str, list[Entry]] = {}
    for answer in answers:
        spoken, silent = turn_text(answer, material)
        by_question.setdefault(str(answer.get("question") or ""), []).append(
            Entry(
                speaker=str(persona["full_name"]),
                text=spoken,
                reference=answer.get("turn_id"),
                silent=silent,
            )
        )
    return [
        Transcript(question=question or say("question", material.language), entries=tuple(entries))
        for question, entries in by_question.items()
    ]


def _by_id(personas: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {str(persona["id"]): persona for persona in personas if persona.get("id")}


def _speakers(groups: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    speakers: dict[str, str] = {}
    for group in groups:
        speakers |= speakers_by_turn(group.get("turns") or ())
    return speakers
