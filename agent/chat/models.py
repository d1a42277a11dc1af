"""The chat's history as stored: threads, their steps (messages and tool calls), and the elements shown with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base


class ChatThread(Base):
    """One conversation. `owner` is the Chainlit user id: ``local``, or the key of a user; unset for the moment
    between a thread's first step and its first message, when it is nobody's to see."""

    __tablename__ = "chat_threads"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    owner: Mapped[str | None] = mapped_column(default=None)
    author: Mapped[str | None] = mapped_column(default=None)
    name: Mapped[str | None] = mapped_column(default=None)
    tags: Mapped[list[str] | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (Index("ix_chat_threads_owner_updated_at", "owner", "updated_at"),)


class ChatStep(Base):
    """One step of a thread. `body` is Chainlit's own dictionary, whole, so that no key of it can be forgotten."""

    __tablename__ = "chat_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("chat_threads.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int] = mapped_column(Identity())
    body: Mapped[dict[str, Any]]
    feedback: Mapped[dict[str, Any] | None] = mapped_column(default=None)


class ChatElement(Base):
    """Something shown with a step: a table, a chart, a file. `stored` says that its bytes lie among the files."""

    __tablename__ = "chat_elements"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("chat_threads.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int] = mapped_column(Identity())
    body: Mapped[dict[str, Any]]
    stored: Mapped[bool] = mapped_column(default=False)
