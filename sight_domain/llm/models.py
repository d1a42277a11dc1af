"""The ledger of model calls, the sums that budgets are held against, and recorded answers, as stored."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.storage.base import Base, Keyed


class LlmCall(Keyed, Base):
    """One request sent to a provider. All attempts of one call share `call_id`; `priced_on` dates the price paid by.

    No foreign keys: what was paid stays on record after a project is purged.
    """

    __tablename__ = "llm_calls"
    __table_args__ = (Index("ix_llm_calls_created_at", "created_at"),)

    call_id: Mapped[UUID] = mapped_column(index=True)
    attempt: Mapped[int]
    task: Mapped[str]
    provider: Mapped[str]
    model: Mapped[str]
    prompt_id: Mapped[str]
    prompt_version: Mapped[int]
    prompt_language: Mapped[str]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    reasoning_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    cost_usd: Mapped[Decimal] = mapped_column(Numeric(14, 8))
    latency_ms: Mapped[float]
    status: Mapped[str]
    reason: Mapped[str]
    run_id: Mapped[UUID | None] = mapped_column(index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    thread: Mapped[str | None]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    priced_on: Mapped[date | None]


class LlmSpending(Base):
    """What the ledger adds up to for one project (``project:UUID``), run (``run:UUID``) or month (``month:2026-11``, UTC).

    Raised by the statement that inserts the ledger's rows, so the two never differ.
    """

    __tablename__ = "llm_spending"

    scope: Mapped[str] = mapped_column(primary_key=True)
    usd: Mapped[Decimal] = mapped_column(Numeric(14, 8))


class LlmReservation(Base):
    """The most that a request under way may cost. Its ledger row takes it away; a killed process's expires."""

    __tablename__ = "llm_reservations"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID | None]
    usd: Mapped[Decimal] = mapped_column(Numeric(14, 8))
    expires_at: Mapped[datetime]


class LlmRecording(Keyed, Base):
    """An answer or a vector under the key of what was asked, once for each project that asked it.

    It goes with its project. `vector` holds little-endian 32-bit floats.
    """

    __tablename__ = "llm_recordings"
    __table_args__ = (
        UniqueConstraint(
            "key", "project_id", name="uq_llm_recordings_key", postgresql_nulls_not_distinct=True
        ),
        Index("ix_llm_recordings_created_at", "created_at"),
    )

    key: Mapped[bytes]
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    task: Mapped[str]
    provider: Mapped[str]
    model: Mapped[str]
    answer: Mapped[str | None]
    vector: Mapped[bytes | None]
