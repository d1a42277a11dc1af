"""Studies as every door shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from sight_domain.language import Language


class ProjectView(BaseModel):
    id: str
    name: str
    description: str
    language: Language
    target: dict[str, Any]
    sample_size: int
    budget_usd: float | None = None
    models: list[str] = []
    created_at: datetime
    updated_at: datetime


class ProjectPage(BaseModel):
    projects: list[ProjectView]
    next_cursor: str | None = None
