"""The structured result as JSON, with the metadata of the export."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from sight_domain.language import Language
from sight_domain.reports.material import Material, ReportKind

FORMAT_VERSION = 1


class ExportMetadata(BaseModel):
    """Who exported what, when, and how it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int = FORMAT_VERSION
    kind: ReportKind
    title: str
    language: Language
    exported_by: str
    exported_at: datetime
    sections: tuple[str, ...]
    pii_masked: bool
    generated_by: str
    engine_note: str | None


class ExportDocument(BaseModel):
    """The whole file: `content` has the key shapes of the tools' results."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metadata: ExportMetadata
    content: dict[str, Any]


def render(material: Material) -> bytes:
    """UTF-8 JSON of an `ExportDocument`, indented, keys in the order of the results."""
    metadata = ExportMetadata(
        kind=material.kind,
        title=material.title,
        language=material.language,
        exported_by=material.exported_by,
        exported_at=material.exported_at,
        sections=material.sections,
        pii_masked=material.pii_masked,
        generated_by=material.generated_by,
        engine_note=material.engine_note,
    )
    document = ExportDocument(metadata=metadata, content=dict(material.payload))
    dumped = document.model_dump(mode="json")
    text = json.dumps(dumped, ensure_ascii=False, indent=2, allow_nan=False)
    # Lone surrogates cannot be written as UTF-8; they carry no text that could be lost.
    return text.encode("utf-8", "replace") + b"\n"
