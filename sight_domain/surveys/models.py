"""Surveys as stored: the questionnaire, and one row for each question put to each respondent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed
from sight_domain.storage.embedding_columns import Embedded


class Survey(Keyed, Deletable, Base):
    """One survey: its questions as drafted, its respondents in order, its seed."""

    __tablename__ = "surveys"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    questions: Mapped[list[Any]]
    stimulus: Mapped[str | None] = mapped_column(default=None)
    participants: Mapped[list[str]]
    seed: Mapped[int]
    status: Mapped[str] = mapped_column(default="draft")
    notes: Mapped[list[Any]] = mapped_column(default=list)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)


class SurveyAnswer(Keyed, Embedded, Base):
    """What became of one question put to one respondent.

    `outcome` is ``answered``, ``skipped`` (the question was not for them), ``refused``, or why there is no answer; only an
    answered row has a `value`. `given` is what the respondent stated (probabilities, a text), `shown` the order of the options
    and `seed` the draw's, so that the answer can be drawn again.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (UniqueConstraint("survey_id", "place", "question_id"),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[UUID] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    question_id: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True), default=None)
    method: Mapped[str | None] = mapped_column(default=None)
    given: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    shown: Mapped[list[Any]] = mapped_column(default=list)
    seed: Mapped[int]
    written_by: Mapped[str | None] = mapped_column(default=None)
