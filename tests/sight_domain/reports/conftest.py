"""The made-up study, and a way to turn it into an export."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sight_domain.reports.material import Material, prepare


@pytest.fixture(scope="session")
def studies() -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_studies", Path(__file__).with_name("studies.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def export() -> Callable[..., Material]:
    def make(kind: Any, payload: dict[str, Any], **options: Any) -> Material:
        defaults: dict[str, Any] = {
            "language": "pl",
            "exported_by": "Badaczka",
            "exported_at": datetime(2026, 11, 4, 10, 30, tzinfo=UTC),
        }
        return prepare(kind, payload, **(defaults | options))

    return make
