"""The kinds of things a result can be shown as, free of Chainlit so that they can be looked at in tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from sight_domain.accounts.actor import Actor
    from tools.services import Services


@dataclass(frozen=True, slots=True)
class Panel:
    """A component of ``public/elements`` and what it shows. It renders text as text, so nothing in it is markup."""

    component: str
    props: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Download:
    filename: str
    mime_type: str
    content: bytes


Piece = Panel | Chart | Download


@dataclass(frozen=True, slots=True)
class Showing:
    """A line of Markdown and the pieces under it."""

    caption: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose results are shown, and where more about them can be read."""

    services: Services
    actor: Actor
