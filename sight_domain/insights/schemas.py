"""Needs and pains as every door shows them, and what the model is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Frequency = Literal["daily", "weekly", "monthly"]


class NeedQuote(BaseModel):
    """An exact substring of the answer it names."""

    text: str
    turn_id: str
    persona_id: str
    persona_name: str


class Job(BaseModel):
    job_statement: str
    priority_score: float = Field(ge=1, le=10)
    frequency: Frequency
    difficulty: float = Field(ge=1, le=10)
    quotes: list[NeedQuote]


class DesiredOutcome(BaseModel):
    """`opportunity_score` and `odi_score` are computed from `importance` and `satisfaction`, 0-10 each."""

    outcome_statement: str
    importance: float = Field(ge=0, le=10)
    satisfaction: float = Field(ge=0, le=10)
    opportunity_score: float
    odi_score: float
    is_measurable: bool
    quotes: list[NeedQuote]


class PainPoint(BaseModel):
    """`percent_affected` is the share, 0-1, of those who answered whose own words show the pain."""

    pain_title: str
    pain_description: str
    severity: float = Field(ge=1, le=10)
    frequency: Frequency
    percent_affected: float = Field(ge=0, le=1)
    quotes: list[NeedQuote]
    potential_solutions: list[str]


class Needs(BaseModel):
    """Jobs, outcomes and pains of a project's respondents, or of one. `outdated` says that newer answers exist."""

    project_id: str
    persona_id: str | None
    jobs_to_be_done: list[Job]
    desired_outcomes: list[DesiredOutcome]
    pain_points: list[PainPoint]
    answers_count: int
    quotes_dropped: int
    generated_at: datetime
    generated_by: str
    outdated: bool


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftQuote(_Draft):
    turn_id: str
    text: str


class DraftJob(_Draft):
    job_statement: str = Field(min_length=10, max_length=400)
    priority_score: float = Field(ge=1, le=10)
    frequency: Frequency
    difficulty: float = Field(ge=1, le=10)
    quotes: list[DraftQuote]


class DraftOutcome(_Draft):
    outcome_statement: str = Field(min_length=5, max_length=400)
    importance: float = Field(ge=0, le=10)
    satisfaction: float = Field(ge=0, le=10)
    is_measurable: bool
    quotes: list[DraftQuote]


class DraftPain(_Draft):
    pain_title: str = Field(min_length=3, max_length=160)
    pain_description: str = Field(min_length=5, max_length=1200)
    severity: float = Field(ge=1, le=10)
    frequency: Frequency
    quotes: list[DraftQuote]
    potential_solutions: list[str]


class NeedsDraft(_Draft):
    """A model's reading of the answers, before its quotes are checked and its scores computed."""

    jobs_to_be_done: list[DraftJob]
    desired_outcomes: list[DraftOutcome]
    pain_points: list[DraftPain]
