"""The types of questions: each one class with its answers, its validator and its examples."""

from __future__ import annotations

from sight_domain.surveys.drafts import QuestionDraft, QuestionType
from sight_domain.surveys.questions.base import Question
from sight_domain.surveys.questions.choice import MultipleChoice, SingleChoice
from sight_domain.surveys.questions.matrix import Matrix
from sight_domain.surveys.questions.number import Numeric
from sight_domain.surveys.questions.ordinal import Likert, Scale
from sight_domain.surveys.questions.ranking import Ranking
from sight_domain.surveys.questions.text import OpenText

__all__ = [
    "TYPES",
    "Likert",
    "Matrix",
    "MultipleChoice",
    "Numeric",
    "OpenText",
    "Question",
    "Ranking",
    "Scale",
    "SingleChoice",
    "question_of",
]

TYPES: dict[QuestionType, type[Question]] = {
    made.type: made
    for made in (SingleChoice, MultipleChoice, Scale, Likert, Numeric, Ranking, OpenText, Matrix)
}


def question_of(draft: QuestionDraft, field: str) -> Question:
    """The checked question of a draft; ``invalid_argument`` naming the part of `field` at fault."""
    return TYPES[draft.type].from_draft(draft, field)
