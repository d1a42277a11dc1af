"""Respondents as stored: sampled facts, drawn traits, written prose, and what has happened to each."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed


class Persona(Keyed, Deletable, Base):
    """One synthetic respondent. `respondent` holds the sampled facts, `narrative` the prose once it is written.

    `boost` holds the filters of the boost somebody was drawn for, beyond the quotas; everybody else has none. `weight`
    gives the boosted groups their share of the population back; without boosts it is 1 for all. `narrative_check`
    says what the check of the prose found (`review.NarrativeCheck`), `grounding` what of the study's documents its
    writer was given (`briefs.Grounding`).
    """

    __tablename__ = "personas"
    __table_args__ = (UniqueConstraint("project_id", "batch", "seq"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    batch: Mapped[int]
    seq: Mapped[int]
    seed: Mapped[int]
    full_name: Mapped[str]
    respondent: Mapped[dict[str, Any]]
    boost: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    weight: Mapped[float] = mapped_column(default=1.0)
    narrative: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    narrative_outcome: Mapped[str] = mapped_column(default="pending")
    narrative_reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)
    narrative_check: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    grounding: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class PersonaEvent(Keyed, Base):
    """Something a persona was asked or said; immutable, numbered per persona."""

    __tablename__ = "persona_events"
    __table_args__ = (UniqueConstraint("persona_id", "sequence_number"),)

    persona_id: Mapped[UUID] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    focus_group_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("focus_groups.id", ondelete="CASCADE"), index=True
    )
    event_type: Mapped[str]
    event_data: Mapped[dict[str, Any]]
    sequence_number: Mapped[int]
