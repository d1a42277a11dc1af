"""Runs as every door shows them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel


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
    """Progress of a long job. `done` and `total` count its steps; `cost_usd` is what the ledger holds so far."""

    id: str
    kind: str
    status: RunStatus
    done: int
    total: int
    message: str
    cost_usd: float
    error: dict[str, Any] | None = None
