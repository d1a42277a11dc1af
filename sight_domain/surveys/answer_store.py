"""Answers kept and read: each respondent's sheet, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.surveys.questionnaire import Questionnaire
from sight_domain.surveys.rows import Row
from sight_domain.surveys.schemas import RawAnswer
from sight_domain.surveys.sheet import Filled

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.personas.models import Persona
    from sight_domain.surveys.models import SurveyAnswer


_FACTS = (
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


async def store(
    session: AsyncSession, survey_id: UUID, persona_id: UUID, place: int, filled: Sequence[Filled]
) -> None:
    """Keep what became of these questions; what was kept of them before gives way."""
    from sqlalchemy import delete

    from sight_domain.surveys.models import SurveyAnswer

    asked = [one.question_id for one in filled]
    await session.execute(
        delete(SurveyAnswer).where(
            SurveyAnswer.survey_id == survey_id,
            SurveyAnswer.place == place,
            SurveyAnswer.question_id.in_(asked),
        )
    )
    session.add_all(
        SurveyAnswer(
            id=new_uuid(),
            survey_id=survey_id,
            persona_id=persona_id,
            place=place,
            question_id=one.question_id,
            outcome=one.outcome,
            reason=one.reason,
            value=one.value,
            method=one.method,
            given=one.given,
            shown=list(one.shown),
            seed=one.seed,
            written_by=one.written_by,
        )
        for one in filled
    )


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


def rows_of(people: Sequence[Persona], sheets: dict[int, dict[str, Filled]]) -> list[Row]:
    """The sheets with whose they are, in the order of the respondents; whoever has none yet is left out."""
    return [
        Row(
            to_public(Kind.PERSONA, person.id),
            person.full_name,
            person.respondent,
            sheets[place],
            person.weight,
        )
        for place, person in enumerate(people)
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
            facts={name: row.facts.get(name) for name in _FACTS},
        )
        for row in rows
        for question in questionnaire.questions
        if (filled := row.filled.get(question.id)) is not None
    ]
