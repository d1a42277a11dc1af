"""Needs as stored, one analysis per project or persona, replaced when it is made anew; and messages made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Keyed


class NeedsAnalysis(Keyed, Base):
    """`last_answer_id` is the newest answer it saw; `content` tells all of them from others, and so whether it is outdated."""

    __tablename__ = "needs_analyses"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[UUID | None] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    content: Mapped[dict[str, Any]]
    generated_by: Mapped[str]
    answers_count: Mapped[int]
    last_answer_id: Mapped[UUID | None] = mapped_column(default=None)


class MessageSet(Keyed, Base):
    """Messages that somebody asked for. `status`: ``writing``, ``written`` or ``failed``; failed ones count for no limit."""

    __tablename__ = "message_sets"

    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    persona_id: Mapped[UUID | None] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    segment: Mapped[str | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    kind: Mapped[str]
    tone: Mapped[str]
    status: Mapped[str] = mapped_column(default="writing")
    content: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    generated_by: Mapped[str | None] = mapped_column(default=None)
