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
    """Progress of a long job. `done` and `total` count its steps; `cost_usd` is what the ledger holds so far.

    `subject_id` is what the run works on, so what it has stored can be looked at while it goes on and after it was
    stopped; `partial` says that there is something, but not all of it. `eta_seconds` is measured on this attempt.
    """

    id: str
    kind: str
    status: RunStatus
    done: int
    total: int
    message: str
    cost_usd: float
    error: dict[str, Any] | None = None
    phase: str = ""
    subject_id: str | None = None
    partial: bool = False
    attempt: int = 1
    elapsed_seconds: float | None = None
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
