"""Interviews as every door shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from sight_domain.personas.schemas import Citation


class RecalledEvent(BaseModel):
    """Something the respondent was reminded of."""

    # `id` is the turn (trn_…) or exchange (exc_…) it is; a vote is that of the turn that put its question.

    kind: Literal["said", "heard", "voted", "told"]
    id: str | None = None
    speaker: str = ""
    text: str


class Exchange(BaseModel):
    """A message and its answer, to be quoted by id (exc_…)."""

    # `recalled_by`: by what events were found relevant, their meaning or their words.

    id: str
    seq: int
    message: str
    text: str
    outcome: str
    reason: str = ""
    written_by: str | None = None
    recalled: list[RecalledEvent] = []
    recalled_by: str = ""
    facts: list[Citation] = []
    created_at: datetime


class InterviewView(BaseModel):
    """A one-to-one conversation."""

    id: str
    project_id: str
    persona_id: str
    persona_name: str
    exchanges: int
    created_at: datetime


class InterviewAnswer(BaseModel):
    interview: InterviewView
    exchange: Exchange
    note: str | None = None


class InterviewTranscript(BaseModel):
    interview: InterviewView
    exchanges: list[Exchange]
