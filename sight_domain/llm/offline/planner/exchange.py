"""What the planner is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class PlannerTool:
    """A tool that may be called.

    Args:
        name: its name in the catalogue.
        description: one or more sentences on what it does.
        parameters: JSON Schema (``type: object``) of its arguments.
        examples: utterances, Polish and English, that mean this tool.
        destructive: whether a call takes something away.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    examples: tuple[str, ...] = ()
    destructive: bool = False

    @property
    def properties(self) -> dict[str, dict[str, Any]]:
        """The arguments' own schemas by name."""
        return self.parameters.get("properties", {})

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the arguments a call cannot do without."""
        return tuple(self.parameters.get("required", ()))


@dataclass(frozen=True)
class ToolCall:
    """A wish to call a tool with these arguments."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Exchange:
    """One message of the conversation, whoever said it.

    ``tool_calls`` belong to the assistant; ``tool_call_id``, ``tool_name`` and ``is_error`` to a tool's answer,
    whose ``text`` is the JSON of its structured result.
    """

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    tool_calls: tuple[ToolCall, ...] = field(default=())
    tool_call_id: str | None = None
    tool_name: str | None = None
    is_error: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do next: call tools, or say something. Exactly one of the two is non-empty."""

    tool_calls: tuple[ToolCall, ...]
    text: str

    def __post_init__(self) -> None:
        if bool(self.tool_calls) == bool(self.text):
            raise ValueError("a decision is either tool calls or a text")


@dataclass(frozen=True)
class PlannedStep:
    """One call of a plan; values known only after earlier steps read ``$create_project.project.id``."""

    name: str
    arguments: dict[str, Any]
