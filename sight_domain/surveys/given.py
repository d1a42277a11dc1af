"""The answers of a project's surveys, each with its question, for whoever reads across surveys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sight_domain.surveys.drafts import Answer
from sight_domain.surveys.questions import Likert, Matrix, Numeric, OpenText, Question, Scale
from sight_domain.surveys.session import questionnaire_for

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sight_domain.surveys.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given: its key, the survey's, who gave it, and to which question."""

    key: UUID
    survey_id: UUID
    persona_id: UUID
    question: Question
    value: Answer

    @property
    def in_words(self) -> str:
        return self.question.in_words(self.value)

    @property
    def is_open(self) -> bool:
        """Whether the answer is a text in the respondent's own words."""
        return isinstance(self.question, OpenText)


async def given_in(session: AsyncSession, project_id: UUID, persona_id: UUID | None = None) -> list[Given]:
    """Every answer given in a project's surveys (by one respondent, if named), oldest survey first."""
    from sqlalchemy import select

    from sight_domain.surveys.models import Survey, SurveyAnswer

    query = (
        select(SurveyAnswer, Survey)
        .join(Survey)
        .where(
            Survey.project_id == project_id, Survey.deleted_at.is_(None), SurveyAnswer.outcome == "answered"
        )
        .order_by(Survey.id, SurveyAnswer.place, SurveyAnswer.id)
    )
    if persona_id is not None:
        query = query.where(SurveyAnswer.persona_id == persona_id)
    found: list[Given] = []
    questionnaires: dict[UUID, Questionnaire] = {}
    for answer, survey in await session.execute(query):
        if survey.id not in questionnaires:
            questionnaires[survey.id] = questionnaire_for(survey)
        questionnaire = questionnaires[survey.id]
        question = questionnaire.questions[questionnaire.index(answer.question_id)]
        value: Any = answer.value
        found.append(Given(answer.id, survey.id, answer.persona_id, question, value))
    return found


def rated_rows(question: Question) -> tuple[str, ...]:
    """What a question rates on ordered points: the rows of a matrix, ``("",)`` for a single rating, else nothing."""
    if isinstance(question, Matrix):
        return question.rows
    return ("",) if isinstance(question, Scale | Likert | Numeric) else ()


def share_of_scale(question: Question, answer: Answer, row: str = "") -> float:
    """Where an answer stands between the lowest point (0) and the highest (1); of a matrix, in one of its rows.

    Points are taken as evenly spaced.
    """
    if isinstance(question, Scale | Numeric):
        assert isinstance(answer, int | float)
        return (answer - question.least) / (question.most - question.least)
    said = answer[row] if isinstance(answer, dict) else str(answer)
    return question.categories.index(said) / (len(question.categories) - 1)
