"""Long jobs as stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Keyed


class Run(Keyed, Base):
    """One execution of a long use case. `subject_id` is what it works on: a project, a focus group, a document."""

    __tablename__ = "runs"

    kind: Mapped[str]
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    arguments: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(default="queued", index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
