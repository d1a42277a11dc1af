"""The ledger of model calls as stored."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.storage.base import Base, Keyed


class LlmCall(Keyed, Base):
    """One request sent to a provider. All attempts of one call share `call_id`.

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
