"""Long jobs as stored: the job, what it said on its way, and the shares a large one was cut into."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Keyed


class Run(Keyed, Base):
    """One execution of a long use case. `subject_id` is what it works on: a project, a focus group, a document.

    `attempt` counts how often it was begun or resumed by somebody; a process that takes over from a dead one goes on
    with the same attempt. `steps` holds the results of steps that happen once, `base_done` what was done when the
    attempt began, `executor` the process that works on
    it, and `configuration` how it asks models (`runs.configuration`).
    """

    __tablename__ = "runs"
    __table_args__ = (
        # One run of a kind on one thing at a time, whichever process starts it.
        Index(
            "uq_runs_going_on",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("status in ('queued', 'running')"),
        ),
    )

    kind: Mapped[str]
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_id: Mapped[UUID] = mapped_column(index=True)
    arguments: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    configuration: Mapped[str] = mapped_column(default="")
    queue: Mapped[str] = mapped_column(default="interactive")
    status: Mapped[str] = mapped_column(default="queued", index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    executor: Mapped[str | None] = mapped_column(default=None)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    base_done: Mapped[int] = mapped_column(default=0)
    phase: Mapped[str] = mapped_column(default="")
    message: Mapped[dict[str, Any]] = mapped_column(default=dict)
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class RunEvent(Base):
    """What a run said: how far it was, what was going on, and what it had cost by then (US dollars)."""

    __tablename__ = "run_events"
    __table_args__ = (Index("ix_run_events_run_id", "run_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=now)
    status: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    phase: Mapped[str]
    message: Mapped[dict[str, Any]]
    cost_usd: Mapped[float]


class RunPart(Base):
    """A share of a large run, which any process may work on; `items` is what it has to do, in order."""

    __tablename__ = "run_parts"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    items: Mapped[list[str]]
    done: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="queued")
    executor: Mapped[str | None] = mapped_column(default=None)
    error: Mapped[dict[str, Any] | None] = mapped_column(default=None)
