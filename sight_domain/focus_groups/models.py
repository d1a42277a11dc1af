"""Focus groups as stored: the guide, every turn, and the summary made from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed


class FocusGroup(Keyed, Deletable, Base):
    """One group: its questions, its participants in order, its mode and seed."""

    __tablename__ = "focus_groups"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    mode: Mapped[str]
    questions: Mapped[list[str]]
    stimulus: Mapped[str | None] = mapped_column(default=None)
    participants: Mapped[list[str]]
    seed: Mapped[int]
    status: Mapped[str] = mapped_column(default="draft")
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)


class Turn(Keyed, Base):
    """One contribution. `outcome` is ``answered`` or why there is no text; such a turn never counts as an answer."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("focus_group_id", "seq"),)

    focus_group_id: Mapped[UUID] = mapped_column(
        ForeignKey("focus_groups.id", ondelete="CASCADE"), index=True
    )
    seq: Mapped[int]
    speaker_kind: Mapped[str]
    persona_id: Mapped[UUID | None] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    speaker_name: Mapped[str]
    question_index: Mapped[int]
    text: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)
    in_reply_to: Mapped[UUID | None] = mapped_column(default=None)
