"""Exports as every door shows them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from sight_domain.reports.material import ReportKind
from sight_domain.runs.schemas import RunView

__all__ = ["ExportView", "Exported", "ReportKind"]


class ExportView(BaseModel):
    """A file that was made. `uri` is its MCP resource; `path` is where it lies on this machine."""

    id: str
    kind: ReportKind
    subject_id: str
    format: str
    filename: str
    mime_type: str
    bytes: int
    uri: str
    path: str
    pii_masked: bool
    created_at: datetime


class Exported(BaseModel):
    """What came of an export: the file once there is one, and the run that writes it."""

    export: ExportView | None
    run: RunView
