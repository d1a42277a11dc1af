"""Studies as stored."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed


class Project(Keyed, Deletable, Base):
    """One study: its brief, language, target population, sample size and, if it has them, budget and models."""

    __tablename__ = "projects"

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    target: Mapped[dict[str, Any]]
    sample_size: Mapped[int]
    budget_usd: Mapped[Decimal | None] = mapped_column(Numeric(14, 8), default=None)
    models: Mapped[list[str] | None] = mapped_column(JSONB, default=None)
    recruited_at: Mapped[datetime | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
