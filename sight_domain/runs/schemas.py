"""Runs as every door shows them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from sight_domain.language import Text


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


class RunView(BaseModel):
    """How far a long job is."""

    # `subject_id` is what the run works on, so that what it has stored can be looked at while it goes on and after it
    # was stopped; `partial`: there is something, but not all of it; `eta_seconds` goes by the last minute's pace.
    id: str
    kind: str
    status: RunStatus
    done: int
    total: int
    message: str
    cost_usd: float
    error: dict[str, Any] | None = None
    subject_id: str = ""
    partial: bool = False
    eta_seconds: float | None = None


class RunHappening(BaseModel):
    """One stored event of a run; `seq` orders the events of all runs, and following goes on after the last seen."""

    seq: int
    at: datetime
    status: RunStatus
    done: int
    total: int
    phase: str
    message: Text
    cost_usd: float
