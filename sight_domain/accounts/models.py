"""Users as stored."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.storage.base import Base, Keyed


class User(Keyed, Base):
    """Somebody who may log in. Passwords are argon2 hashes."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
