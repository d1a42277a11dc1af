"""Exports as stored; the bytes lie under ``SIGHT_HOME/files/exports``."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.storage.base import Base, Keyed


class Export(Keyed, Base):
    __tablename__ = "exports"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    format: Mapped[str]
    filename: Mapped[str]
    mime_type: Mapped[str]
    bytes: Mapped[int]
    pii_masked: Mapped[bool]
