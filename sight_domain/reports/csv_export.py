"""One flat table as CSV (RFC 4180, UTF-8 with a byte order mark so that Excel reads it as such).

A CSV file holds one table. By default that is the respondents of a study (one row each), the turns of a focus group
(one row a turn, with facts about the speaker), the one row of a persona, and the single answers of a survey; choosing the section ``needs``,
``transcripts`` or, for themes, ``summary`` or ``focus_groups`` alone gives that table instead. Column names are the fields' names; codes stand beside their labels.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sight_domain.errors import SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.reports.csv_cells import escape_cell
from sight_domain.reports.discussion import place_of
from sight_domain.reports.material import SECTIONS, Material
from sight_domain.reports.messages import MESSAGE_COLUMNS, message_rows
from sight_domain.reports.people import label_of, labels_of
from sight_domain.reports.sample_table import SAMPLE_COLUMNS, sample_rows
from sight_domain.reports.survey_tables import answer_rows, topline_rows
from sight_domain.reports.theme_table import THEME_COLUMNS, theme_rows

Row = dict[str, Any]

_FACTS = (
    "age",
    "gender",
    "age_group",
    "region",
    "settlement",
    "city",
    "education",
    "status",
    "income_bracket",
    "occupation",
    "segment_name",
)
_CODED = ("gender", "region", "settlement", "education", "status", "income_bracket")
_TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
_PERSON_COLUMNS = (
    "id",
    "full_name",
    *_FACTS,
    *(f"{code}_label" for code in _CODED),
    "headline",
    "background_story",
    "quote",
    *_TRAITS,
    "values",
    "interests",
    "weight",
    "boosted",
    "generated_by",
)
_KEPT = ("id", "full_name", "headline", "background_story", "quote", "weight", "boosted", "generated_by")
_TURN_COLUMNS = (
    "focus_group_id",
    "focus_group",
    "turn_id",
    "seq",
    "question_index",
    "question",
    "speaker_kind",
    "speaker_id",
    "speaker_name",
    *_FACTS,
    *(f"{code}_label" for code in _CODED),
    "outcome",
    "text",
    "in_reply_to",
    "room",
    "act",
    "opinion",
    "written_by",
)
_NEED_COLUMNS = (
    "kind",
    "statement",
    "description",
    "n",
    "importance",
    "satisfaction",
    "opportunity_score",
    "opportunity_low",
    "opportunity_high",
    "odi_score",
    "odi_low",
    "odi_high",
    "rated_from",
    "segment",
    "priority_score",
    "difficulty",
    "severity",
    "frequency",
    "percent_affected",
    "affected_low",
    "affected_high",
    "own_words",
    "quotes",
    "turn_ids",
    "potential_solutions",
    "generated_by",
)


def render(material: Material) -> bytes:
    """The chosen table as CSV.

    Raises:
        SightError: ``invalid_argument`` on `sections` when they ask for several tables, or for none.
    """
    columns, rows = _TABLES[_table_asked_for(material)](material)
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, fieldnames=columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: escape_cell(row.get(column)) for column in columns})
    return lines.getvalue().encode("utf-8-sig", "replace")


_TABLE_OF_SECTION = {
    "project": {
        "sample": "sample",
        "personas": "personas",
        "focus_groups": "themes",
        "transcripts": "turns",
        "needs": "needs",
        "messages": "messages",
    },
    "focus_group": {"summary": "themes", "transcript": "turns", "participants": "personas"},
    "persona": {
        "overview": "personas",
        "profile": "personas",
        "needs": "needs",
        "messages": "messages",
        "answers": "answers",
    },
    "survey": {"answers": "survey_answers", "toplines": "toplines"},
}
_DEFAULT_TABLE = {
    "project": "personas",
    "focus_group": "turns",
    "persona": "personas",
    "survey": "survey_answers",
}


def _table_asked_for(material: Material) -> str:
    if material.sections == SECTIONS[material.kind]:
        return _DEFAULT_TABLE[material.kind]
    table_of = _TABLE_OF_SECTION[material.kind]
    asked = {table_of[section] for section in material.sections if section in table_of}
    if len(asked) != 1:
        raise _not_one_table(material, tuple(table_of))
    return asked.pop()


def _not_one_table(material: Material, tabular: tuple[str, ...]) -> SightError:
    asked = ", ".join(material.sections)
    return invalid_argument(
        "sections",
        Text(
            en=f"A CSV file holds exactly one table, and these sections do not make one: {asked}.",
            pl=f"Plik CSV mieści dokładnie jedną tabelę, a te sekcje jej nie tworzą: {asked}.",
        ),
        Text(
            en=f"Choose one of {', '.join(tabular)}, or export as json or pdf.",
            pl=f"Wybierz jedną z: {', '.join(tabular)}, albo wyeksportuj jako json lub pdf.",
        ),
    )


def _fact_cells(persona: Mapping[str, Any] | None, material: Material) -> Row:
    if persona is None:
        return {}
    cells: Row = {fact: persona.get(fact) for fact in _FACTS}
    cells["segment_name"] = persona.get("segment_name") or persona.get("segment")
    return cells | {f"{code}_label": label_of(persona, code, material) for code in _CODED}


def _person_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    payload = material.payload
    people = [payload["persona"]] if material.kind == "persona" else payload.get("personas") or ()
    rows = [
        {key: person.get(key) for key in _PERSON_COLUMNS if key in _KEPT}
        | _fact_cells(person, material)
        | {trait: (person.get("big_five") or {}).get(trait) for trait in _TRAITS}
        | {key: "; ".join(labels_of(person, key, material)) for key in ("values", "interests")}
        for person in people
    ]
    return _PERSON_COLUMNS, rows


def _turn_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    payload = material.payload
    groups = [payload] if material.kind == "focus_group" else payload.get("focus_groups") or ()
    people = {str(person.get("id")): person for person in payload.get("personas") or ()}
    return _TURN_COLUMNS, [
        _turn_row(turn, group["focus_group"], people, material)
        for group in groups
        for turn in group.get("turns") or ()
    ]


def _turn_row(
    turn: Mapping[str, Any],
    about: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    material: Material,
) -> Row:
    speaker = turn["speaker"]
    guide = about.get("questions") or ()
    index = turn.get("question_index")
    return _fact_cells(people.get(str(speaker.get("id"))), material) | {
        "focus_group_id": about.get("id"),
        "focus_group": about.get("name"),
        "turn_id": turn.get("id"),
        "seq": turn.get("seq"),
        "question_index": index,
        "question": guide[index] if isinstance(index, int) and 0 <= index < len(guide) else None,
        "speaker_kind": speaker["kind"],
        "speaker_id": speaker.get("id"),
        "speaker_name": speaker["name"],
        "outcome": turn.get("outcome"),
        "text": turn.get("text"),
        "in_reply_to": turn.get("in_reply_to"),
        "room": turn.get("room"),
        "act": turn.get("act"),
        "opinion": turn.get("opinion"),
        "written_by": turn.get("written_by"),
    }


def _answer_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    columns = ("turn_id", "question", "outcome", "text", "generated_by")
    return columns, [
        {key: answer.get(key) for key in columns}
        | {"generated_by": answer.get("written_by") or material.generated_by}
        for answer in material.payload.get("answers") or ()
    ]


_NEED_KINDS = (
    ("jobs_to_be_done", "job_to_be_done", "job_statement"),
    ("desired_outcomes", "desired_outcome", "outcome_statement"),
    ("pain_points", "pain_point", "pain_title"),
    ("by_segment", "desired_outcome_in_segment", "outcome_statement"),
)


def _need_rows(material: Material) -> tuple[tuple[str, ...], Iterable[Row]]:
    needs = material.payload.get("needs") or {}
    rows = []
    for key, kind, statement in _NEED_KINDS:
        for need in needs.get(key) or ():
            quotes = need.get("quotes") or ()
            rows.append(
                {column: need.get(column) for column in _NEED_COLUMNS}
                | _bounds(need)
                | {
                    "kind": kind,
                    "statement": need.get(statement),
                    "description": need.get("pain_description"),
                    "segment": need.get("segment_name"),
                    "own_words": ", ".join(need.get("own_words") or ()),
                    "quotes": " | ".join(str(quote["text"]) for quote in quotes),
                    "turn_ids": " ".join(place_of(quote) for quote in quotes).strip(),
                    "potential_solutions": "; ".join(map(str, need.get("potential_solutions") or ())),
                    "generated_by": needs.get("generated_by"),
                }
            )
    return _NEED_COLUMNS, rows


def _bounds(need: Mapping[str, Any]) -> Row:
    found: Row = {}
    for key, name in (
        ("opportunity_interval", "opportunity"),
        ("odi_interval", "odi"),
        ("interval", "affected"),
    ):
        found[f"{name}_low"], found[f"{name}_high"] = need.get(key) or (None, None)
    return found


_TABLES: dict[str, Callable[[Material], tuple[tuple[str, ...], Iterable[Row]]]] = {
    "personas": _person_rows,
    "turns": _turn_rows,
    "needs": _need_rows,
    "messages": lambda material: (MESSAGE_COLUMNS, message_rows(material)),
    "answers": _answer_rows,
    "sample": lambda material: (SAMPLE_COLUMNS, sample_rows(material)),
    "themes": lambda material: (THEME_COLUMNS, theme_rows(material)),
    "survey_answers": answer_rows,
    "toplines": topline_rows,
}
