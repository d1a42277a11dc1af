"""One-to-one conversations as stored: every message and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed
from sight_domain.storage.embedding_columns import Embedded


class Interview(Keyed, Deletable, Base):
    """A conversation with one respondent."""

    __tablename__ = "interviews"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[UUID] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    seed: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class InterviewExchange(Keyed, Embedded, Base):
    """What the researcher said and the respondent answered.

    `outcome` is ``answered``, ``pending`` while the model is asked, or why `text` is empty. `recalled` holds the events that
    were put before the respondent (`schemas.RecalledEvent`), `facts` the citations (`personas.Citation`), `recalled_by` what
    their relevance was judged by.
    """

    __tablename__ = "interview_exchanges"
    __table_args__ = (UniqueConstraint("interview_id", "seq"),)

    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int]
    message: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="pending")
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)
    recalled: Mapped[list[Any]] = mapped_column(default=list)
    recalled_by: Mapped[str] = mapped_column(default="")
    facts: Mapped[list[Any]] = mapped_column(default=list)
