"""What happens while the assistant answers, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sight_domain.language import Text


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the assistant's answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolStarted:
    call_id: str
    name: str
    title: Text
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolProgress:
    call_id: str
    done: int
    total: int
    message: Text


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """`outcome` is ``ok`` or an error code; `result` is the tool's result, or ``{"error": …}``."""

    call_id: str
    name: str
    outcome: str
    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """The assistant waits: go on with `Assistant.decide`. Each call has `name`, `arguments` and `question` (a Text)."""

    calls: list[dict[str, Any]]


Event = TextDelta | ToolStarted | ToolProgress | ToolFinished | ApprovalAsked
