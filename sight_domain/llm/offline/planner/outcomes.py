"""How a turn of the conversation stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from sight_domain.language import Language
from sight_domain.llm.offline.planner.context import Context
from sight_domain.llm.offline.planner.exchange import ToolCall
from sight_domain.llm.offline.planner.intents import Talk
from sight_domain.llm.offline.planner.plans import Step
from sight_domain.llm.offline.planner.references import Unresolved
from sight_domain.llm.offline.planner.requests import Missing

Ending = Literal["call", "done", "asked", "failed", "waiting", "talk"]


@dataclass(frozen=True)
class Done:
    """A step that was carried out, with its result."""

    step: Step
    arguments: dict[str, Any]
    result: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Where a turn stands.

    Args:
        ending: ``call`` (make ``call`` now), ``done``, ``asked`` (``missing`` of ``steps[0]``), ``failed``, ``waiting``
            (a run goes on, ``steps`` come after it) or ``talk`` (nothing to be done).
        done: what was carried out in this turn.
        steps: what is left.
    """

    ending: Ending
    language: Language
    done: tuple[Done, ...] = ()
    steps: tuple[Step, ...] = ()
    call: ToolCall | None = None
    missing: Missing | None = None
    talk: Talk | None = None
    skipped: tuple[tuple[Step, Unresolved], ...] = ()
    context: Context = field(default_factory=Context)
