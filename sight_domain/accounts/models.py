"""Users, and who did what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.storage.base import Base, Keyed


class User(Keyed, Base):
    """Somebody who may log in. Passwords are argon2 hashes."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class AuditEntry(Keyed, Base):
    """One view, export, comparison, change or deletion."""

    __tablename__ = "audit_log"

    user_id: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
