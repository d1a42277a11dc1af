"""Focus groups as stored: the guide, every turn and ballot, the steps of the analysis and the summary made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sight_domain.clock import now
from sight_domain.storage.base import Base, Deletable, Keyed
from sight_domain.storage.embedding_columns import Embedded


class FocusGroup(Keyed, Deletable, Base):
    """One group: its questions, its participants in order, its mode and seed, and the guide it is held by.

    `goal` is what a guide was drafted from. A draft that takes everybody has no participants until it is run.
    """

    __tablename__ = "focus_groups"

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    mode: Mapped[str]
    questions: Mapped[list[str]]
    stimulus: Mapped[str | None] = mapped_column(default=None)
    participants: Mapped[list[str]]
    seed: Mapped[int]
    status: Mapped[str] = mapped_column(default="draft")
    guide: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    goal: Mapped[str | None] = mapped_column(default=None)
    summary: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)


class Turn(Keyed, Embedded, Base):
    """One contribution. `outcome` is ``answered`` or why there is no text; such a turn never counts as an answer.

    `recalled` holds the turns that the speaker was reminded of, `facts` the citations put before them.

    In a discussion, `room` is the sub-group, `act` what the turn does (`talk.Act` of the moderator, `talk.Move` of
    others), `opinion` what the speaker privately thought (1-5), and `shifts` whose private opinion had moved after it.
    """

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("focus_group_id", "seq"),)

    focus_group_id: Mapped[UUID] = mapped_column(
        ForeignKey("focus_groups.id", ondelete="CASCADE"), index=True
    )
    seq: Mapped[int]
    speaker_kind: Mapped[str]
    persona_id: Mapped[UUID | None] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    speaker_name: Mapped[str]
    question_index: Mapped[int]
    text: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)
    in_reply_to: Mapped[UUID | None] = mapped_column(default=None)
    room: Mapped[int] = mapped_column(default=0, server_default="0")
    act: Mapped[str] = mapped_column(default="", server_default="")
    opinion: Mapped[float | None] = mapped_column(default=None)
    shifts: Mapped[list[Any] | None] = mapped_column(default=None)
    recalled: Mapped[list[Any] | None] = mapped_column(default=None)
    facts: Mapped[list[Any] | None] = mapped_column(default=None)


class Ballot(Keyed, Base):
    """A private vote on a question, 1 (against) to 5 (in favour), before or after the talk; none where it failed."""

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("focus_group_id", "place", "question_index", "phase"),)

    focus_group_id: Mapped[UUID] = mapped_column(ForeignKey("focus_groups.id", ondelete="CASCADE"))
    persona_id: Mapped[UUID] = mapped_column(ForeignKey("personas.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    question_index: Mapped[int]
    phase: Mapped[str]
    opinion: Mapped[int | None]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)


class QuestionEnding(Keyed, Base):
    """Why a room was done with a question (`moderator.Ending`)."""

    __tablename__ = "question_endings"
    __table_args__ = (UniqueConstraint("focus_group_id", "room", "question_index"),)

    focus_group_id: Mapped[UUID] = mapped_column(ForeignKey("focus_groups.id", ondelete="CASCADE"))
    room: Mapped[int]
    question_index: Mapped[int]
    ending: Mapped[str]


class SectionDigest(Keyed, Base):
    """What a room said in a section that is closed: points, each with the turns it rests on.

    `dropped` counts points that cited no turn of the section.
    """

    __tablename__ = "section_digests"
    __table_args__ = (UniqueConstraint("focus_group_id", "room", "section"),)

    focus_group_id: Mapped[UUID] = mapped_column(ForeignKey("focus_groups.id", ondelete="CASCADE"))
    room: Mapped[int]
    section: Mapped[int]
    points: Mapped[list[Any]]
    dropped: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[str | None] = mapped_column(default=None)


class AnalysisStep(Keyed, Base):
    """What one call of a group's analysis came to: ``codebook``, ``reading/1/0``, ... `turns` tells which turns it
    read; with others it is of no use."""

    __tablename__ = "analysis_steps"
    __table_args__ = (UniqueConstraint("focus_group_id", "step"),)

    focus_group_id: Mapped[UUID] = mapped_column(ForeignKey("focus_groups.id", ondelete="CASCADE"))
    step: Mapped[str]
    turns: Mapped[str]
    content: Mapped[dict[str, Any]]
    written_by: Mapped[str]
