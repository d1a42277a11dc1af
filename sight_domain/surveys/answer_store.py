"""Answers kept and read: each respondent's sheet, row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.clock import now
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import RawAnswer
from sight_domain.surveys.sheet import ANSWERED, Filled

if TYPE_CHECKING:
    import asyncpg
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona
    from sight_domain.surveys.models import SurveyAnswer

_COLUMNS = ("question_id", "outcome", "reason", "value", "method", "given", "shown", "seed", "written_by")
_STORE = """
insert into survey_answers (id, created_at, survey_id, persona_id, place, question_id, outcome, reason, value, method,
                            given, shown, seed, written_by)
select id, at, survey_id, persona_id, place, question_id, outcome, reason, value, method, given, shown, seed, written_by
from json_to_recordset($1::json) as a(
    id uuid, at timestamptz, survey_id uuid, persona_id uuid, place int, question_id text, outcome text, reason text,
    value jsonb, method text, given jsonb, shown jsonb, seed int, written_by text
)
order by survey_id, place, question_id
on conflict (survey_id, place, question_id) do update set id = excluded.id, created_at = excluded.created_at,
    outcome = excluded.outcome, reason = excluded.reason, value = excluded.value, method = excluded.method,
    given = excluded.given, shown = excluded.shown, seed = excluded.seed, written_by = excluded.written_by
"""
FACTS_TOLD = (
    "age",
    "gender",
    "age_group",
    "region",
    "settlement",
    "education",
    "status",
    "income_bracket",
    "segment_name",
)
"""What an answer on record tells of its respondent."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What became of some questions put to the respondent at `place`."""

    survey_id: UUID
    persona_id: UUID
    place: int
    filled: Sequence[Filled]
    at: datetime = field(default_factory=now)


async def store(connection: asyncpg.Connection, sheets: Sequence[FilledSheet]) -> None:
    """Keep answers of any number of surveys; what was kept of the same questions before gives way."""
    rows = [
        {
            "id": new_uuid(),
            "at": sheet.at,
            "survey_id": sheet.survey_id,
            "persona_id": sheet.persona_id,
            "place": sheet.place,
            **{name: getattr(one, name) for name in _COLUMNS},
        }
        for sheet in sheets
        for one in sheet.filled
    ]
    await connection.execute(_STORE, json.dumps(rows, default=str, ensure_ascii=False))


async def stored(
    session: AsyncSession, survey_id: UUID, places: Sequence[int] | None = None
) -> dict[int, dict[str, Filled]]:
    """Place of the respondent -> question id -> what became of it; of all, or of those at `places`."""
    from sqlalchemy import select

    from sight_domain.surveys.models import SurveyAnswer

    sheets: dict[int, dict[str, Filled]] = {}
    query = select(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id)
    if places is not None:
        query = query.where(SurveyAnswer.place.in_(places))
    for row in await session.scalars(query):
        sheets.setdefault(row.place, {})[row.question_id] = _filled(row)
    return sheets


async def writers(session: AsyncSession, survey_ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Who wrote the answers of each survey, empty where there are none."""
    from sqlalchemy import select

    from sight_domain.surveys.models import SurveyAnswer

    found: dict[UUID, set[str]] = {survey_id: set() for survey_id in survey_ids}
    query = (
        select(SurveyAnswer.survey_id, SurveyAnswer.written_by)
        .where(SurveyAnswer.survey_id.in_(survey_ids), SurveyAnswer.outcome == ANSWERED)
        .distinct()
    )
    for survey_id, written_by in await session.execute(query):
        if written_by:
            found[survey_id].add(written_by)
    return found


def _filled(row: SurveyAnswer) -> Filled:
    return Filled(
        question_id=row.question_id,
        outcome=row.outcome,
        seed=row.seed,
        reason=row.reason,
        value=row.value,
        method=row.method,
        given=row.given,
        shown=tuple(row.shown),
        written_by=row.written_by,
    )


def rows_of(people: Mapping[int, Persona], sheets: Mapping[int, Mapping[str, Filled]]) -> list[Row]:
    """The sheets with whose they are, by place, in the order of the respondents; whoever has none yet is left out."""
    return [
        Row(
            to_public(Kind.PERSONA, person.id),
            person.full_name,
            person.respondent,
            sheets[place],
            person.weight,
        )
        for place, person in people.items()
        if place in sheets
    ]


def raw_answers(questionnaire: Questionnaire, rows: Sequence[Row]) -> list[RawAnswer]:
    """Every stored answer, respondent by respondent, questions in order."""
    return [
        RawAnswer(
            persona_id=row.persona_id,
            persona_name=row.persona_name,
            question_id=question.id,
            outcome=filled.outcome,
            reason=filled.reason,
            value=filled.value,
            method=filled.method,
            given=filled.given,
            shown=[question.categories[i] for i in filled.shown],
            seed=filled.seed,
            written_by=filled.written_by,
            weight=row.weight,
            facts={name: row.facts.get(name) for name in FACTS_TOLD},
        )
        for row in rows
        for question in questionnaire.questions
        if (filled := row.filled.get(question.id)) is not None
    ]
