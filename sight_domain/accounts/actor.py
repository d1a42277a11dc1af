"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sight_domain.language import Language


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller. `user_id` is ``None`` for the single local user of an installation without logins."""

    language: Language
    user_id: UUID | None = None
